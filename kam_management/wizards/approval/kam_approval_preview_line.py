from odoo import fields, models

from ...models.approval.kam_approval_step import KINDS, ON_DUE


class KamApprovalPreviewLine(models.TransientModel):
    _name = "kam.approval.preview.line"
    _description = "Step of a Preview"

    preview_id = fields.Many2one("kam.approval.preview", required=True, ondelete="cascade")
    name = fields.Char(string="Step", readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    who = fields.Char(readonly=True)
    user_ids = fields.Many2many("res.users", string="Would Decide", readonly=True)
    per_department = fields.Boolean(readonly=True)
    condition_label = fields.Char(
        string="Only For", readonly=True, help="Asked of the form when it is submitted."
    )
    on_due = fields.Selection(ON_DUE, string="When Due", readonly=True)
    is_passed = fields.Boolean(
        string="Passed Over", readonly=True, help="Nobody is above who wrote the form."
    )
    date_received = fields.Date(string="From at Latest", readonly=True)
    date_due = fields.Date(string="Due On", readonly=True)
