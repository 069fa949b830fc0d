from odoo import fields, models


class ResCompany(models.Model):
    """What one person at a customer may receive from the company."""

    _inherit = "res.company"

    kam_receiver_ceiling = fields.Monetary(
        string="Ceiling per Receiver and Year",
        help="What one person at a customer may receive in a calendar year, over all kinds of cost "
        "that count. 0: no ceiling.",
        groups="base.group_user",
    )

    _kam_receiver_ceiling_possible = models.Constraint(
        "CHECK(kam_receiver_ceiling >= 0)",
        "“Ceiling per Receiver and Year” is negative: enter an amount, or 0 for none.",
    )
