from odoo import api, fields, models
from odoo.tools import LazyTranslate

from ...rules.developments import LOST, WON

_lt = LazyTranslate(__name__)

RESULTS = [(WON, "Won"), (LOST, "Not won for now")]

# Why customers are won, or not for now; companies change it as they like.
DEFAULT_REASONS = [
    (WON, _lt("Lower cost for the customer")),
    (WON, _lt("Product fits the need")),
    (WON, _lt("Better service or delivery")),
    (WON, _lt("Trust of those who decide")),
    (WON, _lt("Weakness of the supplier before")),
    (WON, _lt("Recommended by others")),
    (LOST, _lt("Price too high")),
    (LOST, _lt("Product does not fit the need")),
    (LOST, _lt("Bound to another supplier")),
    (LOST, _lt("Those who decide were not reached")),
    (LOST, _lt("No need or no budget now")),
    (LOST, _lt("We could not deliver or serve")),
    (LOST, _lt("Payment terms")),
    (LOST, _lt("Purchase policy of the customer")),
]


class KamDevelopmentReason(models.Model):
    """Why a customer was won, or not for now, as analyses count it (development scheme, 7)."""

    _name = "kam.development.reason"
    _description = "Reason of Success or Failure"
    _inherit = ["kam.exact.name.mixin", "kam.company.default.mixin"]
    _order = "company_id, kind desc, sequence, id"
    _check_company_auto = True
    _default_texts = ("name",)

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        RESULTS, string="Development Result", required=True, default=LOST, index=True
    )
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company.root_id,
    )
    active = fields.Boolean(default=True)

    @api.model
    def _prepare_defaults(self, company):
        """See the base method: what usually decides."""
        return [
            {"name": self.env._(name), "kind": kind, "sequence": sequence}
            for sequence, (kind, name) in enumerate(DEFAULT_REASONS, 1)
        ]
