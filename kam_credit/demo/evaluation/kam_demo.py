from odoo import api, fields, models
from odoo.fields import Command

# Every customer buys unevenly over the year; a pattern that is the same on every machine.
SEASON = (0.9, 1.1, 1.0, 0.8, 1.2, 1.0, 1.05, 0.95, 1.15, 0.85, 1.1, 0.9)


class KamDemo(models.AbstractModel):
    """A year of receivables up to today."""

    _inherit = "kam.demo"

    @api.model
    def _invoice_year(self, partner, amount, term_days, delays):
        """Invoice a customer monthly and let it pay.

        :param res.partner partner: the customer
        :param float amount: usual amount of a month, company currency
        :param int term_days: days from invoice to due date
        :param list delays: oldest month first: days from due date to payment, None for unpaid
        :return: the invoices, oldest first
        """
        today = fields.Date.context_today(self)
        months = len(delays)
        invoices = self._post_invoices(
            [
                self._prepare_invoice(
                    partner,
                    fields.Date.subtract(today, days=30 * (months - index) - 8),
                    round(amount * SEASON[index % len(SEASON)], -1),
                    term_days,
                )
                for index in range(months)
            ]
        )
        paid_on = {
            invoice: fields.Date.add(invoice.invoice_date_due, days=delay)
            for invoice, delay in zip(invoices, delays, strict=True)
            if delay is not None
        }
        self._pay({invoice: day for invoice, day in paid_on.items() if day <= today})
        return invoices

    @api.model
    def _credit(self, partner, amount, days_ago):
        """Give a customer a credit note and set it off against its oldest open invoice."""
        date = fields.Date.subtract(fields.Date.context_today(self), days=days_ago)
        refund = self._post_invoices([self._prepare_invoice(partner, date, -amount, term_days=0)])
        open_lines = self.env["account.move.line"].search(
            [
                ("partner_id", "=", partner.id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("balance", ">", 0),
            ],
            order="date_maturity, id",
            limit=1,
        )
        (self._get_receivables(refund) | open_lines).reconcile()

    @api.model
    def _receive(self, partner, amount, days_ago):
        """Receive money of a customer that nobody has matched to an invoice yet."""
        date = fields.Date.subtract(fields.Date.context_today(self), days=days_ago)
        return self._post_payments([self._prepare_payment(partner, amount, date)])

    @api.model
    def _quote(self, partner, amount):
        """Offer a customer something."""
        product = self.env["product.product"].create(
            {"name": self.env._("Annual delivery"), "type": "consu", "list_price": amount}
        )
        return self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "order_line": [Command.create({"product_id": product.id})],
            }
        )
