from odoo import api, models

from .kam_development_meeting_duties import OPINION


class KamDeadline(models.Model):
    """Whose opinion is asked for writes it, and nobody instead."""

    _inherit = "kam.deadline"

    @api.model
    def _get_exclusive_codes(self):
        """See the base method: opinions on the method are personal."""
        return super()._get_exclusive_codes() | {OPINION}
