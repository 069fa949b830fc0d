from odoo import models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    # Figures of a day ask what was reconciled after it: as of today that is next to nothing, and
    # without an index every reconciliation of all years is read to find so.
    _kam_max_date_idx = models.Index("(max_date)")
