from odoo import models


class PaymentTransaction(models.Model):
    """What is paid for an order that is held."""

    _inherit = "payment.transaction"

    def _check_amount_and_confirm_order(self):
        """See the base method: held orders were not confirmed; their customers get the mail of the
        payment."""
        orders = super()._check_amount_and_confirm_order()
        return orders.filtered(lambda order: order.state == "sale")
