"""Which class of the company's standard a customer's figures meet (scheme, one.1).

The figures come from ``queries/candidates.py``; amounts are in company currency.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from dateutil.relativedelta import relativedelta

MONTHS = 12


class Window(NamedTuple):
    """The days that count, all of them included.

    Net sales from ``sales_from`` to ``day`` are compared with those from ``before_from`` to the
    day before ``sales_from``. Payments are judged by what fell due from ``sales_from`` to the day
    before ``day``: what falls due today is not late yet.
    """

    before_from: date
    sales_from: date
    day: date


class Standard(NamedTuple):
    """What a class asks for.

    ``amount_min`` are net sales of twelve months; ``growth_min`` and ``late_share_max`` are shares
    (0.1 is 10 %), None asks for nothing.
    """

    key: Any
    amount_min: Decimal
    growth_min: Decimal | None = None
    late_share_max: Decimal | None = None


def window(day):
    """Return the days that count for figures of a day.

    :param date day: the day of the figures
    :rtype: Window
    """
    return Window(
        before_from=day - relativedelta(months=2 * MONTHS) + timedelta(days=1),
        sales_from=day - relativedelta(months=MONTHS) + timedelta(days=1),
        day=day,
    )


def growth(sales, before):
    """Return by which share sales have grown.

    :param Decimal sales: net sales of the last twelve months
    :param Decimal before: net sales of the twelve months before
    :return: a share, -0.5 is half of it lost; None where nothing was sold before
    """
    return sales / before - 1 if before > 0 else None


def late_share(late, due):
    """Return which share of what fell due was paid late or is overdue.

    :param Decimal late: amount settled after its due date, or still open
    :param Decimal due: amount that fell due
    :return: a share; None where nothing fell due
    """
    return late / due if due > 0 else None


def meets(standard, sales, grown, late):
    """Tell whether figures meet the standard of a class.

    A growth without value meets no minimum: nobody knows it. A late share without value meets
    every maximum: nothing was late.

    :param Standard standard: what the class asks for
    :param Decimal sales: net sales of the last twelve months
    :param grown: see :func:`growth`
    :param late: see :func:`late_share`
    """
    if sales < standard.amount_min:
        return False
    if standard.growth_min is not None and (grown is None or grown < standard.growth_min):
        return False
    return standard.late_share_max is None or late is None or late <= standard.late_share_max


def find_class(standards, sales, grown, late):
    """Return the best class whose standard the figures meet.

    :param standards: sequence of :class:`Standard`, best class first
    :param Decimal sales: net sales of the last twelve months
    :param grown: see :func:`growth`
    :param late: see :func:`late_share`
    :return: index of the class among the standards, or None
    """
    for rank, standard in enumerate(standards):
        if meets(standard, sales, grown, late):
            return rank
    return None
