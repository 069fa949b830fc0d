import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** What stands beside the colour, for who cannot tell colours apart. */
const SIGNS = {
    late: "fa-exclamation-circle",
    due: "fa-bell",
    soon: "fa-clock-o",
    planned: "fa-calendar-check-o",
    none: "fa-check",
};

/** How an account stands: sign, colour and word. */
export class KamVisitLightField extends Component {
    static template = "kam_management.KamVisitLightField";
    static props = { ...standardFieldProps };

    get value() {
        return this.props.record.data[this.props.name];
    }

    get sign() {
        return SIGNS[this.value];
    }

    get label() {
        const { selection } = this.props.record.fields[this.props.name];
        return (selection.find(([value]) => value === this.value) || ["", ""])[1];
    }
}

export const kamVisitLightField = {
    component: KamVisitLightField,
    displayName: _t("Traffic Light of Visits"),
    supportedTypes: ["selection"],
};

registry.category("fields").add("kam_visit_light", kamVisitLightField);
