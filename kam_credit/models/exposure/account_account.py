from odoo import models


class AccountAccount(models.Model):
    """Its type says whether an account holds claims."""

    _name = "account.account"
    _inherit = ["account.account", "kam.credit.claims.mixin"]

    _claims_fields = frozenset(
        {
            "account_type",
            "code",
            "company_ids",
        }
    )
