from odoo import fields, models


class KamServiceContent(models.Model):
    """What a customer is served with, a dimension of classification (scheme, two.1)."""

    _name = "kam.service.content"
    _description = "Service Content"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _name_uniq = models.Constraint(
        "UNIQUE(name)", "There is a service content of this name already: use that one."
    )
