"""Periods that a financial statement covers: a year, half a year, a quarter."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

MONTHS = {"year": 12, "half": 6, "quarter": 3}
# 53, 27 and 14 weeks: books that close on a day of the week run over now and then
LONGEST_DAYS = {"year": 371, "half": 189, "quarter": 98}

ONE_DAY = timedelta(days=1)


def last_complete(kind, today):
    """Return the first day of the last calendar period that is over.

    :param str kind: year, half or quarter
    :param date today: the day on which it is asked
    """
    months = MONTHS[kind]
    current = date(today.year, (today.month - 1) // months * months + 1, 1)
    return current - relativedelta(months=months)


def last_day(kind, first):
    """Return the last day of a period.

    :param str kind: year, half or quarter
    :param date first: its first day
    """
    months = relativedelta(months=MONTHS[kind])
    # from a day that its last month does not have, one of the two falls a day short
    return max(first + months - ONE_DAY, first - ONE_DAY + months)


def length(first, last):
    """Return the days of a period, its first and last one included.

    :rtype: int
    """
    return (last - first).days + 1


def outdated_on(last, months):
    """Return the last day on which a statement is not yet out of date.

    :param date last: last day of its period
    :param int months: how old it may grow
    """
    return last + relativedelta(months=months)


def label(kind, first, last):
    """Return a short name: ``2025``, ``2025 H1``, ``2025 Q3``, or the days of other periods.

    :param str kind: year, half or quarter
    :param date first: first day
    :param date last: last day
    """
    months = MONTHS[kind]
    index, rest = divmod(first.month - 1, months)
    if first.day != 1 or rest or last != last_day(kind, first):
        return f"{first} – {last}"
    return {
        "year": f"{first.year}",
        "half": f"{first.year} H{index + 1}",
        "quarter": f"{first.year} Q{index + 1}",
    }[kind]
