from odoo import models


class KamAccount(models.Model):
    """What the end of a key account does to the wait for receipts to be allocated."""

    _inherit = "kam.account"

    def _on_downgraded(self):
        """See the base method: nobody has to allocate receipts for it any more."""
        result = super()._on_downgraded()
        # sudo: the task ends, whoever runs the process that ends it
        profiles = self.env["kam.credit.profile"].sudo().search([("account_id", "in", self.ids)])
        profiles.filtered("date_allocation_due")._end_allocation()
        return result
