"""What became of receivables, for the oracle."""

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

ZERO = Fraction(0)


def exact(amount, currency):
    """Return a stored amount as the fraction its decimals mean.

    :param amount: float read from a monetary field
    :param currency: ``res.currency`` the amount is in
    """
    return Fraction(round(amount * 10**currency.decimal_places), 10**currency.decimal_places)


@dataclass
class Part:
    """An amount of a receivable, what became of it, and when."""

    treatment: str
    amount: Fraction
    day: object
    move: object


@dataclass
class Entry:
    """An entry that settles receivables, by what stands in it.

    ``settled`` is credited on receivables and ``netted`` of that set off against payables, by
    debtor. ``nets`` makes up the rest, by treatment; ``moved`` are the receivables it opens.
    """

    settled: dict
    netted: dict
    nets: dict
    moved: list

    @property
    def rest(self):
        """What is settled by other than payables."""
        return sum(self.settled.values(), ZERO) - sum(self.netted.values(), ZERO)

    def shares(self):
        """Return by treatment what makes up the rest: gains lower all of it alike."""
        positive = {name: net for name, net in self.nets.items() if net > 0}
        total = sum(positive.values(), ZERO)
        return {name: net * self.rest / total for name, net in positive.items()}


class Settlements:
    """Follows receivables to what settled them.

    :param Accounts accounts: what accounts stand for
    :param day: date as of which the ledger is looked at
    """

    def __init__(self, accounts, day):
        self.accounts = accounts
        self.env = accounts.env
        self.currency = accounts.company.currency_id
        self.day = day
        partials = self.env["account.partial.reconcile"].search([("exchange_move_id", "!=", False)])
        self.exchanged_by = partials.grouped(lambda partial: partial.exchange_move_id.id)
        self._entries = {}

    def debtor(self, line):
        """Return the debtor of a line: its document's, which contacts cannot take along."""
        return line.move_id.commercial_partner_id or line.partner_id.commercial_partner_id

    def is_opening(self, move):
        """Return whether an entry brings balances of before these books."""
        if move.move_type != "entry" or move.id in self.exchanged_by:
            return False
        if move.journal_id in self.accounts.opening_journals:
            return True
        return bool(
            self.accounts.complete_from
            and move.date < self.accounts.complete_from
            and not (move.origin_payment_id or move.statement_line_id)
        )

    def exists(self, partial):
        """Return whether a reconciliation was there on the day."""
        for move in partial.debit_move_id.move_id, partial.credit_move_id.move_id:
            if move.id in self.exchanged_by:
                # a difference of exchange is as old as what it came from
                return any(owner.max_date <= self.day for owner in self.exchanged_by[move.id])
        return partial.max_date <= self.day

    def of(self, line):
        """Return what became of a receivable.

        :return: list of :class:`Part`, and what of the line is not matched
        """
        parts = []
        left = exact(line.balance, self.currency)
        for partial in self._credits(line):
            parts += self._parts(partial)
            left -= exact(partial.amount, self.currency)
        for partial in line.matched_debit_ids.filtered(self.exists):
            amount = exact(partial.amount, self.currency)
            left += amount
            move = partial.debit_move_id.move_id
            if move.id in self.exchanged_by:
                parts.append(Part("exchange", -amount, move.date, move))
        return parts, left

    def _credits(self, line):
        return line.matched_credit_ids.filtered(
            lambda partial: partial.credit_move_id.parent_state == "posted" and self.exists(partial)
        )

    def _parts(self, partial, follow=True):
        amount = exact(partial.amount, self.currency)
        line = partial.credit_move_id
        move = line.move_id

        def part(treatment, value):
            return Part(treatment, value, line.date, move)

        if move.id in self.exchanged_by:
            return [part("exchange", amount)]
        if move.move_type == "out_refund":
            return [part("credited", amount)]
        if self.is_opening(move):
            return [part("opening", amount)]
        entry = self._entry(move)
        netted = amount * self._netted_share(entry, line)
        parts = [part("netting", netted)]
        if amount == netted:
            return parts
        for treatment, value in self._shared(entry, partial, amount - netted).items():
            if treatment == "moved" and follow:
                parts += self._followed(entry, part(treatment, value))
            else:
                parts.append(part(treatment, value))
        return parts

    # ------------------------------------------------------------------
    # what stands in an entry
    # ------------------------------------------------------------------

    def _party(self, line):
        return line.partner_id.commercial_partner_id or line.move_id.commercial_partner_id

    def _entry(self, move):
        if move.id not in self._entries:
            self._entries[move.id] = self._read(move)
        return self._entries[move.id]

    def _read(self, move):
        settled, payable = defaultdict(Fraction), defaultdict(Fraction)
        nets = defaultdict(Fraction)
        opened, of_moved = [], []
        for line in move.line_ids:
            treatment = self.accounts.treatment(line)
            balance = exact(line.balance, self.currency)
            if treatment == "receivable" and balance < 0:
                settled[self._party(line)] -= balance
            elif treatment == "receivable":
                # a receivable in place of another one
                nets["moved"] += balance
                opened.append(line)
            elif treatment == "payable":
                payable[self._party(line)] += balance
            elif treatment == "moved":
                of_moved.append(line)
            else:
                nets[treatment] += balance
        opened += self._add_moved(of_moved, nets, settled)
        netted = {}
        for party, balance in payable.items():
            netted[party] = min(max(balance, ZERO), settled.get(party, ZERO))
            nets["written_off"] += balance - netted[party]
        return Entry(dict(settled), netted, dict(nets), opened)

    def _add_moved(self, lines, nets, settled):
        """Add lines of receivables of a kind of their own: opened or, on balance, settled."""
        net = exact(sum(line.balance for line in lines), self.currency)
        if net >= 0:
            nets["moved"] += net
            return [line for line in lines if line.balance > 0]
        for line in lines:
            settled[self._party(line)] -= exact(line.balance, self.currency)
        return []

    def _netted_share(self, entry, line):
        party = self._party(line)
        settled = entry.settled.get(party, ZERO)
        return entry.netted.get(party, ZERO) / settled if settled else ZERO

    def _shared(self, entry, partial, amount):
        """Return by treatment what makes up an amount that an entry settles."""
        if entry.rest <= 0:
            return {}
        granted = self._granted(partial.credit_move_id.move_id, entry)
        nets = dict(entry.nets)
        if granted:
            # what Odoo calls exchange difference of a discount is measured with the discount
            pool = nets.pop("written_off", ZERO) + nets.pop("exchange", ZERO)
            nets["pool"] = pool
        shares = Entry(entry.settled, entry.netted, nets, entry.moved).shares()
        result = {
            name: value * amount / entry.rest for name, value in shares.items() if name != "pool"
        }
        if not granted:
            return result
        taken, excess = granted
        result["granted"] = taken.get(partial.id, ZERO)
        result["written_off"] = shares["pool"] * excess * amount / entry.rest
        money = result.pop("money", ZERO)
        result["money"] = amount - sum(result.values(), ZERO)
        return result if money else {**result, "money": ZERO}

    # ------------------------------------------------------------------
    # early-payment discount
    # ------------------------------------------------------------------

    def _granted(self, move, entry):
        """Return the early-payment discounts taken in time with an entry.

        They go to the instalments that are entitled to one, by amount, each up to what its terms
        allow, in the currency of the invoice. What is left of the difference is a write-off.

        :return: ``({partial id: amount}, share of the difference that is left)``, or None
        """
        entitled = [
            partial
            for partial in move.line_ids.matched_debit_ids.filtered(self.exists)
            if partial.debit_move_id.discount_date
            and partial.credit_move_id.date <= partial.debit_move_id.discount_date
        ]
        rate = {partial: self._discount_rate(partial.debit_move_id) for partial in entitled}
        pool = entry.nets.get("written_off", ZERO) + entry.nets.get("exchange", ZERO)
        if pool <= 0 or not any(rate.values()):
            return None
        currency = self._common_currency(move, entitled)
        if currency:
            difference = sum(
                (exact(line.amount_currency, currency) for line in self._difference(move)), ZERO
            )
            allowed = sum(
                (
                    exact(partial.debit_amount_currency, currency) * rate[partial]
                    for partial in entitled
                ),
                ZERO,
            )
        else:
            difference = pool
            allowed = sum(
                (exact(partial.amount, self.currency) * rate[partial] for partial in entitled),
                ZERO,
            )
        if difference <= 0:
            return None
        used = min(difference / allowed, Fraction(1))
        taken = {
            partial.id: exact(partial.amount, self.currency) * rate[partial] * used
            for partial in entitled
        }
        return taken, 1 - allowed * used / difference

    def _difference(self, move):
        return [
            line
            for line in move.line_ids
            if self.accounts.treatment(line) in ("written_off", "exchange")
        ]

    def _common_currency(self, move, entitled):
        """Return the one currency that invoices, payment and difference are in, if there is one."""
        lines = move.line_ids.browse([line.id for line in self._difference(move)])
        for partial in entitled:
            lines |= partial.debit_move_id | partial.credit_move_id
        return lines.currency_id if len(lines.currency_id) == 1 else None

    def _discount_rate(self, line):
        full = exact(line.amount_currency, line.currency_id)
        reduced = exact(line.discount_amount_currency, line.currency_id)
        return (full - reduced) / full if full else ZERO

    # ------------------------------------------------------------------
    # receivables in place of others
    # ------------------------------------------------------------------

    def _followed(self, entry, moved):
        """Return what became of an amount that was moved: what came for it, and what did not."""
        opened = sum((exact(line.balance, self.currency) for line in entry.moved), ZERO)
        parts = []
        for line in entry.moved:
            for partial in self._credits(line):
                for part in self._parts(partial, follow=False):
                    part.amount *= moved.amount / opened
                    parts.append(part)
        moved.amount -= sum((part.amount for part in parts), ZERO)
        return [moved, *parts]
