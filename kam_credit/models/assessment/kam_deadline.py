from odoo import models

from .kam_credit_profile import REASSESSMENT


class KamDeadline(models.Model):
    """Duties on assessments: only credit officers of the area assess, submit and correct them."""

    _inherit = "kam.deadline"

    def _has_substitutes(self):
        """See the base method: an assessment is left to credit officers."""
        return (
            super()._has_substitutes()
            and self.res_model != "kam.credit.assessment"
            and self.code != REASSESSMENT
        )
