from odoo import api, models
from odoo.exceptions import UserError

# What lets a line become more. What was delivered is not among it: it is booked by others.
WATCHED = frozenset(
    {
        "customer_lead",
        "discount",
        "is_downpayment",
        "order_id",
        "price_unit",
        "product_id",
        "product_uom_id",
        "product_uom_qty",
        "tax_ids",
    }
)

# What follows from others: whoever enters it would tell the check another amount.
FOLLOWING = ("invoice_lines", "price_subtotal", "price_tax", "price_total")


class SaleOrderLine(models.Model):
    """Lines of confirmed orders: what a person adds to them is asked again."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse lines of confirmed orders that the customer's credit does not cover.

        :raise UserError: with the one sentence for every hold, and for what nobody enters
        """
        orders = self.env["sale.order"]
        orders._refuse_following(vals_list, FOLLOWING, self)
        if not self.env.su and any(
            vals.get("is_downpayment") and vals.get("product_uom_qty", 1) for vals in vals_list
        ):
            self._refuse_ordered_payment()
        default_id = self.env.context.get("default_order_id")
        # a carrier's cost is booked, whoever enters it: the nightly check finds what has grown
        ids = {
            vals.get("order_id", default_id)
            for vals in vals_list
            if vals.get("product_uom_qty", 1) and not vals.get("is_delivery")
        }
        with orders.browse([number for number in ids if isinstance(number, int)])._watch():
            return super().create(vals_list)

    def write(self, vals):
        """Refuse changes of confirmed orders that the customer's credit does not cover.

        :raise UserError: with the one sentence for every hold, and for what nobody enters
        """
        orders = self.env["sale.order"]
        orders._refuse_following([vals], FOLLOWING, self)
        if not WATCHED & vals.keys():
            return super().write(vals)
        if vals.get("is_downpayment") and not self.env.su:
            self._refuse_ordered_payment()
        orders |= self.order_id
        if isinstance(vals.get("order_id"), int):
            orders |= orders.browse(vals["order_id"])
        names = {"commitment_date"} if "customer_lead" in vals else frozenset()
        with orders._watch(names):
            return super().write(vals)

    @api.model
    def _refuse_ordered_payment(self):
        raise UserError(
            self.env._(
                "A down payment is invoiced from the order: “%s” is not ticked by hand.",
                self._fields["is_downpayment"]._description_string(self.env),
            )
        )

    def unlink(self):
        """Refuse to take a discount away that the customer's credit does not cover.

        :raise UserError: with the one sentence for every hold
        """
        with self.order_id._watch():
            return super().unlink()

    def _get_delivered_beyond(self):
        """Return what was delivered beyond what was ordered, with tax, in the order's currency."""
        self.ensure_one()
        beyond = self.qty_delivered - self.product_uom_qty
        if self.display_type or beyond <= 0:
            return 0
        if self.product_uom_qty:
            return beyond * self.price_total / self.product_uom_qty
        # what other documents add was never ordered
        return beyond * self.price_unit * (1 - self.discount / 100)
