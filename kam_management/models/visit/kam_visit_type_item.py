from odoo import fields, models

ITEM_KINDS = [
    ("company", "Company documents"),
    ("account", "Account documents"),
    ("own", "Own documents"),
    ("material", "Sales material"),
    ("attire", "Attire"),
    ("etiquette", "Etiquette"),
    ("expense", "Expenses"),
    ("gift", "Gifts"),
]


class KamVisitTypeItem(models.Model):
    """What to prepare for visits of a type (scheme, one.2, 5: 拜访准备)."""

    _name = "kam.visit.type.item"
    _description = "Item of a Visit Checklist"
    _inherit = ["kam.company.default.mixin"]
    _order = "type_id, sequence, id"
    # they come with their type
    _default_texts = ("name",)

    type_id = fields.Many2one(
        "kam.visit.type", string="Type of Visit", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="type_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(ITEM_KINDS, string="Preparation", required=True, default="material")
    name = fields.Char(string="What to Prepare", required=True, translate=True)
