"""The figures once more, slowly: one record after the other, in fractions, without SQL.

Nothing of the addon's queries or rules is used here; only Odoo's own accounting records are
followed, partial reconciliation by partial reconciliation. Tests compare the two.

``Oracle`` finds debtors, instalments and turnover; :class:`~.oracle_settlement.Settlements` says
what became of an instalment, :class:`~.oracle_accounts.Accounts` what an account stands for.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction

from dateutil.relativedelta import relativedelta

from .oracle_accounts import Accounts
from .oracle_settlement import ZERO, Settlements, exact

__all__ = ["DebtorFigures", "Instalment", "Oracle", "exact"]

# What takes an amount away as if it had never fallen due, and what honours it.
LOWERING = {"credited", "granted", "exchange", "assigned"}
HONOURING = {"money", "withheld", "netting", "opening"}


@dataclass
class Instalment:
    """What one receivable line contributes, or one history line."""

    line: object
    due: object
    base: Fraction
    on_time: Fraction
    is_open: bool
    parts: list = field(default_factory=list)


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
    """Figures of all debtors of a legal entity on a day.

    :param company: ``res.company``; its root and all branches of that are the legal entity
    :param day: date the figures are for
    :param window: days looked back for what fell due
    :param grace: days a payment may be late
    :param with_tax: whether the transaction amount includes taxes
    """

    def __init__(self, company, day, window=365, grace=0, with_tax=False):
        # sudo: the oracle sees the whole ledger, whoever's figures are being examined
        self.env = company.sudo().with_context(active_test=False).env
        self.company = company.with_env(self.env).root_id
        self.companies = self.env["res.company"].search([("id", "child_of", self.company.id)])
        self.currency = self.company.currency_id
        self.day = day
        self.window = window
        self.grace = grace
        self.with_tax = with_tax
        self.settlements = Settlements(Accounts(self.company, self.companies), day)

    def figures(self):
        """Return ``{partner id: DebtorFigures}`` of every debtor that anything is known of."""
        result = defaultdict(DebtorFigures)
        moves = self.env["account.move"].search(
            [("company_id", "in", self.companies.ids), ("state", "=", "posted")]
        )
        for move in moves:
            if move.move_type in ("out_invoice", "out_refund", "out_receipt"):
                debtor = move.commercial_partner_id
                result[debtor.id].transaction_amount += self._turnover(move)
            for line in self._owed(move):
                self._add(result, self.settlements.debtor(line), self._instalment(line))
        history = self.env["kam.credit.history.line"].search([("company_id", "=", self.company.id)])
        for line in history:
            self._add_history(result, line)
        return dict(result)

    # ------------------------------------------------------------------
    # what was sold
    # ------------------------------------------------------------------

    def _in_twelve_months(self, invoiced):
        return self.day - relativedelta(months=12) < invoiced <= self.day

    def _turnover(self, move):
        if not self._in_twelve_months(move.invoice_date):
            return ZERO
        amount = move.amount_total_signed if self.with_tax else move.amount_untaxed_signed
        return exact(amount, self.currency)

    # ------------------------------------------------------------------
    # what was owed
    # ------------------------------------------------------------------

    def _owed(self, move):
        """Return the lines of a document that are instalments: of invoices and the opening."""
        receivable = move.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        if move.move_type == "out_invoice":
            return receivable if move.invoice_date <= self.day else receivable.browse()
        if self.settlements.is_opening(move) and move.date <= self.day:
            return receivable.filtered(
                lambda line: line.balance > 0 and self.settlements.accounts.is_plain(line)
            )
        return receivable.browse()

    def _instalment(self, line):
        # A day that was missed stays missed, wherever it is moved to.
        due = line.kam_date_missed or line.date_maturity or line.date
        parts, left = self.settlements.of(line)
        by_treatment = defaultdict(Fraction)
        honoured = ZERO
        for part in parts:
            by_treatment[part.treatment] += part.amount
            if part.treatment in HONOURING and part.day <= due + timedelta(days=self.grace):
                honoured += part.amount
        lowered = sum((by_treatment[name] for name in LOWERING), ZERO)
        base = max(exact(line.balance, self.currency) - lowered, ZERO)
        is_open = left + by_treatment["moved"] != 0
        return Instalment(line, due, base, min(honoured, base), is_open, parts)

    def _add(self, result, debtor, item):
        last_due = self.day - timedelta(days=self.grace + 1)
        first_due = self.day - timedelta(days=self.window)
        figures = result[debtor.id]
        if item.due <= last_due and (item.due >= first_due or item.is_open):
            figures.instalments.append(item)

    # ------------------------------------------------------------------
    # what a former system knew
    # ------------------------------------------------------------------

    def _add_history(self, result, line):
        debtor = line.commercial_partner_id
        if self._in_twelve_months(line.date_invoice):
            amount = line.amount if self.with_tax else line.amount_untaxed
            result[debtor.id].transaction_amount += exact(amount, self.currency)
        if line.date_invoice > self.day:
            return
        amount = exact(line.amount, self.currency)
        settled = line.date_settled
        is_settled = bool(settled and settled <= self.day)
        in_time = is_settled and settled <= line.date_due + timedelta(days=self.grace)
        item = Instalment(line, line.date_due, amount, amount if in_time else ZERO, not is_settled)
        self._add(result, debtor, item)
