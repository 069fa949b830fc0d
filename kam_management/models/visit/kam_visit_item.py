from odoo import fields, models

from .kam_visit_type_item import ITEM_KINDS


class KamVisitItem(models.Model):
    """One thing to prepare for a visit, and whether it is."""

    _name = "kam.visit.item"
    _description = "Preparation of a Visit"
    _inherit = ["kam.protected.mixin"]
    _order = "visit_id, sequence, id"

    _protected_fields = frozenset({"visit_id", "company_id"})
    _protected_except_on_create = frozenset({"visit_id"})

    visit_id = fields.Many2one("kam.visit", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="visit_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(ITEM_KINDS, string="Preparation", required=True, default="material")
    name = fields.Char(string="What to Prepare", required=True)
    is_ready = fields.Boolean(string="Ready")
    note = fields.Char(string="Remark")
