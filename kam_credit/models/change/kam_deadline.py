from odoo import models


class KamDeadline(models.Model):
    """Duties on tier changes: only credit officers of the area submit, correct and confirm them."""

    _inherit = "kam.deadline"

    def _has_substitutes(self):
        """See the base method: a request is left to credit officers, whoever leads the unit."""
        return super()._has_substitutes() and self.res_model != "kam.credit.change"
