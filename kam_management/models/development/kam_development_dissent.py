from odoo import api, fields, models


class KamDevelopmentDissent(models.Model):
    """Who of a method meeting does not agree with what was decided, and why (scheme, 4.2)."""

    _name = "kam.development.dissent"
    _description = "Dissent on the Method"
    _inherit = ["kam.history.mixin"]
    _order = "meeting_id, id"
    _rec_name = "user_id"

    meeting_id = fields.Many2one(
        "kam.development.meeting",
        string="Method Meeting",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", string="Dissent Of", required=True, readonly=True, ondelete="restrict"
    )
    date = fields.Datetime(string="Dissent Noted At", required=True, readonly=True)
    why = fields.Text(string="Why Not This Way", required=True, readonly=True)

    _participant_uniq = models.Constraint(
        "UNIQUE(meeting_id, user_id)", "This participant has dissented already."
    )

    @api.depends("user_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for dissent in self:
            dissent.display_name = self.env._("Dissent of %s", dissent.user_id.name or "")
