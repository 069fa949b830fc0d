from odoo import models


class KamAccount(models.Model):
    """What the end of a key account does to the requests about its tier."""

    _inherit = "kam.account"

    def _on_downgraded(self):
        """Cancel open tier changes: they are superseded."""
        result = super()._on_downgraded()
        # sudo: the requests end, whoever runs the process that ends them
        changes = self.env["kam.credit.change"].sudo().search([("account_id", "in", self.ids)])
        changes._cancel(self.env._("Superseded: the customer is a key account no longer."))
        return result
