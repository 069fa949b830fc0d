import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** What is in force, beside a setting of the scheme that says otherwise. */
export class KamInForce extends Component {
    static template = "kam_credit.KamInForce";
    static props = { ...standardWidgetProps, field: String };

    get text() {
        return this.props.record.data.values_in_force?.[this.props.field] || "";
    }
}

export const kamInForce = {
    component: KamInForce,
    extractProps: ({ attrs }) => ({ field: attrs.field }),
    fieldDependencies: [{ name: "values_in_force", type: "json" }],
};

registry.category("view_widgets").add("kam_in_force", kamInForce);
