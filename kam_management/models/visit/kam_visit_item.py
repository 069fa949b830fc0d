from odoo import api, fields, models

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

    @api.model
    def _complete_create(self, vals_list):
        """See the base method: what is prepared is said before the visit.

        :raise UserError: naming the visit
        """
        vals_list = super()._complete_create(vals_list)
        self.env["kam.visit"].browse(
            {vals.get("visit_id") or 0 for vals in vals_list} - {0}
        )._check_ahead()
        return vals_list

    def _check_write(self, vals):
        """See the base method, and :meth:`_complete_create`."""
        super()._check_write(vals)
        self.visit_id._check_ahead()

    def _check_unlink(self):
        """See the base method, and :meth:`_complete_create`."""
        super()._check_unlink()
        self.visit_id._check_ahead()
