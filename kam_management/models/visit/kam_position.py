from odoo import api, models
from odoo.fields import Domain

from .kam_visit_duties import FOLLOW_UP, PLANNED, REPORT


class KamPosition(models.Model):
    """What somebody owes for visits passes on when they leave, wherever the customer belongs to."""

    _inherit = "kam.position"

    @api.model
    def _on_holders_changed(self, units, roles, users):
        """See the base method: also at accounts of other units, where they are in the team."""
        super()._on_holders_changed(units, roles, users)
        # sudo: what is owed passes on, whoever changes positions
        duties = (
            self.env["kam.deadline"]
            .sudo()
            .search(
                Domain("state", "=", "open")
                & Domain("code", "in", (PLANNED, REPORT, FOLLOW_UP))
                & Domain("user_ids", "in", users.ids)
            )
        )
        if duties:
            duties._assign()
