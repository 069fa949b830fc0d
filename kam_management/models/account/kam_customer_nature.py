from odoo import fields, models


class KamCustomerNature(models.Model):
    """What kind of customer somebody is, a dimension of classification (scheme, two.1)."""

    _name = "kam.customer.nature"
    _description = "Customer Nature"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _name_uniq = models.Constraint(
        "UNIQUE(name)", "There is a customer nature of this name already: use that one."
    )
