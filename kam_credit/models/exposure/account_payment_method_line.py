from odoo import models


class AccountPaymentMethodLine(models.Model):
    """What payments are kept on is no claim."""

    _name = "account.payment.method.line"
    _inherit = ["account.payment.method.line", "kam.credit.claims.mixin"]

    _claims_fields = frozenset(
        {
            "journal_id",
            "payment_account_id",
        }
    )
