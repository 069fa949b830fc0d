from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kam_management import arguments, relations


class KamCreditBlock(models.TransientModel):
    """Asks why orders of customers are stopped by hand, or let go again."""

    _name = "kam.credit.block"
    _description = "Stop Orders of Customers"
    _inherit = ["kam.batch.dialog.mixin"]

    profile_ids = relations.Many2many("kam.credit.profile", string="Customers")
    names = fields.Text(
        string="Which Customers", compute="_compute_names", help="One customer per line."
    )
    is_blocked = fields.Boolean(string="Stopped by Now", compute="_compute_names")
    reason = fields.Text(help="It stays in the customer's credit history.")
    failures = fields.Text(string="What Could Not Be Done", readonly=True)

    @api.depends("profile_ids")
    def _compute_names(self):
        for wizard in self:
            wizard.names = "\n".join(wizard.profile_ids.mapped("display_name"))
            wizard.is_blocked = all(wizard.profile_ids.mapped("is_blocked"))

    def action_block(self):
        """Stop the orders of the customers, one by one.

        :return: an action that closes the dialog, or shows what was not done and why
        :raise UserError: without customers or a reason
        """
        return self._apply_to_all("action_block")

    def action_unblock(self):
        """Let the orders of the customers go again, one by one.

        :return: an action that closes the dialog, or shows what was not done and why
        :raise UserError: without customers or a reason
        """
        return self._apply_to_all("action_unblock")

    def _apply_to_all(self, name):
        arguments.one(self)
        if not self.profile_ids:
            raise UserError(self.env._("Choose the customers first."))

        def apply(profile):
            getattr(profile, name)(self.reason or "")

        return self._apply_each(self.profile_ids, apply, self.env._("Could Not Be Done"))
