from odoo import fields, models


class KamCustomerClass(models.Model):
    _name = "kam.customer.class"
    _description = "Customer Class"
    _order = "company_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", required=True, ondelete="restrict", default=lambda self: self.env.company
    )
    active = fields.Boolean(default=True)
