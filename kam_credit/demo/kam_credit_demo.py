from odoo import api, fields, models
from odoo.fields import Command

# Every customer buys unevenly over the year; a pattern that is the same on every machine.
SEASON = (0.9, 1.1, 1.0, 0.8, 1.2, 1.0, 1.05, 0.95, 1.15, 0.85, 1.1, 0.9)


class KamCreditDemo(models.AbstractModel):
    """Makes the receivables of the demo data the way accounting does; only that data calls it."""

    _name = "kam.credit.demo"
    _description = "Demo Receivables"

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
        invoices = self.env["account.move"].create(
            [
                self._prepare_invoice(
                    partner,
                    fields.Date.subtract(today, days=30 * (months - index) - 8),
                    term_days,
                    round(amount * SEASON[index % len(SEASON)], -1),
                )
                for index in range(months)
            ]
        )
        invoices.action_post()
        paid_on = {
            invoice: fields.Date.add(invoice.invoice_date_due, days=delay)
            for invoice, delay in zip(invoices, delays, strict=True)
            if delay is not None
        }
        self._pay({invoice: day for invoice, day in paid_on.items() if day <= today})
        return invoices

    @api.model
    def _prepare_invoice(self, partner, date, term_days, amount, move_type="out_invoice"):
        return {
            "move_type": move_type,
            "partner_id": partner.id,
            "invoice_date": date,
            "invoice_payment_term_id": False,
            "invoice_date_due": fields.Date.add(date, days=term_days),
            "invoice_line_ids": [
                Command.create(
                    {
                        "name": self.env._("Goods delivered"),
                        "quantity": 1,
                        "price_unit": amount,
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
        payments = self.env["account.payment"].create(
            [
                self._prepare_payment(invoice.partner_id, invoice.amount_total, day)
                for invoice, day in days.items()
            ]
        )
        payments.action_post()
        for invoice, payment in zip(days, payments, strict=True):
            self._receivables(invoice | payment.move_id).reconcile()

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
    def _receivables(self, moves):
        return moves.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )

    @api.model
    def _credit(self, partner, amount, days_ago):
        """Give a customer a credit note and set it off against its oldest open invoice."""
        date = fields.Date.subtract(fields.Date.context_today(self), days=days_ago)
        refund = self.env["account.move"].create(
            self._prepare_invoice(partner, date, 0, amount, move_type="out_refund")
        )
        refund.action_post()
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
        (self._receivables(refund) | open_lines).reconcile()

    @api.model
    def _receive(self, partner, amount, days_ago):
        """Receive money of a customer that nobody has matched to an invoice yet."""
        date = fields.Date.subtract(fields.Date.context_today(self), days=days_ago)
        payment = self.env["account.payment"].create(self._prepare_payment(partner, amount, date))
        payment.action_post()
        return payment

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

    @api.model
    def _set_up_tiers(self, settings):
        """Give the tiers of the main company intervals and terms.

        :param dict settings: code -> (amount from, amount to, id of payment term, credit limit)
        """
        tiers = self.env["kam.credit.tier"].search(
            [("company_id", "=", self.env.ref("base.main_company").id)]
        )
        tiers._write_bands(
            {
                tier: {"amount_from": settings[tier.code][0], "amount_to": settings[tier.code][1]}
                for tier in tiers
            }
        )
        for tier in tiers:
            _low, _high, term_id, limit = settings[tier.code]
            tier.write({"payment_term_id": term_id, "credit_limit": limit})

    @api.model
    def _hold_tier(self, partner, code):
        """Let a key account hold a tier since the company went live."""
        profile = self.env["kam.credit.profile"].search(
            [
                ("partner_id", "=", partner.id),
                ("company_id", "=", self.env.ref("base.main_company").id),
            ]
        )
        tier = self.env["kam.credit.tier"].search(
            [("code", "=", code), ("company_id", "=", profile.company_id.id)]
        )
        profile._assign_tier(tier, self.env._("Key account list signed by the general manager"))

    @api.model
    def _request_change(self, partner, code, days_ago):
        """Request another tier for a customer, as the user who loads the data.

        :param res.partner partner: the customer
        :param str code: the tier
        :param int days_ago: since when the standard for it is met
        """
        profile = self.env["kam.credit.profile"].search(
            [
                ("partner_id", "=", partner.id),
                ("company_id", "=", self.env.ref("base.main_company").id),
            ]
        )
        tier = self.env["kam.credit.tier"].search(
            [("code", "=", code), ("company_id", "=", profile.company_id.id)]
        )
        self.env["kam.credit.change"].create(
            {
                "profile_id": profile.id,
                "tier_to_id": tier.id,
                "date_standard_met": fields.Date.subtract(
                    profile.company_id._kam_today(), days=days_ago
                ),
            }
        )

    @api.model
    def _find_change(self, partner):
        return self.env["kam.credit.change"].search(
            [
                ("profile_id.partner_id", "=", partner.id),
                ("stage", "in", ("prepare", "review", "confirm")),
            ]
        )

    @api.model
    def _submit_change(self, partner, justification, departments):
        """Complete and submit the open request of a customer.

        :param dict departments: field of the form -> id of the department
        """
        change = self._find_change(partner)
        change.write({"justification": justification, **departments})
        change.action_submit()

    @api.model
    def _decide_change(self, partner, decision, opinion):
        """Decide the pending step of a customer's request.

        :param str decision: "approve", "return", "reject" or "extend"
        """
        review = self._find_change(partner).review_ids.filtered(
            lambda review: review.state == "pending"
        )
        if decision == "extend":
            review.action_extend(reason=opinion)
        else:
            getattr(review, f"action_{decision}")(opinion)

    @api.model
    def _confirm_change(self, partner, measures):
        """Confirm that management of a customer follows its new tier."""
        change = self._find_change(partner)
        change.write({"is_customer_told": True, "measures": measures})
        change.action_confirm()
