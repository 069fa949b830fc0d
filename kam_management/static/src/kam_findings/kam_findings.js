import { registry } from "@web/core/registry";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";
import { ListRenderer } from "@web/views/list/list_renderer";

/** What was passed on stays: only drafts, and what is not saved yet, can be taken out again. */
class KamFindingsListRenderer extends ListRenderer {
    displayDeleteIcon(record) {
        return super.displayDeleteIcon(record) && (record.isNew || record.data.can_change);
    }
}

/** The findings of a visit. */
class KamFindingsField extends X2ManyField {
    static components = { ...X2ManyField.components, ListRenderer: KamFindingsListRenderer };
}

export const kamFindingsField = {
    ...x2ManyField,
    component: KamFindingsField,
    supportedTypes: ["one2many"],
    additionalClasses: [...(x2ManyField.additionalClasses || []), "o_field_one2many"],
};

registry.category("fields").add("kam_findings", kamFindingsField);
