"""What would clear a hold: exactly what is to be paid."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple


class Item(NamedTuple):
    """An open item of the debtor: ``is_overdue`` where the tier's days are over.

    ``amount`` is what is open of it, in company currency; ``key`` names it.
    """

    key: object
    due: date
    amount: Decimal
    is_overdue: bool = False


def find_payments(items, overdue, excess):
    """Return what is to be paid so that nothing too old and nothing over the limit is left.

    The oldest items first, those overdue before others; the last one in part, so that doing less
    leaves the hold. What is paid of overdue items makes room under the limit as well.

    :param items: iterable of :class:`Item`
    :param Decimal overdue: how much of what is overdue has to be paid; 0 for none
    :param Decimal excess: by how much the limit is exceeded; 0 or less for not at all
    :return: list of ``(item, amount)``, or None where no payment clears it: there is less open than
        is missing
    """
    ordered = sorted(items, key=lambda item: (item.due, str(item.key)))
    paid = {}
    late = [item for item in ordered if item.is_overdue]
    if not _take(late, overdue, paid):
        return None
    rest = excess - sum(paid.values(), Decimal(0))
    if not _take(ordered, rest, paid):
        return None
    return [(item, paid[item.key]) for item in ordered if paid.get(item.key)]


def _take(items, needed, paid):
    """Take an amount from items, on top of what was taken; tell whether there is enough."""
    for item in items:
        if needed <= 0:
            return True
        part = min(item.amount - paid.get(item.key, Decimal(0)), needed)
        if part > 0:
            paid[item.key] = paid.get(item.key, Decimal(0)) + part
            needed -= part
    return needed <= 0
