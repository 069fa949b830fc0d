from odoo import models


class ResCompany(models.Model):
    """What companies keep money on is no claim; branches share the ledger."""

    _name = "res.company"
    _inherit = ["res.company", "kam.credit.claims.mixin"]

    _claims_fields = frozenset(
        {
            "account_default_pos_receivable_account_id",
            "chart_template",
            "parent_id",
            "transfer_account_id",
        }
    )
