from odoo import models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "kam.credit.document.mixin"]

    _kam_credit_debtor = "partner_invoice_id.commercial_partner_id"
