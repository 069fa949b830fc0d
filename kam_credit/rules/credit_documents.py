"""Documents of a credit file: which statement is owed, until when a document is good, how it is.

Days are counted from the end of calendar years and quarters. A statement of another business year
counts as soon as its last day is not before the end that is owed.
"""

from datetime import date, timedelta

from odoo.addons.kam_management.rules.periods import MONTHS, ONE_DAY, last_day

YEAR, QUARTER = "year", "quarter"
EXPIRY = "expiry"
NEVER = "never"

TO_VERIFY, VERIFIED, REJECTED = "to_verify", "verified", "rejected"

MISSING = "missing"
VALID, EXPIRING, EXPIRED, STALE, SUPERSEDED = "valid", "expiring", "expired", "stale", "superseded"
# In these states a document that is required is not there.
LACKING = (MISSING, TO_VERIFY, EXPIRED, STALE)


def period_end(kind, day):
    """Return the last day of the calendar period that a day lies in.

    :param str kind: year or quarter
    :param date day: the day
    :rtype: date
    """
    months = MONTHS[kind]
    return last_day(kind, date(day.year, (day.month - 1) // months * months + 1, 1))


def owed_end(kind, today, days):
    """Return the end of the latest period of which the statement is owed.

    :param str kind: year or quarter
    :param date today: the day on which it is asked
    :param int days: after the end of the period that customers have to draw it up
    :return: its last day
    :rtype: date
    """
    reached = today - timedelta(days=days)
    end = period_end(kind, reached)
    if end == reached:
        return end
    months = MONTHS[kind]
    first = date(reached.year, (reached.month - 1) // months * months + 1, 1)
    return first - ONE_DAY


def statement_good_until(kind, last, days):
    """Return the last day on which no later statement is owed.

    :param str kind: year or quarter
    :param date last: last day of the statement's period
    :param int days: as for :func:`owed_end`
    :rtype: date
    """
    return period_end(kind, last + ONE_DAY) + timedelta(days=days - 1)


def standing(verification, is_superseded, until, is_statement, today, warn_days):
    """Return how a document is on a day.

    :param str verification: to verify, verified or rejected
    :param bool is_superseded: a later one of its kind was verified
    :param until: last day on which it is good; a false value for without end
    :param bool is_statement: it grows stale, it does not expire
    :param date today: the day on which it is asked
    :param int warn_days: how long before it is to be renewed
    :rtype: str
    """
    if verification != VERIFIED:
        return verification
    if is_superseded:
        return SUPERSEDED
    if not until or until >= today + timedelta(days=warn_days + 1):
        return VALID
    if until >= today:
        return EXPIRING
    return STALE if is_statement else EXPIRED


def renewal_due(until, is_statement, warn_days, today):
    """Return until when a document is to be renewed.

    A statement that follows does not exist before its period is over: it is due on the last day on
    which the one before is good. What expires is renewed some days before, yet not in the past.

    :param date until: last day on which it is good
    :param bool is_statement: as for :func:`standing`
    :param int warn_days: as for :func:`standing`
    :param date today: the day on which it was verified
    :rtype: date
    """
    if is_statement:
        return until
    return max(until - timedelta(days=warn_days), min(today, until))
