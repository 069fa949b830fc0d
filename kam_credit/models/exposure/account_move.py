from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    # Payments and entries of contacts, by the debtor that Odoo stored with them: open items are
    # found by the partner they name, who may belong to another customer by now.
    _kam_contact_idx = models.Index(
        "(commercial_partner_id) WHERE move_type = 'entry' AND partner_id != commercial_partner_id"
    )
    # The few invoices that are not posted, among those of all years.
    _kam_draft_idx = models.Index(
        "(commercial_partner_id)"
        " WHERE state = 'draft' AND move_type IN ('out_invoice', 'out_receipt')"
    )
