from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kam_management import arguments, relations


class KamCreditPromiseWithdraw(models.TransientModel):
    """Asks why promises do not hold any more."""

    _name = "kam.credit.promise.withdraw"
    _description = "Withdraw Promises"
    _inherit = ["kam.batch.dialog.mixin"]

    promise_ids = relations.Many2many("kam.credit.promise", string="Promises to Withdraw")
    names = fields.Text(
        string="Which Promises", compute="_compute_names", help="One promise per line."
    )
    reason = fields.Text(help="Stays with the promise.")
    failures = fields.Text(string="What Could Not Be Done", readonly=True)

    @api.depends("promise_ids")
    def _compute_names(self):
        for wizard in self:
            wizard.names = "\n".join(wizard.promise_ids.mapped("display_name"))

    def action_apply(self):
        """Withdraw the promises one by one; what is refused is named, the others are withdrawn.

        :return: an action that closes the dialog, or shows what was refused and why
        :raise UserError: without a promise or a reason, or when the only one is refused
        :raise AccessError: for the only one, of whoever may not write it
        """
        arguments.one(self)
        if not self.promise_ids:
            raise UserError(self.env._("Choose the promises first."))
        return self._apply_each(self.promise_ids, self._apply, self.env._("Could Not Be Withdrawn"))

    def _apply(self, promise):
        promise.action_withdraw(self.reason or "")
