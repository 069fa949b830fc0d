import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/**
 * What is in force, beside a setting of the scheme that says otherwise; beside those of an edition
 * that is in force itself, or was, what held before it.
 */
export class KamInForce extends Component {
    static template = "kam_credit.KamInForce";
    static props = { ...standardWidgetProps, field: String };

    get text() {
        const { state, values_in_force } = this.props.record.data;
        const value = values_in_force?.[this.props.field];
        if (!value) {
            return "";
        }
        const isFollowing = ["in_force", "obsolete"].includes(state);
        return isFollowing ? _t("before: %s", value) : _t("in force: %s", value);
    }
}

export const kamInForce = {
    component: KamInForce,
    extractProps: ({ attrs }) => ({ field: attrs.field }),
    fieldDependencies: [
        { name: "state", type: "selection" },
        { name: "values_in_force", type: "json" },
    ],
};

registry.category("view_widgets").add("kam_in_force", kamInForce);
