import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";

/**
 * Ask whether the customer agreed to move a fixed visit.
 *
 * @param {Object} dialog the service of dialogs
 * @param {String} name of the visit, or of its meeting
 * @returns {Promise<Boolean>}
 */
export function askAgreed(dialog, name) {
    return new Promise((resolve) => {
        dialog.add(
            ConfirmationDialog,
            {
                title: _t("Move a fixed visit?"),
                body: _t("%s is fixed. Move it only if the customer agreed.", name),
                confirmLabel: _t("The customer agreed"),
                confirm: () => resolve(true),
                cancel: () => resolve(false),
            },
            { onClose: () => resolve(false) },
        );
    });
}
