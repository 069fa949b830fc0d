from odoo import fields, models


class KamCreditContentLine(models.Model):
    """An item of a credit assessment content table."""

    _name = "kam.credit.content.line"
    _description = "Item of an Assessment Content Table"
    _inherit = ["kam.credit.content.line.mixin"]

    _approval_form_field = "table_id"

    table_id = fields.Many2one(
        "kam.credit.content.table", required=True, index=True, ondelete="cascade", readonly=True
    )

    _item_uniq = models.Constraint(
        "UNIQUE(table_id, item)", "Each item stands once on an assessment content table."
    )
