from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kam_management import arguments, relations

from ...models.collection.kam_credit_dispute import OUTCOMES


class KamCreditDisputeEnd(models.TransientModel):
    """Asks how disputes were resolved."""

    _name = "kam.credit.dispute.end"
    _description = "Resolve Disputes"
    _inherit = ["kam.batch.dialog.mixin"]

    form_ids = relations.Many2many("kam.credit.dispute", string="Disputes to Resolve")
    names = fields.Text(
        string="Which Disputes", compute="_compute_names", help="One dispute per line."
    )
    outcome = fields.Selection(OUTCOMES)
    note = fields.Text(string="How It Was Resolved", help="A sentence that stays with the form.")
    failures = fields.Text(string="What Could Not Be Done", readonly=True)

    @api.depends("form_ids")
    def _compute_names(self):
        for wizard in self:
            wizard.names = "\n".join(wizard.form_ids.mapped("display_name"))

    def action_apply(self):
        """Resolve the disputes one by one; what is refused is named, the others are resolved.

        :return: an action that closes the dialog, or shows what was refused and why
        :raise UserError: without a dispute, an outcome or a sentence, or when the only one is
            refused
        :raise AccessError: for the only one, of whoever may not resolve it
        """
        arguments.one(self)
        if not self.form_ids:
            raise UserError(self.env._("Choose the disputes first."))
        return self._apply_each(self.form_ids, self._apply, self.env._("Could Not Be Resolved"))

    def _apply(self, form):
        form.action_end(self.outcome or "", self.note or "")
