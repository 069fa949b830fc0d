from odoo import api, models
from odoo.fields import Domain


class KamPosition(models.Model):
    _inherit = "kam.position"

    @api.model
    def _on_holders_changed(self, units, roles, users):
        """See the base method: duties of roles, and those nobody else is left for, follow."""
        super()._on_holders_changed(units, roles, users)
        self.env["kam.deadline"]._refresh(
            Domain("unit_id", "child_of", units.ids)
            & (Domain("role", "in", list(roles)) | Domain("user_ids", "in", users.ids))
        )
