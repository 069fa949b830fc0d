from odoo import models


class KamAccount(models.Model):
    """What the state of an account means for the documents of its customer."""

    _inherit = "kam.account"

    def write(self, vals):
        """Change accounts; documents of ordinary customers are renewed by nobody."""
        result = super().write(vals)
        if "state" in vals:
            # sudo: duties follow from the state, whoever changes it
            documents = self.env["kam.credit.document"].sudo()
            documents.search([("account_id", "in", self.ids)])._sync_renewals()
        return result
