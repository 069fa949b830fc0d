import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

/** A score that is chosen by what it means: the worded anchors stand in another field of the record. */
export class AnchorScoreField extends Component {
    static template = "kam_management.AnchorScoreField";
    static props = {
        ...standardFieldProps,
        anchorsField: { type: String, optional: true },
    };
    static defaultProps = { anchorsField: "anchors" };

    get score() {
        return this.props.record.data[this.props.name] || 0;
    }

    get anchors() {
        return this.props.record.data[this.props.anchorsField] || {};
    }

    get options() {
        return Object.entries(this.anchors).map(([score, text]) => ({
            score: Number(score),
            label: `${score} – ${text}`,
        }));
    }

    get label() {
        const text = this.anchors[this.score];
        return text ? `${this.score} – ${text}` : this.score || "";
    }

    get emptyLabel() {
        return _t("Choose what applies");
    }

    onChange(ev) {
        this.props.record.update({ [this.props.name]: Number(ev.target.value) });
    }
}

export const anchorScoreField = {
    component: AnchorScoreField,
    displayName: _t("Score by its Anchor"),
    supportedTypes: ["integer"],
    supportedOptions: [
        {
            label: _t("Field of the anchors"),
            name: "anchors_field",
            type: "string",
        },
    ],
    isEmpty: (record, fieldName) => !record.data[fieldName],
    fieldDependencies: ({ options }) => [
        { name: options.anchors_field || "anchors", type: "json", readonly: true },
    ],
    extractProps: ({ options }) => ({ anchorsField: options.anchors_field || "anchors" }),
};

registry.category("fields").add("kam_anchor_score", anchorScoreField);
