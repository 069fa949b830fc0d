from odoo import fields, models

HEADINGS = [
    ("cost", "Lower total purchase cost"),
    ("revenue", "More revenue"),
    ("waste", "Less waste"),
    ("efficiency", "Efficiency"),
    ("solution", "Solution for the customer"),
    ("intangible", "Intangible value"),
]


class KamDevelopmentAdvantageKind(models.Model):
    """By what we may win a customer: six advantages with their points (development scheme, 3)."""

    _name = "kam.development.advantage.kind"
    _description = "Point of a Competitive Advantage"
    _inherit = ["kam.protected.mixin"]
    _order = "sequence, id"

    _protected_fields = frozenset({"heading", "sequence"})
    _protected_except_on_create = frozenset({"heading", "sequence"})

    name = fields.Char(required=True, translate=True)
    heading = fields.Selection(HEADINGS, string="Competitive Advantage", required=True, index=True)
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)

    _heading_name_uniq = models.Constraint(
        "UNIQUE(heading, name)", "This advantage has a point of this name already: use that one."
    )
