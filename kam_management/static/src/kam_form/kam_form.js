import { registry } from "@web/core/registry";
import { FormRenderer } from "@web/views/form/form_renderer";
import { formView } from "@web/views/form/form_view";

import { useEffect, useRef } from "@odoo/owl";

import { offerDeletion } from "./kam_form_list";
import { KamWaitingFormController } from "./kam_waiting_form";

const ENTRIES = "input[type=text], input:not([type]), textarea";

/** Fields of a form that one can type into and that say nothing yet. */
function findEmpty(root, selector) {
    const fields = [...root.querySelectorAll(`${selector}`)].flatMap((field) => [
        ...field.querySelectorAll(ENTRIES),
    ]);
    return fields.find((entry) => !entry.value && !entry.readOnly && entry.offsetParent !== null);
}

/** A new form begins where something has to be entered, not where something is proposed. */
export class KamFormRenderer extends FormRenderer {
    setup() {
        super.setup();
        const rootRef = useRef("compiled_view_root");
        // what is left to do gets shorter with each entry: what is below it stays where it is
        let kept = 0;
        useEffect(() => {
            const room = rootRef.el?.querySelector(".o_kam_missing_room");
            if (room) {
                kept = this.props.record.dirty ? Math.max(kept, room.offsetHeight) : 0;
                room.style.minHeight = kept ? `${kept}px` : "";
                kept ||= room.offsetHeight;
            }
        });
        if (!this.shouldAutoFocus) {
            return;
        }
        useEffect(
            (isNew, root) => {
                if (isNew && root) {
                    const entry =
                        findEmpty(root, ".o_field_widget.o_required_modifier") ||
                        findEmpty(root, ".o_field_widget");
                    entry?.focus();
                }
            },
            () => [this.props.record.isNew, rootRef.el],
        );
    }
}

/** Submitting saves what was entered and submits it, or does neither. */
export class KamFormController extends KamWaitingFormController {
    getStaticActionMenuItems() {
        return offerDeletion(super.getStaticActionMenuItems(), () => [this.model.root]);
    }

    async beforeExecuteActionButton(clickParams) {
        const record = this.model.root;
        const isSubmission = clickParams.type === "object" && clickParams.name === "action_submit";
        if (!isSubmission || !(record.isNew || (await record.isDirty()))) {
            return super.beforeExecuteActionButton(clickParams);
        }
        await this.submit(record, clickParams);
        // it is done: nothing is left for the button itself
        return false;
    }

    async submit(record, clickParams) {
        for (const name of record.fieldNames) {
            if (record.fields[name].type === "one2many") {
                // rows that were added and left as they were, as when saving
                record.data[name]._abandonRecords();
            }
        }
        if (!(await record.checkValidity({ displayNotification: true }))) {
            return;
        }
        const changes = await record.getChanges();
        const ids = record.isNew ? [] : [record.resId];
        const resId = await this.orm.call(record.resModel, "save_and_submit", [ids, changes], {
            context: record.context,
        });
        const resIds = record.isNew ? [...record.resIds, resId] : record.resIds;
        await this.model.load({ resId, resIds });
        // where a dialog shows the form
        this.props.onSave?.(this.model.root, clickParams);
    }
}

export const kamFormView = {
    ...formView,
    Controller: KamFormController,
    Renderer: KamFormRenderer,
};

registry.category("views").add("kam_form", kamFormView);
