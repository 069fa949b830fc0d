from odoo import api, fields, models


class KamDeadlineMove(models.Model):
    """A duty got another last day: from, to, by whom and why."""

    _name = "kam.deadline.move"
    _description = "Move of a Deadline"
    _inherit = ["kam.history.mixin"]
    _order = "id desc"
    _rec_name = "date_to"

    deadline_id = fields.Many2one(
        "kam.deadline", required=True, readonly=True, index=True, ondelete="restrict"
    )
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(string="To", required=True, readonly=True)
    reason = fields.Char(string="Code of the Reason", required=True, readonly=True)
    reason_text = fields.Char(string="Reason", compute="_compute_reason_text")
    user_id = fields.Many2one(
        "res.users", string="By", required=True, readonly=True, ondelete="restrict"
    )
    date = fields.Datetime(string="On", required=True, readonly=True, default=fields.Datetime.now)

    @api.depends("reason")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        reasons = self.env["kam.deadline"]._get_reasons()
        for move in self:
            move.reason_text = reasons.get(move.reason, move.reason)
