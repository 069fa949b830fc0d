from odoo import api, fields, models
from odoo.fields import Command


class KamDemo(models.AbstractModel):
    """Makes the invoices of the demo data the way accounting does; only that data calls it."""

    _name = "kam.demo"
    _description = "Demo Invoices"

    @api.model
    def _invoice(self, partner, sales):
        """Invoice a customer, due after 30 days, and let it pay.

        :param res.partner partner: the customer
        :param list sales: (days ago, amount in company currency, days from invoice to payment or
            None) per invoice; a negative amount is a credit note
        """
        today = fields.Date.context_today(self)
        moves = self.env["account.move"].create(
            [
                self._prepare_invoice(partner, fields.Date.subtract(today, days=days_ago), amount)
                for days_ago, amount, _delay in sales
            ]
        )
        moves.action_post()
        for move, (days_ago, _amount, delay) in zip(moves, sales, strict=True):
            if delay is not None and delay <= days_ago:
                self._pay(move, fields.Date.add(move.invoice_date, days=delay))

    @api.model
    def _prepare_invoice(self, partner, date, amount):
        return {
            "move_type": "out_invoice" if amount > 0 else "out_refund",
            "partner_id": partner.id,
            "invoice_user_id": partner.user_id.id,
            "invoice_date": date,
            "invoice_payment_term_id": False,
            "invoice_date_due": fields.Date.add(date, days=30),
            "invoice_line_ids": [
                Command.create(
                    {
                        "name": self.env._("Goods delivered"),
                        "price_unit": abs(amount),
                        "tax_ids": [Command.clear()],
                    }
                )
            ],
        }

    @api.model
    def _pay(self, invoice, date):
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": invoice.partner_id.id,
                "amount": invoice.amount_total,
                "date": date,
            }
        )
        payment.action_post()
        receivable = (invoice | payment.move_id).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        receivable.reconcile()
