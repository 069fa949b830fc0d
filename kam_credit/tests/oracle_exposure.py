"""Exposures once more, slowly: one record after the other, in fractions, without SQL.

Nothing of the addon's queries or rules is used here.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from fractions import Fraction

import pytz

ZERO = Fraction(0)
SIGNS = {"out_invoice": 1, "out_receipt": 1, "out_refund": -1}


def exact(number):
    """Return a number as the fraction that its decimals mean."""
    return Fraction(str(number))


class ExposureOracle:
    """Exposures of all debtors of a legal entity, as they are now.

    :param company: ``res.company``; its root and all branches of that are the legal entity
    :param day: date of the check
    :param horizons: partner id -> days ahead that count, 0 for all
    :param tolerated: partner id -> days after the due date that are not overdue yet
    """

    def __init__(self, company, day, horizons=None, tolerated=None):
        # sudo: the oracle sees everything, whoever's figures are being examined
        self.env = company.sudo().with_context(active_test=False).env
        self.company = company.with_env(self.env).root_id
        self.companies = self.env["res.company"].search([("id", "child_of", self.company.id)])
        self.currency = self.company.currency_id
        self.zone = pytz.timezone(self.company.resource_calendar_id.tz or "UTC")
        self.day = day
        self.horizons = horizons or {}
        self.tolerated = tolerated or {}

    def figures(self):
        """Return ``{partner id: [receivables, orders, drafts, overdue]}``."""
        found = defaultdict(lambda: [ZERO, ZERO, ZERO, ZERO])
        mine = [("company_id", "in", self.companies.ids)]
        for line in self.env["account.move.line"].search(
            [*mine, ("account_id.account_type", "=", "asset_receivable")]
        ):
            if line.parent_state == "posted":
                figures = found[self._debtor(line).id]
                left = exact(line.amount_residual)
                figures[0] += left
                due = line.kam_date_missed or line.date_maturity or line.date
                days = self.tolerated.get(self._debtor(line).id, 30)
                if left > 0 and (self.day - due).days > days:
                    figures[3] += left
        for order in self.env["sale.order"].search([*mine, ("state", "=", "sale")]):
            found[order.kam_credit_debtor_id.id][1] += self.commitment(order)
        for move in self.env["account.move"].search([*mine, ("state", "=", "draft")]):
            if move.move_type in ("out_invoice", "out_receipt"):
                found[move.commercial_partner_id.id][2] += self._draft(move)
        return {debtor: figures for debtor, figures in found.items() if any(figures)}

    @staticmethod
    def _debtor(line):
        return line.move_id.commercial_partner_id or line.partner_id.commercial_partner_id

    def commitment(self, order):
        """Return what a confirmed order adds."""
        left = sum((self._rest(line) for line in order.order_line), ZERO)
        left = max(left - self._paid(order), ZERO)
        return self._rounded(left / exact(order.currency_rate))

    def _rest(self, line):
        if line.display_type:
            return ZERO
        invoiced = self._invoiced(line)
        if line.is_downpayment:
            return -invoiced
        ordered, delivered = exact(line.product_uom_qty), exact(line.qty_delivered)
        total = exact(line.price_total)
        each = total / ordered if ordered else exact(line.price_unit)
        if self._counts(line):
            further = delivered > ordered if ordered >= 0 else delivered < ordered
            return (each * delivered if further else total) - invoiced
        return max(each * delivered - invoiced, ZERO) if delivered else ZERO

    def _counts(self, line):
        order = line.order_id
        if order.kam_credit_released_rest:
            return False
        horizon = self.horizons.get(order.kam_credit_debtor_id.id, 0)
        if order.commitment_date:
            day = self._local(order.commitment_date).date()
        else:
            day = (self._local(order.date_order) + timedelta(days=line.customer_lead)).date()
        return not horizon or (day - self.day).days <= horizon

    def _local(self, moment: datetime):
        return pytz.utc.localize(moment).astimezone(self.zone).replace(tzinfo=None)

    @staticmethod
    def _invoiced(line):
        invoiced = ZERO
        for item in line.invoice_lines:
            move = item.move_id
            if move.state != "posted":
                continue
            amount = SIGNS[move.move_type] * exact(item.price_total)
            if item.currency_id != line.currency_id:
                amount *= exact(line.order_id.currency_rate) / exact(move.invoice_currency_rate)
            invoiced += amount
        return invoiced

    @staticmethod
    def _paid(order):
        paid = ZERO
        for transaction in order.transaction_ids:
            payment = transaction.payment_id
            is_booked = payment.move_id.state == "posted" or payment.state in (
                "paid",
                "canceled",
                "rejected",
            )
            if transaction.state in ("authorized", "done") and not is_booked:
                paid += exact(transaction.amount)
        return paid

    def _draft(self, move):
        linked = move.invoice_line_ids.filtered(
            lambda item: any(
                line.state == "sale" and not line.order_id.kam_credit_released_rest
                for line in item.sale_line_ids
            )
        )
        of_orders = sum((exact(item.price_total) for item in linked), ZERO)
        rate = exact(move.invoice_currency_rate)
        return max(exact(move.amount_total_signed) - self._rounded(of_orders / rate), ZERO)

    def _rounded(self, amount):
        unit = exact(self.currency.rounding)
        return Fraction(int(amount / unit + Fraction(1, 2))) * unit
