from odoo import models
from odoo.fields import Domain


class KamUnit(models.Model):
    """What waits for a decision in a unit follows the unit to its new place."""

    _inherit = "kam.unit"

    def write(self, vals):
        """See the base method: whoever holds a role above decides what waits below."""
        result = super().write(vals)
        if "parent_id" in vals:
            self.env["kam.approval.review"]._refresh_pending(
                Domain("review_unit_id", "child_of", self.ids)
                | Domain("unit_id", "child_of", self.ids)
            )
        return result
