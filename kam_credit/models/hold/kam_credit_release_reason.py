from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

DEFAULT_REASONS = [
    _lt("Payment is on its way"),
    _lt("Strategic order"),
    _lt("The delay is ours"),
    _lt("Security was given"),
    _lt("Small amount beyond the limit"),
]


class KamCreditReleaseReason(models.Model):
    """Why somebody lets an order pass that the customer's credit does not cover."""

    _name = "kam.credit.release.reason"
    _description = "Reason of a Release"
    _inherit = ["kam.exact.name.mixin", "kam.company.default.mixin"]
    _order = "company_id, sequence, id"
    _check_company_auto = True
    _default_texts = ("name",)

    name = fields.Char(required=True, translate=True)
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
        """See the base method: what usually speaks for it."""
        return [
            {"name": self.env._(name), "sequence": sequence}
            for sequence, name in enumerate(DEFAULT_REASONS, 1)
        ]
