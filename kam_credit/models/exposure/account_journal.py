from odoo import models


class AccountJournal(models.Model):
    """What journals keep money on is no claim."""

    _name = "account.journal"
    _inherit = ["account.journal", "kam.credit.claims.mixin"]

    _claims_fields = frozenset(
        {
            "company_id",
            "default_account_id",
            "suspense_account_id",
            "type",
        }
    )
