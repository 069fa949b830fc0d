"""The figures once more, slowly: one record after the other, in fractions, without SQL.

Nothing of the addon's queries or rules is used here; only Odoo's own accounting records are
followed, partial reconciliation by partial reconciliation. Tests compare the two.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction

from dateutil.relativedelta import relativedelta

ZERO = Fraction(0)


def exact(amount, currency):
    """Return a stored amount as the fraction its decimals mean.

    :param amount: float read from a monetary field
    :param currency: ``res.currency`` the amount is in
    """
    return Fraction(round(amount * 10**currency.decimal_places), 10**currency.decimal_places)


@dataclass
class Instalment:
    """What one receivable line contributes."""

    line: object
    due: object
    base: Fraction
    on_time: Fraction
    is_open: bool


@dataclass
class DebtorFigures:
    """What one debtor's ledger leads to on one day."""

    transaction_amount: Fraction = ZERO
    instalments: list = field(default_factory=list)

    @property
    def amount_due(self):
        """Sum of what was due."""
        return sum((item.base for item in self.instalments), ZERO)

    @property
    def amount_on_time(self):
        """Sum of what was honoured on time."""
        return sum((item.on_time for item in self.instalments), ZERO)

    @property
    def counted(self):
        """Instalments that something was owed on."""
        return [item for item in self.instalments if item.base > 0]

    def honoured(self, share=Fraction(1)):
        """Return how many instalments were honoured to at least ``share`` of their base."""
        return sum(1 for item in self.counted if item.on_time >= share * item.base)

    def rate(self, minimum=1, by_count=False, share=Fraction(1)):
        """Return the contract fulfilment rate, or ``None`` when there is none.

        :param minimum: instalments needed for a rate
        :param by_count: instalments honoured / due in place of amounts
        :param share: part of an instalment from which on it counts as honoured
        """
        if not self.counted or len(self.counted) < minimum:
            return None
        if by_count:
            return Fraction(self.honoured(share), len(self.counted))
        return self.amount_on_time / self.amount_due


