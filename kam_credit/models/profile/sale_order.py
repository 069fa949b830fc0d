from odoo import models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "kam.credit.document.mixin"]

    _kam_credit_debtor = "partner_invoice_id.commercial_partner_id"

    def _compute_payment_term_id(self):
        """Let the term of a tier hold in branches as well."""
        super()._compute_payment_term_id()
        for order, term in self._find_terms_in_branches("payment_term_id"):
            order.payment_term_id = term

    def _compute_pricelist_id(self):
        """Let the price list of a tier hold in branches as well."""
        super()._compute_pricelist_id()
        drafts = self.filtered(lambda order: order.state == "draft")
        for order, pricelist in drafts._find_terms_in_branches("pricelist_id"):
            order.pricelist_id = pricelist
