from odoo import fields, models

from odoo.addons.kam_management import relations


class KamCreditDocumentReject(models.TransientModel):
    """Asks why documents are rejected."""

    _name = "kam.credit.document.reject"
    _description = "Reject Documents"
    _inherit = ["kam.batch.dialog.mixin"]

    document_ids = relations.Many2many(
        "kam.credit.document", string="Documents", required=True, readonly=True
    )
    reason = fields.Char(required=True, help="For who brought the documents.")
    failures = fields.Text(string="Not Possible", readonly=True)

    def action_apply(self):
        """Reject each of the documents.

        :return: an action that closes the dialog, or shows what was refused and why
        :raise UserError: as ``kam.credit.document.action_reject``, for one document
        :raise AccessError: as there
        """
        self.ensure_one()
        return self._apply_each(
            self.document_ids,
            lambda document: document.action_reject(self.reason or ""),
            self.env._("Reject Documents"),
        )
