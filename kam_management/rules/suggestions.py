"""Rules of suggestions: how one goes on, what was promised, and by when its parts are done."""

from datetime import timedelta

# Working days for what is not a step of the summary: the report with its review, putting it on a
# summary, and writing the answer when it is decided.
REPORT_DAYS, LISTING_DAYS, REPLY_DAYS = 6, 2, 2
# The promise is moved by an interim answer this often at most.
MOST_INTERIM = 2
# Working days for approving one, and the most days by which it moves the promise.
INTERIM_DAYS, LONGEST_MOVE = 2, 366
# Days after an answer: who has said nothing until then minds nothing.
SETTLE_DAYS = 14
# What is postponed comes back after so many days at most: two years.
LONGEST_POSTPONED = 2 * 366
# Nobody plans a task for later than so many days.
LONGEST_TASK = 3 * 366
# Nobody promises less or more working days than these.
LEAST_DAYS, MOST_DAYS = 1, 250

DECISIONS = ("adopted", "postponed", "refused")
# A decision that the customer is told in a sentence of its own.
EXPLAINED_DECISIONS = frozenset({"postponed", "refused"})

# From which state a suggestion may go where.
NEXT_STATES = {
    "received": frozenset({"accepted", "executing", "decided", "cancelled"}),
    "accepted": frozenset({"reporting", "listed", "executing", "decided", "cancelled"}),
    "reporting": frozenset({"accepted", "listed", "cancelled"}),
    "listed": frozenset({"reporting", "asking", "reviewing", "deciding", "executing", "decided"}),
    "asking": frozenset({"reporting", "listed", "reviewing", "deciding", "executing", "decided"}),
    "reviewing": frozenset({"reporting", "listed", "asking", "deciding", "executing", "decided"}),
    "deciding": frozenset({"reporting", "listed", "asking", "reviewing", "executing", "decided"}),
    "executing": frozenset({"replied"}),
    "decided": frozenset({"replied", "listed"}),
    "replied": frozenset({"closed", "accepted", "reporting", "listed"}),
    "closed": frozenset({"accepted", "reporting", "listed"}),
    "cancelled": frozenset(),
}
# Nobody has decided yet.
UNDECIDED_STATES = (
    "received",
    "accepted",
    "reporting",
    "listed",
    "asking",
    "reviewing",
    "deciding",
)
# It stands on a summary.
LISTED_STATES = ("listed", "asking", "reviewing", "deciding")
# On a summary that is in review.
IN_REVIEW_STATES = ("asking", "reviewing", "deciding")
# What was postponed was answered, and may come back.
ANSWERED_STATES = ("replied", "closed")
# It can be put on a summary.
LISTABLE_STATES = ("accepted", "reporting")
# The customer can be answered.
DECIDED_STATES = ("executing", "decided")
# What was adopted is carried out, or may still be.
EXECUTION_STATES = ("executing", "replied")
# The customer waits for the answer.
OPEN_STATES = (*UNDECIDED_STATES, *DECIDED_STATES)

# The director has signed what stands on the summary, or is about to.
SIGNED_STATES = ("reviewing", "deciding")

# What the customer reads of a state.
PUBLIC_STATES = {
    "received": "received",
    "accepted": "studied",
    "reporting": "studied",
    "listed": "studied",
    "asking": "approving",
    "reviewing": "approving",
    "deciding": "approving",
    "executing": "executing",
    "decided": "decided",
    "replied": "replied",
    "closed": "replied",
    "cancelled": "ended",
}


def may_go(state, following):
    """Tell whether a suggestion may go from one state to another; staying is no going.

    :param str state: where it is
    :param str following: where it is to go
    :rtype: bool
    """
    return state == following or following in NEXT_STATES[state]


def lead(state, is_routed, is_reported):
    """Return by what it is told which of several joined suggestions leads: the highest does.

    The one that stands on a summary; else one that is decided there, which none of the others may
    lead past; else the one that has come furthest.

    :param str state: where it is, undecided
    :param bool is_routed: whether it is decided on a summary
    :param bool is_reported: whether its report was approved
    :rtype: tuple
    """
    return state in LISTED_STATES, is_routed, is_reported, UNDECIDED_STATES.index(state)


def back(day, number, is_working):
    """Return the working day that comes a number of working days before a day.

    :param date day: the day from which is counted, which does not count itself
    :param int number: working days
    :param is_working: tells whether a date is worked
    """
    left, idle = number, 0
    while left > 0 and idle < 366:
        day -= timedelta(days=1)
        if is_working(day):
            left, idle = left - 1, 0
        else:
            idle += 1
    return day


def needed_days(route_days):
    """Return the working days that a suggestion needs from its receipt to its answer.

    :param int route_days: those of the steps of the summary, one after the other
    """
    return REPORT_DAYS + LISTING_DAYS + route_days + REPLY_DAYS


def milestones(received, promise, route_days, is_working):
    """Return by which days the parts of a suggestion are done, counted back from the promise.

    None lies before the receipt: what was promised too early leaves no time, and is late at once.

    :param date received: the day on which it was received
    :param date promise: the day by which the customer is answered
    :param int route_days: working days of the steps of the summary, one after the other
    :param is_working: tells whether a date is worked
    :return: dict with ``report``, ``listing``, ``decision`` and ``reply``, each a date
    """
    decision = back(promise, REPLY_DAYS, is_working)
    listing = back(decision, route_days, is_working)
    report = back(listing, LISTING_DAYS, is_working)
    return {
        "report": max(report, received),
        "listing": max(listing, received),
        "decision": max(decision, received),
        "reply": promise,
    }


def route_days(steps):
    """Return how long the steps of a route take, those side by side counted once.

    :param steps: pairs of place in the route and days
    :rtype: int
    """
    longest = {}
    for sequence, days in steps:
        longest[sequence] = max(days, longest.get(sequence, 0))
    return sum(longest.values())


def is_in_time(promise, answered, today):
    """Tell whether a promise was kept: None while it may still be.

    :param date promise: the day by which the customer is answered
    :param date answered: the day of the answer, or None
    :param date today: the day it is
    :rtype: bool | None
    """
    if answered:
        return answered <= promise
    return False if today > promise else None


def may_move(promise, wanted, today):
    """Tell whether an interim answer may move a promise to a day.

    Later than what was promised, ahead of today, and not out of sight.

    :param date promise: the day by which the customer is answered until now
    :param date wanted: the new day
    :param date today: the day it is
    :rtype: bool
    """
    last = max(promise, today) + timedelta(days=LONGEST_MOVE)
    return max(promise, today) < wanted <= last


def may_come_back(day, today):
    """Tell whether what is postponed may come back on a day: ahead of today, and not out of sight.

    :param date day: when it is put on a summary again, or None
    :param date today: the day it is
    :rtype: bool
    """
    return bool(day) and today < day <= today + timedelta(days=LONGEST_POSTPONED)


def progress(shares):
    """Return how much of several tasks is done, in percent; 0 where there are none.

    All is done only when each task is: 99 and a half is not 100.

    :param shares: percent done of each
    :rtype: int
    """
    shares = list(shares)
    return sum(shares) // len(shares) if shares else 0
