"""Who is due for a visit, and whether we can manage it (scheme, one.2; development scheme, 6).

How often: the interval of the account, else that of its class; a season of the account takes the
place of both, and 0 days in a season mean that the customer receives no visits then. What the
statements of ``queries/visit_due.py`` answer for all accounts is said here for one.
"""

from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import zip_longest
from math import ceil
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

# Only what was done for one of these purposes is a visit; a follow-up call is none.
COUNTED_PURPOSES = ("regular", "target")
# Due now: the day comes within these days, today included.
DUE_DAYS = 7
# Due soon: within these.
SOON_DAYS = 21
# A visit planned so many days after the day it was due, or after today, still keeps it.
GRACE_DAYS = 7
# The most urgent one first; of lists and boards.
STANDINGS = ("late", "due", "soon", "planned", "none")
# Hours in which customers are visited who did not say when.
WORKDAY = (9.0, 17.0)
HALF_HOUR = 0.5


class Season(NamedTuple):
    """Months in which another interval holds, over new year as well; 0 days: no visits."""

    month_from: int
    month_to: int
    days: int


class Pace(NamedTuple):
    """How many days may lie between two visits, and what says so.

    ``origin``: class, account, season, closed (no visits now) or none.
    """

    days: int
    origin: str


def is_in(month, season):
    """Tell whether a month belongs to a season.

    :param int month: 1 to 12
    :param Season season: the season
    :rtype: bool
    """
    if season.month_from <= season.month_to:
        return season.month_from <= month <= season.month_to
    return month >= season.month_from or month <= season.month_to


def pace(month, account_days, class_days, seasons=()):
    """Return how often a customer is visited in a month.

    :param int month: 1 to 12
    :param int account_days: interval of the account, 0 for none of its own
    :param int class_days: interval of its class, 0 for none
    :param seasons: seasons of the account, which do not overlap
    :rtype: Pace
    """
    for season in seasons:
        if is_in(month, season):
            return Pace(season.days, "season" if season.days else "closed")
    if account_days:
        return Pace(account_days, "account")
    return Pace(class_days, "class" if class_days else "none")


def open_day(day, seasons=()):
    """Return the first day, from a day on, on which the customer receives visits.

    :param date day: the day
    :param seasons: seasons of the account
    :return: a date; None where it never receives any
    """
    for ahead in range(12):
        first = day.replace(day=1) + relativedelta(months=ahead) if ahead else day
        if pace(first.month, 0, 0, seasons).origin != "closed":
            return first
    return None


def due_day(since, today, account_days, class_days, seasons=()):
    """Return the day on which the next visit is due.

    :param date since: of the last visit that was done, or of becoming a potential or key account
    :param date today: the day it is
    :param int account_days: see :func:`pace`
    :param int class_days: see :func:`pace`
    :param seasons: seasons of the account
    :return: a date; None where no visit is ever due
    """
    current = pace(today.month, account_days, class_days, seasons)
    if current.origin == "closed":
        current = pace(today.month, account_days, class_days)
        days = [open_day(since + timedelta(current.days), seasons), open_day(today, seasons)]
    else:
        days = [open_day(since + timedelta(current.days), seasons)]
    if not current.days or None in days:
        return None
    return max(days)


def standing(today, due, planned=None):
    """Return how a customer stands, as a value of :data:`STANDINGS`.

    :param date today: the day it is
    :param date due: see :func:`due_day`
    :param date planned: the day of the next planned visit, if there is one
    :rtype: str
    """
    if due is None:
        return "none"
    if planned and planned <= max(due, today) + timedelta(GRACE_DAYS):
        return "planned"
    if due < today:
        return "late"
    if due < today + timedelta(DUE_DAYS):
        return "due"
    if due < today + timedelta(SOON_DAYS):
        return "soon"
    return "none"


def explain(origin, days, days_since, is_visited, planned=None, reopens=None):
    """Return why a customer stands as it does: codes with values, to be worded for the reader.

    :param str origin: see :class:`Pace`
    :param int days: the interval
    :param int days_since: since the last visit, or since it is to be visited
    :param bool is_visited: whether there has been a visit
    :param date planned: the day of the next planned visit
    :param date reopens: when it receives visits again, if it does not now
    :return: three pairs of code and values: how often, the last visit, the next one
    """
    rhythm = (origin, {"day": reopens} if origin == "closed" else {"days": days})
    if not is_visited:
        last = ("never", {"days": days_since}) if days_since > 0 else ("new", {})
    elif days_since <= 0:
        last = ("today", {})
    else:
        last = ("visited", {"days": days_since})
    return rhythm, last, ("next", {"day": planned}) if planned else ("unplanned", {})


# ----------------------------------------------------------------------
# whether we can manage it
# ----------------------------------------------------------------------


def times_due(start, days, first, last):
    """Return how many visits fall due in a period, each made on the day it is due.

    :param date start: when the first one is due, today at the earliest
    :param int days: the interval; 0: none
    :param date first: first day of the period
    :param date last: last day of the period
    :rtype: int
    """
    if not days or start is None or start > last:
        return 0
    until = (last - start).days // days + 1
    before = (first - timedelta(1) - start).days // days + 1 if start < first else 0
    return until - before