class Oracle:
    """Figures of all debtors of a company on a day.

    :param company: ``res.company``
    :param day: date the figures are for
    :param window: days looked back for what fell due
    :param grace: days a payment may be late
    :param with_tax: whether the transaction amount includes taxes
    """

    def __init__(self, company, day, window=365, grace=0, with_tax=False):
        # sudo: the oracle sees the whole ledger, whoever's figures are being examined
        self.env = company.sudo().with_context(active_test=False).env
        self.company = company.with_env(self.env)
        self.currency = self.company.currency_id
        self.day = day
        self.window = window
        self.grace = grace
        self.with_tax = with_tax

    def figures(self):
        """Return ``{partner id: DebtorFigures}`` of every debtor with a posted customer invoice."""
        result = defaultdict(DebtorFigures)
        moves = self.env["account.move"].search(
            [("company_id", "=", self.company.id), ("state", "=", "posted")]
        )
        for move in moves:
            if move.move_type not in ("out_invoice", "out_refund", "out_receipt"):
                continue
            debtor = move.partner_id.commercial_partner_id
            result[debtor.id].transaction_amount += self._turnover(move)
            if move.move_type == "out_invoice" and move.invoice_date <= self.day:
                self._add_instalments(result, move)
        return dict(result)

    def _turnover(self, move):
        if not self.day - relativedelta(months=12) < move.invoice_date <= self.day:
            return ZERO
        amount = move.amount_total_signed if self.with_tax else move.amount_untaxed_signed
        return exact(amount, self.currency)

    def _add_instalments(self, result, move):
        for line in move.line_ids:
            if line.account_id.account_type != "asset_receivable":
                continue
            item = self._instalment(line)
            last_due = self.day - timedelta(days=self.grace + 1)
            first_due = self.day - timedelta(days=self.window)
            if item.due <= last_due and (item.due >= first_due or item.is_open):
                result[line.partner_id.commercial_partner_id.id].instalments.append(item)

    def _instalment(self, line):
        due = line.date_maturity or line.date
        original = exact(line.balance, self.currency)
        matched = credited = discount = exchange = on_time = ZERO
        for partial in line.matched_credit_ids:
            if partial.max_date > self.day:
                continue
            amount = exact(partial.amount, self.currency)
            matched += amount
            counterpart = partial.credit_move_id
            if self._is_exchange(counterpart.move_id):
                exchange += amount
            elif counterpart.move_id.move_type == "out_refund":
                credited += amount
            else:
                taken = self._discount_taken(partial)
                discount += taken
                if partial.max_date <= due + timedelta(days=self.grace):
                    on_time += self._money(partial)
        for partial in line.matched_debit_ids:
            if partial.max_date > self.day:
                continue
            amount = exact(partial.amount, self.currency)
            matched -= amount
            if self._is_exchange(partial.debit_move_id.move_id):
                exchange -= amount
        base = max(original - credited - discount - exchange, ZERO)
        return Instalment(line, due, base, min(on_time, base), original - matched != 0)

    def _is_exchange(self, move):
        partials = self.env["account.partial.reconcile"]
        return bool(partials.search_count([("exchange_move_id", "=", move.id)], limit=1))

    # A payment's receivable side is money, discount and write-off together.

    def _money(self, partial):
        """Money (or a netted payable) in one partial reconciliation."""
        amount = exact(partial.amount, self.currency)
        counterpart = partial.credit_move_id
        move = counterpart.move_id
        if not (move.origin_payment_id or move.statement_line_id):
            return amount * self._netted_share(counterpart)
        not_money = self._not_money(move)
        taken = self._discounts(move)
        write_off = not_money - sum(taken.values(), ZERO)
        share = Fraction(write_off) / self._counterpart_total(move) if write_off else ZERO
        return amount - taken.get(partial.id, ZERO) - amount * share

    def _discount_taken(self, partial):
        move = partial.credit_move_id.move_id
        if not (move.origin_payment_id or move.statement_line_id):
            return ZERO
        return self._discounts(move).get(partial.id, ZERO)

    def _netted_share(self, counterpart):
        move = counterpart.move_id
        debtor = counterpart.partner_id.commercial_partner_id
        own = move.line_ids.filtered(lambda line: line.partner_id.commercial_partner_id == debtor)
        payable = own.filtered(lambda line: line.account_id.account_type == "liability_payable")
        receivable = own.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        netted = exact(sum(payable.mapped("balance")), self.currency)
        total = -exact(sum(receivable.mapped("balance")), self.currency)
        if netted <= 0 or total <= 0:
            return ZERO
        return min(netted / total, Fraction(1))

    def _counterpart_total(self, move):
        lines = move.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable" and line.credit
        )
        return exact(sum(lines.mapped("credit")), self.currency)

    def _not_money(self, move):
        document = move.origin_payment_id or move.statement_line_id
        liquidity = document._seek_for_lines()[0]
        money = exact(sum(liquidity.mapped("balance")), self.currency)
        return max(self._counterpart_total(move) - money, ZERO)

    def _discounts(self, move):
        """Early-payment discounts taken in time within one payment: {partial id: amount}.

        They go to the instalments that are entitled to one, by amount, each up to what its terms
        allow. What is left of the difference is a write-off.
        """
        allowed = {}
        for partial in move.line_ids.matched_debit_ids:
            line = partial.debit_move_id
            if line.discount_date and partial.max_date <= line.discount_date:
                full = exact(line.balance - line.discount_balance, self.currency)
                part = exact(partial.amount, self.currency) / exact(line.balance, self.currency)
                allowed[partial.id] = full * part
        total = sum(allowed.values(), ZERO)
        if not total:
            return {}
        share = min(self._not_money(move) / total, Fraction(1))
        return {partial_id: amount * share for partial_id, amount in allowed.items()}
