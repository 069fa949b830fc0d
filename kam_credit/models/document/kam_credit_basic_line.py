from odoo import fields, models


class KamCreditBasicLine(models.Model):
    """An item of a customer basic information sheet."""

    _name = "kam.credit.basic.line"
    _description = "Item of a Basic Information Sheet"
    _inherit = ["kam.credit.content.line.mixin"]

    _approval_form_field = "sheet_id"

    sheet_id = fields.Many2one(
        "kam.credit.basic.sheet", required=True, index=True, ondelete="cascade", readonly=True
    )

    _item_uniq = models.Constraint(
        "UNIQUE(sheet_id, item)", "Each item stands once on a basic information sheet."
    )
