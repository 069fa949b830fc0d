from odoo import fields, models

# the items of a forecast on which costs are booked
ITEMS = [
    ("staff", "Staff Cost"),
    ("travel", "Travel Cost"),
    ("management", "Management and Operating Cost"),
    ("development", "Development Cost"),
]


class KamAccountCostKind(models.Model):
    """Beside which item of a forecast costs of a kind stand (development scheme, 2.6)."""

    _inherit = "kam.account.cost.kind"

    forecast_item = fields.Selection(
        ITEMS,
        string="Item of the Forecast",
        help="Beside which item of a development's forecast costs of this kind stand. Empty: they "
        "stand beside none, and the comparison says so.",
    )
