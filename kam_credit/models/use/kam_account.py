from odoo import models


class KamAccount(models.Model):
    """Individual measures end with the state of a key account."""

    _inherit = "kam.account"

    def _on_downgraded(self):
        """End individual measures and cancel those that are open."""
        result = super()._on_downgraded()
        self.env["kam.credit.measure"]._end_with_state(self)
        return result
