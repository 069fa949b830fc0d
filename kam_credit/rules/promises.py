"""What became of promises to pay: found from the money that came, never entered."""

import datetime
from decimal import Decimal
from typing import NamedTuple

OPEN, KEPT, PARTLY, BROKEN, WITHDRAWN = "open", "kept", "partly", "broken", "withdrawn"
# What was found, as far as money may still change it: allocated late, or taken back by the bank.
JUDGED = (KEPT, PARTLY, BROKEN)
# Of these something is missing.
LACKING = (PARTLY, BROKEN)


class Money(NamedTuple):
    """Money of one customer: its day, how much, and what of it was matched with which instalment.

    ``parts`` are pairs of the id of an instalment and an amount; they are no more than ``amount``.
    """

    id: int
    day: datetime.date
    amount: Decimal
    parts: tuple = ()


class Promise(NamedTuple):
    """What a customer promised: from the first to the last day, for some instalments or for any."""

    id: int
    first_day: datetime.date
    last_day: datetime.date
    amount: Decimal
    item_ids: frozenset = frozenset()


class Came(NamedTuple):
    """What came for a promise: in its time, and afterwards."""

    in_time: Decimal
    later: Decimal


def allocate(promises, receipts, today):
    """Return what came for each promise of one customer, and what came besides.

    Money counts once: for the promise that was given first, and as long as that lacks something.
    What came too late is looked at when every promise has got what came in its time.

    :param promises: the promises of the customer that were not withdrawn
    :param receipts: its money from the first promise on
    :param date today: until when money is looked at
    :return: dict id -> :class:`Came`, and the money that is matched with nothing and that no
        promise counts: who is said not to have paid may have paid it
    :rtype: tuple
    """
    ordered = sorted(promises, key=lambda promise: (promise.first_day, promise.id))
    purse = _Purse(receipts)
    in_time = {
        promise.id: purse.take(promise, min(promise.last_day, today), promise.amount)
        for promise in ordered
    }
    later = {
        promise.id: purse.take(promise, today, promise.amount - in_time[promise.id])
        for promise in ordered
    }
    came = {promise.id: Came(in_time[promise.id], later[promise.id]) for promise in ordered}
    return came, purse.count_idle(today)


def result(amount, in_time, is_over):
    """Return the state of a promise.

    The whole sum in time keeps it at once; anything else is said when its last day is over.

    :param Decimal amount: what was promised
    :param Decimal in_time: what came from its first to its last day
    :param bool is_over: whether its last day has passed
    :return: ``open``, ``kept``, ``partly`` or ``broken``
    """
    if in_time >= amount:
        return KEPT
    if not is_over:
        return OPEN
    return PARTLY if in_time > 0 else BROKEN


def missing(amount, came, owed):
    """Return what of a promise has not come by now: never more than is still owed.

    :param Decimal amount: what was promised
    :param Came came: what came for it
    :param Decimal owed: what is open of what it was about
    :rtype: Decimal
    """
    return max(min(amount - came.in_time - came.later, owed), Decimal(0))


class _Purse:
    """Money of a customer that promises draw on, the oldest first."""

    def __init__(self, receipts):
        self._receipts = sorted(receipts, key=lambda money: (money.day, money.id))
        self._left = {money.id: money.amount for money in self._receipts}
        self._parts = {
            (money.id, item_id): amount
            for money in self._receipts
            for item_id, amount in money.parts
        }

    def take(self, promise, until, wanted):
        """Return how much of what is wanted there is for a promise up to a day, and take it."""
        taken = Decimal(0)
        for money in self._receipts:
            if promise.first_day <= money.day <= until and taken < wanted:
                taken += self._take_from(money, promise.item_ids, wanted - taken)
        return taken

    def count_idle(self, until):
        """Return what is left of the money up to a day, as far as it is matched with nothing."""
        return sum(
            (
                min(self._left[money.id], money.amount - sum(part for _item, part in money.parts))
                for money in self._receipts
                if money.day <= until
            ),
            Decimal(0),
        )

    def _take_from(self, money, item_ids, wanted):
        if not item_ids:
            return self._draw(money, wanted)
        taken = Decimal(0)
        for item_id, _amount in money.parts:
            if item_id in item_ids:
                key = (money.id, item_id)
                part = self._draw(money, min(wanted - taken, self._parts[key]))
                self._parts[key] -= part
                taken += part
        return taken

    def _draw(self, money, wanted):
        drawn = min(wanted, self._left[money.id])
        self._left[money.id] -= drawn
        return drawn
