"""What would clear a hold: exactly what is to be paid."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple


class Item(NamedTuple):
    """An open item of the debtor: ``is_overdue`` where the tier's days are over and nobody objects
    to it, ``is_disputed`` where the debtor does.

    ``amount`` is what is open of it, in company currency; ``key`` names it.
    """

    key: object
    due: date
    amount: Decimal
    is_overdue: bool = False
    is_disputed: bool = False


def find_payments(items, overdue, excess):
    """Return what is to be paid so that nothing too old and nothing over the limit is left.

    The oldest items first, those overdue before others, and those in dispute last; the last one in
    part, so that doing less leaves the hold. What is paid of overdue items makes room under the
    limit as well.

    :param items: iterable of :class:`Item`
    :param Decimal overdue: how much of what is overdue has to be paid; 0 for none
    :param Decimal excess: by how much the limit is exceeded; 0 or less for not at all
    :return: list of ``(item, amount)``; Decimal, what is to be paid in advance beyond all of them
    """
    ordered = sorted(items, key=lambda item: (item.is_disputed, item.due, str(item.key)))
    paid = {}
    _take([item for item in ordered if item.is_overdue], overdue, paid)
    rest = _take(ordered, excess - sum(paid.values(), Decimal(0)), paid)
    return [(item, paid[item.key]) for item in ordered if paid.get(item.key)], rest


def _take(items, needed, paid):
    """Take an amount from items, on top of what was taken; return what is missing."""
    for item in items:
        if needed <= 0:
            break
        part = min(item.amount - paid.get(item.key, Decimal(0)), needed)
        if part > 0:
            paid[item.key] = paid.get(item.key, Decimal(0)) + part
            needed -= part
    return max(needed, Decimal(0))