def days_due(start, days, first, last):
    """Return the days on which visits fall due in a period, see :func:`times_due`.

    :rtype: list
    """
    times = times_due(start, days, first, last)
    if not times:
        return []
    begin = start
    if begin < first:
        begin += timedelta(days * ((first - timedelta(1) - start).days // days + 1))
    return [begin + timedelta(days * number) for number in range(times)]


def falls_due(since, today, months, account_days, class_days, seasons=()):
    """Return the days on which visits fall due in months that follow one another.

    Each visit is made on the day it is due, and the interval of the month in which one stands then
    says when the next one is. What falls into a season without visits falls due when that is over.

    :param date since: of the last visit that was done
    :param date today: the day it is
    :param months: pairs of first and last day, in order, the one of today first
    :param int account_days: see :func:`pace`
    :param int class_days: see :func:`pace`
    :param seasons: seasons of the account
    :return: a list of lists of days, one for each month
    """
    found = []
    for first, last in months:
        days = pace(first.month, account_days, class_days, seasons).days
        start = max(first, today, since + timedelta(days))
        found.append(days_due(start, days, first, last))
        since = max([since, *found[-1]])
    return found


class Need(NamedTuple):
    """What one account needs of the person who manages it, in a month.

    ``planned`` is how many visits are planned, ``days`` when visits fall due; never, for one that
    has no interval.
    """

    key: int
    planned: int
    days: list


def unserved(needs, capacity):
    """Return how many visits of which accounts are too many for one person.

    What is planned is made, whether or not it is due; then what is due first, visit by visit.

    :param needs: of the accounts of one person in one month, see :class:`Need`
    :param int capacity: how many visits the person can make
    :return: dict key -> number, of the accounts that are missed
    """
    due = sorted(
        (number >= need.planned, day or date.max, need.key)
        for need in needs
        for number, (_planned, day) in enumerate(zip_longest(range(need.planned), need.days))
    )
    return dict(Counter(key for is_free, _day, key in due[capacity:] if is_free))


def stretched(days, percent, longest):
    """Return an interval made longer in proportion, at least by a day.

    :param int days: the interval
    :param int percent: by how much
    :param int longest: what it may not exceed
    :rtype: int
    """
    return min(longest, max(days + 1, round(days * (100 + percent) / 100)))


# ----------------------------------------------------------------------
# planning the week
# ----------------------------------------------------------------------


class Wish(NamedTuple):
    """A customer to be visited: how long it takes, and when it receives visits.

    ``windows``: weekday (0 is Monday) -> pairs of hours; an empty dict says nothing about it.
    ``seasons``: of the account.
    """

    key: int
    hours: float
    windows: dict
    seasons: tuple = ()


class Day(NamedTuple):
    """A working day of whoever visits: how many visits fit in yet, and the hours that are taken.

    ``week_room`` is how many fit into its week yet; None for as many as into its days.
    """

    date: object
    room: int
    taken: list
    week_room: int | None = None


def room(per_day, days, taken):
    """Return how many visits fit into some working days yet.

    Somebody who makes less than one a day makes one on some day of the week: rounded up.

    :param float per_day: how many somebody makes on a day
    :param int days: how many days: one, or the working days of a week
    :param int taken: how many visits there are already
    :rtype: int
    """
    # 1.1 visits on ten days are 11, whatever is left of binary fractions
    return max(0, ceil(round(per_day * days, 6)) - taken)


def find_hour(wish, day):
    """Return the first hour of a day at which a customer can be visited.

    A visit that takes longer than we work on a day takes the whole day, at least.

    :param Wish wish: the customer
    :param Day day: the day
    :return: an hour such as 9.5, or None
    """
    hours = wish.hours if wish.windows else min(wish.hours, WORKDAY[1] - WORKDAY[0])
    for begin, end in sorted(_get_windows(wish, day)):
        hour = begin
        while hour + hours <= end:
            if all(hour + hours <= start or hour >= stop for start, stop in day.taken):
                return hour
            hour += HALF_HOUR
    return None


def _get_windows(wish, day):
    if not wish.windows:
        return [WORKDAY]
    return wish.windows.get(day.date.weekday(), [])


def spread(wishes, days):
    """Place visits on working days: the earlier week first, there the day with the fewest visits.

    :param wishes: the customers, the most urgent first
    :param days: the days, the earliest first
    :return: dict key -> (date, hour), and dict key -> why not: closed, window or full
    """
    placed, refused = {}, {}
    left = {day.date: day.room for day in days}
    left_in_week = {
        _week(day): sum(day.room for day in days) if day.week_room is None else day.week_room
        for day in days
    }
    number = defaultdict(int, {day.date: len(day.taken) for day in days})
    taken = {day.date: list(day.taken) for day in days}
    for wish in wishes:
        code, fitting = _choose_days(wish, days)
        order = sorted(fitting, key=lambda day: (_week(day), number[day.date]))
        for day in order:
            if not (left[day.date] and left_in_week[_week(day)]):
                continue
            hour = find_hour(wish, day._replace(taken=taken[day.date]))
            if hour is not None:
                placed[wish.key] = (day.date, hour)
                left[day.date] -= 1
                left_in_week[_week(day)] -= 1
                number[day.date] += 1
                taken[day.date].append((hour, hour + wish.hours))
                break
        else:
            refused[wish.key] = code
    return placed, refused


def _week(day):
    return day.date.isocalendar()[:2]


def _choose_days(wish, days):
    """Return what to say when a visit finds no place, and the days on which it might."""
    is_open = [day for day in days if open_day(day.date, wish.seasons) == day.date]
    if days and not is_open:
        return "closed", []
    fitting = [day for day in is_open if find_hour(wish, day._replace(taken=[])) is not None]
    if is_open and not fitting:
        return "window", []
    return "full", fitting
