from odoo import api, fields, models
from odoo.fields import Command


class KamDemo(models.AbstractModel):
    """What the demo data calls to bring records to where they stand, as those do who act at them.

    Odoo calls functions of demo data on models only, and may load demo data into a database that is
    running: hence the model is always there. It has no table, and nobody calls it from outside.
    """

    _name = "kam.demo"
    _description = "Demo Data"

    @api.model
    def _open_company(self, company):
        """Give the company books and a working calendar; who sets up works for it from now on.

        :param res.company company: the company, which has booked nothing
        """
        company.resource_calendar_id.tz = company.partner_id.tz
        currency = company.currency_id
        charts = self.env["account.chart.template"]
        charts._load("generic_coa", company, install_demo=False)
        # the chart brings the currency of its country
        company.currency_id = currency
        charts = charts.with_company(company)
        bank = self.env["account.journal"].search(
            [("company_id", "=", company.id), ("type", "=", "bank")], limit=1
        )
        for lines, account in (
            ("inbound_payment_method_line_ids", "account_journal_payment_debit_account_id"),
            ("outbound_payment_method_line_ids", "account_journal_payment_credit_account_id"),
        ):
            bank[lines][:1].payment_account_id = charts.ref(account)
        for login in ("base.user_root", "base.user_admin"):
            self.env.ref(login).write(
                {"company_ids": [Command.link(company.id)], "company_id": company.id}
            )

    @api.model
    def _invoice(self, partner, sales):
        """Invoice a customer, due after 30 days, and let it pay.

        :param res.partner partner: the customer
        :param list sales: (days ago, amount in company currency, days from invoice to payment or
            None) per invoice; a negative amount is a credit note
        """
        today = fields.Date.context_today(self)
        moves = self._post_invoices(
            [
                self._prepare_invoice(partner, fields.Date.subtract(today, days=days_ago), amount)
                for days_ago, amount, _delay in sales
            ]
        )
        self._pay(
            {
                move: fields.Date.add(move.invoice_date, days=delay)
                for move, (days_ago, _amount, delay) in zip(moves, sales, strict=True)
                if delay is not None and delay <= days_ago
            }
        )

    @api.model
    def _post_invoices(self, vals_list):
        moves = self.env["account.move"].create(vals_list)
        moves.action_post()
        return moves

    @api.model
    def _prepare_invoice(self, partner, date, amount, term_days=30):
        # sudo: its account manager sells to a customer, whoever writes the invoice
        account = (
            self.env["kam.account"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", partner.commercial_partner_id.id),
                    ("company_id", "=", self.env.company.root_id.id),
                ]
            )
        )
        salesperson = account.manager_id or partner.user_id
        return {
            "move_type": "out_invoice" if amount > 0 else "out_refund",
            "partner_id": partner.id,
            "invoice_user_id": salesperson.id,
            "invoice_date": date,
            "invoice_payment_term_id": False,
            "invoice_date_due": fields.Date.add(date, days=term_days),
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
    def _pay(self, days):
        """Pay invoices in full.

        :param dict days: invoice -> day of its payment
        """
        payments = self._post_payments(
            [
                self._prepare_payment(invoice.partner_id, invoice.amount_total, day)
                for invoice, day in days.items()
            ]
        )
        for invoice, payment in zip(days, payments, strict=True):
            self._get_receivables(invoice | payment.move_id).reconcile()

    @api.model
    def _post_payments(self, vals_list):
        payments = self.env["account.payment"].create(vals_list)
        payments.action_post()
        return payments

    @api.model
    def _prepare_payment(self, partner, amount, date):
        return {
            "payment_type": "inbound",
            "partner_type": "customer",
            "partner_id": partner.id,
            "amount": amount,
            "date": date,
        }

    @api.model
    def _acknowledge_filed(self, partner, missing):
        """Acknowledge what was filed of a customer last, as an archivist.

        :param res.partner partner: the customer
        :param str missing: what is missing; empty: nothing
        """
        entry = self.env["kam.archive.entry"].search(
            [("name", "like", partner.name)], order="id desc", limit=1
        )
        entry.action_acknowledge(missing)

    @api.model
    def _get_receivables(self, moves):
        return moves.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
