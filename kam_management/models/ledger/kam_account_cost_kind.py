from odoo import fields, models


class KamAccountCostKind(models.Model):
    """What money is spent on for an account, and whether it counts for the ceiling of a person."""

    _name = "kam.account.cost.kind"
    _description = "Kind of Account Cost"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    has_ceiling = fields.Boolean(
        string="Counts for the Ceiling",
        help="What one person receives in a year, over all kinds that count, stays within the "
        "ceiling of the company. Such a cost names who received it.",
    )
    active = fields.Boolean(default=True)

    _name_uniq = models.Constraint(
        "UNIQUE(name)", "There is a kind of cost of this name already: use that one."
    )
