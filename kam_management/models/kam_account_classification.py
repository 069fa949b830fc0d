from odoo import fields, models


class KamAccount(models.Model):
    _inherit = "kam.account"

    class_id = fields.Many2one(
        comodel_name="kam.customer.class",
        string="Customer Class",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        copy=False,
    )
