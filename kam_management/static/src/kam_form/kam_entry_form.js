import { registry } from "@web/core/registry";
import { useBus } from "@web/core/utils/hooks";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";

/**
 * A form that leaves nothing behind where nobody entered anything. Odoo saves what is new whenever
 * its page is hidden or closed: what is proposed alone would become a record, and use up a number.
 */
export class KamEntryFormController extends FormController {
    setup() {
        super.setup();
        // what is being typed is an entry before it reaches the record
        this.isBeingTyped = false;
        useBus(this.model.bus, "FIELD_IS_DIRTY", ({ detail }) => {
            this.isBeingTyped = detail;
        });
    }

    get isUntouched() {
        const { root } = this.model;
        return root.isNew && !root.dirty && !this.isBeingTyped;
    }

    async beforeUnload(ev) {
        if (!this.isUntouched) {
            await super.beforeUnload(ev);
        }
    }

    beforeVisibilityChange() {
        if (!this.isUntouched) {
            return super.beforeVisibilityChange();
        }
    }
}

registry
    .category("views")
    .add("kam_entry_form", { ...formView, Controller: KamEntryFormController });
