from odoo import api, fields, models
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

# What companies start with; they change it as they like.
DEFAULT_KINDS = (
    _lt("Delivery ahead of payment"),
    _lt("Visits more often"),
    _lt("Visits less often"),
    _lt("Follow-up of each order"),
    _lt("Rhythm of collection"),
    _lt("Price protection"),
    _lt("Other measure"),
)


class KamCreditMeasureKind(models.Model):
    """What individual measures for customers are about (scheme, credit management, 6.3)."""

    _name = "kam.credit.measure.kind"
    _description = "Kind of Individual Measure"
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
        """See the base method: deliveries, visits, orders, collection, prices."""
        return [
            {"name": self.env._(name), "sequence": sequence}
            for sequence, name in enumerate(DEFAULT_KINDS, 1)
        ]
