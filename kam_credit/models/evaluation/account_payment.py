from odoo import models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    # Which accounts payments ever used is asked with every figure: without an index all payments
    # are read for an account that none used.
    _kam_outstanding_idx = models.Index("(outstanding_account_id)")
