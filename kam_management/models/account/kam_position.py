from odoo import api, models
from odoo.fields import Domain


class KamPosition(models.Model):
    """Account managers owe what is due of their accounts while they hold a position."""

    _inherit = "kam.position"

    @api.model
    def _on_holders_changed(self, units, roles, users):
        """See the base method: duties of accounts go to whoever is left, and come back."""
        super()._on_holders_changed(units, roles, users)
        self.env["kam.deadline"]._refresh(Domain("account_id.manager_id", "in", users.ids))
