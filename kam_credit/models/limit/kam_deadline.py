from odoo import models


class KamDeadline(models.Model):
    """Duties on temporary limits: only credit officers of the area decide what follows them."""

    _inherit = "kam.deadline"

    def _has_substitutes(self):
        """See the base method: a temporary limit is left to credit officers."""
        return super()._has_substitutes() and self.res_model != "kam.credit.temporary.limit"
