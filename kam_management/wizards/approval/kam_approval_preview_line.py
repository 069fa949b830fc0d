from odoo import fields, models


class KamApprovalPreviewLine(models.TransientModel):
    _name = "kam.approval.preview.line"
    _description = "Step of a Preview"

    preview_id = fields.Many2one("kam.approval.preview", required=True, ondelete="cascade")
    name = fields.Char(string="Step", readonly=True)
    user_ids = fields.Many2many("res.users", string="Would Decide", readonly=True)
    per_department = fields.Boolean(readonly=True)
    date_received = fields.Date(string="From at Latest", readonly=True)
    date_due = fields.Date(string="Due On", readonly=True)
