from odoo import api, fields, models
from odoo.fields import Command


class KamDemo(models.AbstractModel):
    """Orders that run, one that comes in only later, and one of which nothing more will come."""

    _inherit = "kam.demo"

    @api.model
    def _set_horizon(self, code, days):
        """Let a tier count orders as far as they come within some days.

        :param str code: the tier
        :param int days: days ahead
        """
        self._find_tier(code).horizon_days = days

    @api.model
    def _sell(self, partner, price, quantities, days):
        """Confirm an order of a customer and deliver a part of it.

        :param res.partner partner: the customer
        :param float price: of a piece, company currency
        :param tuple quantities: how many pieces are ordered, how many delivered
        :param int days: days from today to the delivery
        """
        ordered, delivered = quantities
        product = self.env["product.product"].create(
            {"name": self.env._("Framework delivery"), "type": "consu", "list_price": price}
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "commitment_date": fields.Datetime.add(fields.Datetime.now(), days=days),
                "order_line": [
                    Command.create({"product_id": product.id, "product_uom_qty": ordered})
                ],
            }
        )
        order.action_confirm()
        order.order_line.qty_delivered = delivered

    @api.model
    def _release_rest(self, partner, reason):
        """Release the rest of a customer's running orders."""
        self.env["sale.order"].search(
            [("partner_id", "=", partner.id), ("state", "=", "sale")]
        ).action_release_rest(reason)

    @api.model
    def _refresh_exposures(self):
        """Compute the exposures of all customers for lists."""
        self.env["kam.credit.profile"].search([])._refresh_exposure()
