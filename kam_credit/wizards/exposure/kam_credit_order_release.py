from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kam_management import arguments


class KamCreditOrderRelease(models.TransientModel):
    """Asks why nothing more will be delivered of orders."""

    _name = "kam.credit.order.release"
    _description = "Release the Rest of Orders"
    _inherit = ["kam.batch.dialog.mixin"]

    order_ids = fields.Many2many("sale.order", string="Orders to Release")
    names = fields.Text(string="Which Orders", compute="_compute_names", help="One order per line.")
    reason = fields.Text(help="Stays with the order and in the history of credit.")
    failures = fields.Text(string="What Could Not Be Done", readonly=True)

    @api.depends("order_ids")
    def _compute_names(self):
        for wizard in self:
            wizard.names = "\n".join(wizard.order_ids.mapped("display_name"))

    def action_apply(self):
        """Release the rest of the orders one by one; what is refused is named.

        :return: an action that closes the dialog, or shows what was refused and why
        :raise UserError: without an order or a reason, or when the only one is refused
        :raise AccessError: for the only one, of whoever may not release it
        """
        arguments.one(self)
        if not self.order_ids:
            raise UserError(self.env._("Choose the orders first."))
        return self._apply_each(
            self.order_ids,
            lambda order: order.action_release_rest(self.reason or ""),
            self.env._("Could Not Be Released"),
        )
