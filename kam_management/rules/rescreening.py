"""When a customer that was rejected may be screened again."""

from datetime import timedelta


def earliest_day(rejected, days):
    """Return the first day on which a rejected customer may be screened again.

    :param date rejected: the day of the rejection, where the company works
    :param int days: how long the company waits; 0 for not at all
    :return: a date
    """
    return rejected + timedelta(days=max(0, days))


def is_too_early(rejected, days, today):
    """Tell whether a customer may not be screened again yet.

    :param rejected: the day of the last rejection, or None
    :param int days: as above
    :param date today: the day it is where the company works
    """
    return bool(rejected) and today < earliest_day(rejected, days)
