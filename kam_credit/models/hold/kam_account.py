from odoo import models


class KamAccount(models.Model):
    """What ends with the state of a key account."""

    _inherit = "kam.account"

    def _on_downgraded(self):
        """Look again at what is held: orders of ordinary customers are not checked."""
        result = super()._on_downgraded()
        self.env["kam.credit.hold"]._trigger_recheck()
        return result
