"""Money received but not yet matched to invoices: what it would do for a fulfilment rate."""

import datetime
from decimal import Decimal
from typing import NamedTuple

from .fulfilment import Fulfilment


class OpenItem(NamedTuple):
    """An instalment, with what is open of it. Amounts in company currency, but the last."""

    date_due: datetime.date
    last_day: datetime.date
    base: Decimal
    on_time: Decimal
    open: Decimal
    currency: int
    open_currency: Decimal


class Credit(NamedTuple):
    """What came in and is not matched. Amounts in company currency, but the last.

    ``money`` of it would be honoured, ``reduction`` of it would lower what fell due.
    """

    day: datetime.date
    amount: Decimal
    money: Decimal
    reduction: Decimal
    currency: int
    amount_currency: Decimal


def allocate(items, credits):
    """Return the instalments as they would be with everything allocated, the oldest to the oldest.

    In a foreign currency of both sides the amounts in that currency are matched, as Odoo does; what
    the rate moved meanwhile then lowers what fell due.

    :param items: :class:`OpenItem` of one debtor
    :param credits: :class:`Credit` of the same debtor
    :return: ``(base, on time)`` per instalment, in the order given, company currency
    :rtype: list[tuple[Decimal, Decimal]]
    """
    results = [(item.base, item.on_time) for item in items]
    left = [(item.open, item.open_currency) for item in items]
    order = sorted(range(len(items)), key=lambda index: (items[index].date_due, index))
    for credit in sorted(credits, key=lambda credit: credit.day):
        rest, rest_currency = credit.amount, credit.amount_currency
        for index in order:
            if rest <= 0:
                break
            if left[index][0] <= 0:
                continue
            taken, used = _match(items[index], left[index], credit, (rest, rest_currency))
            rest, rest_currency = rest - used[0], rest_currency - used[1]
            left[index] = (left[index][0] - taken[0], left[index][1] - taken[1])
            results[index] = _with(results[index], items[index], credit, taken[0], used[0])
    return [(base, min(on_time, base)) for base, on_time in results]


def _match(item, left, credit, rest):
    """Return what is taken of the instalment and used of the credit, each in both currencies."""
    if item.currency == credit.currency and left[1] > 0 and rest[1] > 0:
        part = min(left[1], rest[1])
        return (
            (left[0] * part / left[1], part),
            (rest[0] * part / rest[1], part),
        )
    part = min(left[0], rest[0])
    return (
        (part, left[1] * part / left[0]),
        (part, rest[1] * part / rest[0]),
    )


def _with(result, item, credit, taken, used):
    """Return an instalment's base and on time with a part of a credit allocated to it.

    As with a real reconciliation the smaller of both sides is matched, and what the instalment has
    beyond it is a difference of exchange.
    """
    base, on_time = result
    matched = min(taken, used)
    base -= taken - matched
    base -= matched * credit.reduction / credit.amount
    if credit.day <= item.last_day:
        on_time += matched * credit.money / credit.amount
    return max(base, Decimal(0)), on_time


def sums(results, share=Decimal(1)):
    """Return the sums of instalments.

    :param results: ``(base, on time)`` pairs
    :param Decimal share: part of the base from which on an instalment counts as honoured
    :rtype: Fulfilment
    """
    counted = [(base, on_time) for base, on_time in results if base > 0]
    return Fulfilment(
        due=sum((base for base, _on_time in counted), Decimal(0)),
        on_time=sum((on_time for _base, on_time in counted), Decimal(0)),
        count_due=len(counted),
        count_honoured=sum(1 for base, on_time in counted if on_time >= base * share),
    )
