from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    # Figures are those of the debtor that an invoice was stored with: Odoo finds invoices by the
    # partner they were written to, which need not be the same.
    _kam_debtor_idx = models.Index(
        "(commercial_partner_id, invoice_date)"
        " WHERE move_type IN ('out_invoice', 'out_refund', 'out_receipt')"
    )
