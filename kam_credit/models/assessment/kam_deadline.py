from odoo import api, models

from .kam_credit_profile import REASSESSMENT


class KamDeadline(models.Model):
    """Duties to assess customers: only credit officers of the area do."""

    _inherit = "kam.deadline"

    @api.model
    def _get_exclusive_codes(self):
        """See the base method: a customer is assessed by credit officers alone."""
        return super()._get_exclusive_codes() | {REASSESSMENT}
