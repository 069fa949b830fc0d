import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** A whole number from 0 to 5, shown as dots; a click sets it, a click on the last dot takes it back. */
export class KamLevelField extends Component {
    static template = "kam_management.KamLevelField";
    static props = { ...standardFieldProps, max: { type: Number, optional: true } };
    static defaultProps = { max: 5 };

    get levels() {
        return Array.from({ length: this.props.max }, (_value, index) => index + 1);
    }

    get value() {
        return this.props.record.data[this.props.name] || 0;
    }

    get label() {
        const { string } = this.props.record.fields[this.props.name];
        return _t("%(field)s: %(value)s of %(max)s", {
            field: string,
            value: this.value,
            max: this.props.max,
        });
    }

    async onClick(level) {
        const value = level === this.value ? level - 1 : level;
        await this.props.record.update({ [this.props.name]: value });
    }
}

export const kamLevelField = {
    component: KamLevelField,
    displayName: _t("Level"),
    supportedTypes: ["integer"],
    isEmpty: () => false,
    extractProps: ({ options, viewType }, dynamicInfo) => ({
        max: options.max || 5,
        readonly: dynamicInfo.readonly || viewType !== "form",
    }),
};

registry.category("fields").add("kam_level", kamLevelField);
