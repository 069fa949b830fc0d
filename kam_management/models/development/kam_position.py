from odoo import api, models
from odoo.fields import Domain

from .kam_development_letter import ANSWER
from .kam_development_meeting import COLLECTING
from .kam_development_meeting_duties import MEETING, OPINION


class KamPosition(models.Model):
    """Who convenes, and who is waited for, follows from the positions."""

    _inherit = "kam.position"

    @api.model
    def _on_holders_changed(self, units, roles, users):
        """See the base method: a round ends when those have written who are left."""
        super()._on_holders_changed(units, roles, users)
        owed = Domain("code", "in", (OPINION, ANSWER)) & Domain("user_ids", "in", users.ids)
        decided = Domain("code", "=", MEETING) & Domain("unit_id", "child_of", units.ids)
        self.env["kam.deadline"]._refresh(owed | decided)
        # sudo: the round ends, whoever changes positions
        self.env["kam.development.meeting"].sudo().search(
            Domain("state", "=", COLLECTING) & Domain("participant_ids", "in", users.ids)
        )._settle_round()
