from odoo import models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class KamCreditReleaseReason(models.Model):
    """Why somebody lets an order pass that the customer's credit does not cover."""

    _name = "kam.credit.release.reason"
    _description = "Reason of a Release"
    _inherit = ["kam.credit.choice.mixin"]
    _default_names = (
        _lt("Payment is on its way"),
        _lt("Strategic order"),
        _lt("The delay is ours"),
        _lt("Security was given"),
        _lt("Small amount beyond the limit"),
    )
