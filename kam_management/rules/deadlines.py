"""Deadlines: the last day on which something is on time. Days end at midnight of the company."""

from datetime import date, timedelta

# A calendar without a working day in this many days counts every day.
HORIZON_DAYS = 366
# Nothing is given more days than these, whatever somebody has entered.
MOST_DAYS = 3650
# A day outside of these is a slip of the pen: nothing is counted from it.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(9000, 1, 1)


def add_days(day, number, is_working=None):
    """Return the day that comes a number of days after another one.

    :param date day: first day, which does not count itself
    :param int number: days, not negative, ten years at most; 0 is the day itself, rolled forward to
        a working day
    :param is_working: tells whether a date is worked; None counts every day
    :return: a date; a working day when ``is_working`` is given and true often enough
    """
    if not FIRST_DAY <= day <= LAST_DAY:
        return day
    number = min(max(number, -MOST_DAYS), MOST_DAYS)
    every_day = day + timedelta(days=number)
    if is_working is None:
        return every_day
    result = day
    left = number
    idle = 0
    while left > 0 or not is_working(result):
        result += timedelta(days=1)
        worked = is_working(result)
        left -= worked
        idle = 0 if worked else idle + 1
        if idle == HORIZON_DAYS:
            return every_day
    return result


def due_day(received, days, latest=None, is_working=None):
    """Return the last day of a step.

    :param date received: the day on which the step began
    :param int days: days allowed
    :param date latest: last day of the whole form; it wins
    :param is_working: as for :func:`add_days`
    :return: a date
    """
    due = add_days(received, days, is_working)
    return min(due, latest) if latest else due


def days_late(due, until):
    """Return by how many days something is late.

    :param date due: last day on time
    :param date until: the day it was done, or today
    :return: 0 when it is on time
    :rtype: int
    """
    return max((until - due).days, 0)


def standing(days_left, days_late_before=0):
    """Tell where an open duty stands.

    :param int days_left: days until its last day, negative when that has passed
    :param int days_late_before: days it was late before it was given another last day; what was
        late stays late
    :return: ``late``, ``today`` or ``coming``
    """
    if days_left < 0 or days_late_before:
        return "late"
    return "coming" if days_left else "today"


def extended_due(received, current_due, days, cap, latest=None, is_working=None):
    """Return the last day of a step after an extension, and the furthest one possible.

    Scheme, credit management, section 5.3: at most seven days in all, and never later than the
    last day of the whole form.

    :param date received: the day on which the step began
    :param date current_due: its last day now
    :param int days: days asked for on top of ``current_due``; 0 asks for as many as possible
    :param int cap: days from ``received`` that may not be exceeded
    :param date latest: last day of the whole form
    :param is_working: as for :func:`add_days`
    :return: ``(new last day, furthest last day)``; the new one may lie beyond the furthest
    """
    furthest = due_day(received, cap, latest, is_working)
    return (add_days(current_due, days, is_working) if days else furthest), furthest


def invite_by(start, today):
    """Return until when the guests of a service event are invited: two weeks ahead, or at once.

    :param date start: the day on which it begins
    :param date today: the day on which it was planned
    :rtype: date
    """
    return max(start - timedelta(days=14), min(today, start))


def settle_by(stop):
    """Return until when it is written down who came to a service event, and what came of it.

    :param date stop: the day on which it is over
    :rtype: date
    """
    return stop + timedelta(days=7)
