from odoo import models
from odoo.fields import Domain


class ResUsers(models.Model):
    """What waits for somebody's decision goes to others when they cannot act any more."""

    _inherit = "res.users"

    def _kam_on_standing_changed(self):
        """See the base method: also who is in a department, or decides for somebody."""
        super()._kam_on_standing_changed()
        self.env["kam.approval.review"]._refresh_pending(
            Domain("candidate_ids", "in", self.ids)
            | Domain("delegate_ids", "in", self.ids)
            | Domain("department_id.member_ids.user_id", "in", self.ids)
        )
