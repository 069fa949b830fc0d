from odoo import models


class KamAccount(models.Model):
    """What ends with the state of a key account."""

    _inherit = "kam.account"

    def _on_downgraded(self):
        """End temporary limits, and cancel requests for them: they are superseded."""
        result = super()._on_downgraded()
        self._find_credit_profiles()._supersede_temporary_limits("not_key")
        return result
