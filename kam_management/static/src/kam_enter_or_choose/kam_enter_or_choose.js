import { makeContext } from "@web/core/context";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";

/**
 * Records that are chosen from what there is, or entered right in the list.
 *
 * A line that is added is a new record; a control of the list with `kam_choose` in its context
 * chooses from those that there are. Taking a line out deletes nothing.
 */
export class KamEnterOrChooseField extends X2ManyField {
    async onAdd({ context, editable } = {}) {
        const added = makeContext([this.props.context, context]);
        const { kam_choose: isChoice, ...rest } = added;
        if (isChoice || !editable) {
            return super.onAdd({ context: rest, editable });
        }
        await this.list.leaveEditMode({ canAbandon: false });
        if (!this.list.editedRecord) {
            await this.addInLine({ context: rest, editable });
        }
    }
}

export const kamEnterOrChooseField = {
    ...x2ManyField,
    component: KamEnterOrChooseField,
    displayName: _t("Enter or Choose"),
    supportedTypes: ["many2many"],
};

registry.category("fields").add("kam_enter_or_choose", kamEnterOrChooseField);
