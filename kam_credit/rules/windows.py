"""Which days a figure looks at."""

import datetime
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

FULFILMENT_DAYS = 365
# No ledger reaches further back.
FIRST_DAY = datetime.date(1900, 1, 1)


class Window(NamedTuple):
    """The days behind the figures of day ``as_of``, all inclusive."""

    as_of: datetime.date
    turnover_from: datetime.date
    due_from: datetime.date
    due_to: datetime.date


def window(as_of, grace_days=0):
    """Return the days that count for the figures of one day.

    The transaction amount covers the invoice dates in ``(as_of - 12 months, as_of]``. An instalment
    has fallen due once its grace has run out, so due dates up to ``as_of - grace_days - 1`` count,
    back to ``as_of - 365``.

    :param datetime.date as_of: the day of the figures
    :param int grace_days: days after the due date on which a payment is still on time
    :return: the first and last day of each window
    :rtype: Window
    """
    return Window(
        as_of=as_of,
        turnover_from=as_of - relativedelta(months=12) + datetime.timedelta(days=1),
        due_from=as_of - datetime.timedelta(days=FULFILMENT_DAYS),
        due_to=as_of - datetime.timedelta(days=grace_days + 1),
    )


def is_complete(days, complete_from):
    """Tell whether everything is known that the figures of a window rest on.

    :param Window days: the window
    :param complete_from: the day from which the company's figures are complete; a false value when
        they always were
    :rtype: bool
    """
    return not complete_from or complete_from <= min(days.turnover_from, days.due_from)


def month_ends(as_of, count):
    """Return the last days of the months before a day, and the day itself.

    :param datetime.date as_of: the last of the days
    :param int count: how many ends of months
    :return: the days, oldest first; a day that ends its month is not there twice
    :rtype: list[datetime.date]
    """
    first = as_of.replace(day=1)
    ends = [
        first - relativedelta(months=back) - datetime.timedelta(days=1)
        for back in reversed(range(count))
    ]
    return [*ends, as_of]
