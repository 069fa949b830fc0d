"""How figures of payment change as days go by and nothing else happens.

Instalments leave the window of a year; what is due from now on is taken to be honoured on time.
"""

from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

# What fell due counts for so many days.
WINDOW_DAYS = 365


class Due(NamedTuple):
    """An instalment that fell due: its day, what was due, what of it was honoured on time and what
    is still open, in company currency, and by how many days it was late."""

    date_due: object
    base: Decimal
    on_time: Decimal
    open: Decimal
    days_late: int


def kept_on(day, dues):
    """Return the instalments that still count on a day: those of a year, and all that is open.

    :param date day: the day
    :param dues: iterable of :class:`Due`
    """
    first = day - timedelta(days=WINDOW_DAYS)
    return [item for item in dues if item.date_due >= first or item.open > 0]


def first_day(dues, today, is_reached):
    """Return the day on which something is reached by waiting.

    :param dues: iterable of :class:`Due`
    :param date today: the day to begin with
    :param is_reached: function of the instalments that still count
    :return: the first such day, today at the earliest; None when no day brings it
    """
    dues = list(dues)
    leaving = {item.date_due + timedelta(days=WINDOW_DAYS + 1) for item in dues}
    for day in sorted({today, *(day for day in leaving if day > today)}):
        kept = kept_on(day, dues)
        if kept and is_reached(kept):
            return day
    return None


def has_rate(target):
    """Return the function that tells whether instalments reach a fulfilment rate.

    :param Decimal target: the rate wanted, 0 to 1
    """

    def is_reached(kept):
        due = sum(item.base for item in kept)
        return due > 0 and sum(item.on_time for item in kept) >= target * due

    return is_reached


def is_paid_within(days):
    """Return the function that tells whether instalments were paid fewer days late than given.

    :param Decimal days: days beyond terms, weighted by amount
    """

    def is_reached(kept):
        due = sum(item.base for item in kept)
        return due > 0 and sum(item.base * item.days_late for item in kept) < days * due

    return is_reached


def more_on_time(target, due, on_time):
    """Return how much more has to fall due and be honoured on time to reach a rate.

    :param Decimal target: the rate wanted, 0 to 1
    :param Decimal due: what has fallen due, company currency
    :param Decimal on_time: what of it was on time
    :return: the amount, 0 when the rate is reached; None for a rate of 1 that was missed
    """
    lacking = target * due - on_time
    if lacking <= 0:
        return Decimal(0)
    return None if target >= 1 else lacking / (1 - target)


def less_open(target, due, overdue, unit):
    """Return how much has to be paid so that the overdue share is less than given.

    :param Decimal target: the share that is not to be reached, 0 to 1
    :param Decimal due: what has fallen due, company currency, above 0
    :param Decimal overdue: what of it is open
    :param Decimal unit: smallest unit of the currency
    :return: the smallest amount in this unit, 0 when the share is less already
    """
    if overdue < target * due:
        return Decimal(0)
    amount = (overdue - target * due) // unit * unit
    while overdue - amount >= target * due:
        amount += unit
    return min(amount, overdue)
