from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.kam_management import wording

from ...rules import checks

# A list price is not cut by more than all of it.
MOST_SHARE = 1


class KamCreditTierMixin(models.AbstractModel):
    """What a tier does with orders and invoices that the customer's credit does not cover."""

    _inherit = "kam.credit.tier.mixin"

    order_policy = fields.Selection(
        [
            (checks.NONE, "Are not checked"),
            (checks.WARN, "Are confirmed, and noted"),
            (checks.HOLD, "Are held until they are released"),
        ],
        string="Orders beyond Credit",
        required=True,
        default=checks.NONE,
        tracking=True,
        help="What happens to an order that the customer's credit does not cover.",
    )
    invoice_policy = fields.Selection(
        [
            (checks.NONE, "Are not checked"),
            (checks.WARN, "Are posted, and noted"),
            (checks.HOLD, "Are held until they are released"),
        ],
        string="Invoices beyond Credit",
        required=True,
        default=checks.NONE,
        tracking=True,
        help="What happens to an invoice without an order that the customer's credit does not "
        "cover. Credit notes, entries, and what is paid already are never held.",
    )
    overdue_tolerated = fields.Monetary(
        tracking=True,
        aggregator=None,
        help="An order is held when more than this is overdue for longer than the tier's days.",
    )
    checks_terms = fields.Boolean(
        string="Check Terms and Prices",
        tracking=True,
        help="An order with a longer payment term, a higher discount for early payment or lower "
        "prices than those granted is held.",
    )
    price_tolerance = fields.Float(
        digits=(6, 5),
        default=0.05,
        tracking=True,
        aggregator=None,
        help="By so much an order may be below the granted prices. 0.05 means 5 %.",
    )

    _overdue_tolerated_positive = models.Constraint(
        "CHECK(overdue_tolerated IS NULL OR overdue_tolerated >= 0)",
        "The amount of overdue items that a tier tolerates cannot be negative.",
    )

    @api.model
    def _get_policy_fields(self):
        """See the base method: what is done with documents, and what is looked at."""
        return super()._get_policy_fields() | {
            "checks_terms",
            "invoice_policy",
            "order_policy",
            "overdue_tolerated",
        }

    @api.constrains("price_tolerance")
    def _check_price_tolerance(self):
        for tier in self:
            if not 0 <= tier.price_tolerance < MOST_SHARE:
                raise ValidationError(
                    self.env._(
                        "“%(field)s” of %(tier)s cannot be %(value)s: enter a share from 0 %% to "
                        "below 100 %%.",
                        field=self._fields["price_tolerance"]._description_string(self.env),
                        tier=tier.display_name,
                        value=wording.percentage(self.env, tier.price_tolerance * 100, digits=2),
                    )
                )
