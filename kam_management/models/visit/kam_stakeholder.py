from odoo import fields, models

from .kam_visit_type import VISIT_CHANNELS


class KamStakeholder(models.Model):
    """How a person at the customer likes to be visited (scheme, one.2, 2: 大客户负责人的特点)."""

    _inherit = "kam.stakeholder"

    preferred_channel = fields.Selection(
        VISIT_CHANNELS, help="How this person likes to be met. Empty: not known."
    )
    preferred_time = fields.Char(help="When this person has time, such as “mornings, not Mondays”.")
    to_avoid = fields.Text(
        string="What to Avoid",
        help="What not to say or do in a visit. About business; what is personal belongs to the "
        "personal facts.",
    )
