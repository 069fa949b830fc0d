from odoo import models
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)


class KamCreditMeasureKind(models.Model):
    """What individual measures for customers are about (scheme, credit management, 6.3)."""

    _name = "kam.credit.measure.kind"
    _description = "Kind of Individual Measure"
    _inherit = ["kam.credit.choice.mixin"]
    _default_names = (
        _lt("Delivery ahead of payment"),
        _lt("Visits more often"),
        _lt("Visits less often"),
        _lt("Follow-up of each order"),
        _lt("Rhythm of collection"),
        _lt("Price protection"),
        _lt("Other measure"),
    )
