from odoo import api, models


class KamPosition(models.Model):
    """Who decides follows from the positions."""

    _inherit = "kam.position"

    @api.model
    def _on_holders_changed(self, units, roles, users):
        """See the base method: pending reviews get other reviewers."""
        super()._on_holders_changed(units, roles, users)
        self.env["kam.approval.review"]._refresh_held(units, roles, users)
