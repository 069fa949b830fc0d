"""Rules of visits: when one is on time, who leads it, what follows from it."""

from datetime import timedelta

# Within which the customer has been listened to again (scheme, development, 6.6).
FOLLOW_UP_DAYS = 7
# Nobody visits for longer; a later end is a slip.
LONGEST_DAYS = 14
# Nothing is agreed for later; a later beginning is a slip.
MOST_DAYS_AHEAD = 366
# How far a visit may be moved without asking, from nowhere to furthest.
LEEWAYS = ("fixed", "day", "week")
# Arriving this many minutes after the appointment is still on time.
GRACE_MINUTES = 5

# What visits of these purposes do not owe: a leader of rank, a discussion, a follow-up.
LIGHT_PURPOSES = frozenset({"follow_up", "return_visit"})
# By which ways a customer is listened to again (scheme, development, 6.6: 通过电话或再次当面拜访).
LISTENING_CHANNELS = frozenset({"person", "phone"})
# What a device says of a moment is kept beside the server's stamp when it differs by so much.
CLAIM_AFTER, CLAIM_WITHIN = timedelta(minutes=1), timedelta(days=1)

# From which state a visit may go where.
NEXT_STATES = {
    "planned": frozenset({"confirmed", "under_way", "cancelled"}),
    "confirmed": frozenset({"planned", "under_way", "cancelled"}),
    "under_way": frozenset({"done"}),
    "done": frozenset({"closed"}),
    "closed": frozenset(),
    "cancelled": frozenset(),
}
# In these the visit is still to be made: when, where and by whom may change.
AHEAD_STATES = ("planned", "confirmed")
# In these something is still to come of it.
OPEN_STATES = (*AHEAD_STATES, "under_way")
# In these the customer has been visited.
DONE_STATES = ("done", "closed")


def minutes_late(appointed, started):
    """Return how many minutes after the appointment a visit began; 0 when that was on time.

    :param datetime appointed: when it was to begin
    :param datetime started: when it began
    :rtype: int
    """
    late = int((started - appointed).total_seconds() // 60)
    return late if late > GRACE_MINUTES else 0


def needs_rank(is_target, purpose):
    """Tell whether a supervisor or above leads the visit, after a discussion (scheme, development,
    6.1 and 6.2).

    :param bool is_target: whether the customer is to be won
    :param str purpose: of the visit
    :rtype: bool
    """
    return is_target and purpose not in LIGHT_PURPOSES


def is_over(amount, limit):
    """Tell whether a budget is above a limit; a limit of 0 is none.

    :param float amount: planned, in the company's currency
    :param float limit: in the same currency
    :rtype: bool
    """
    return bool(limit) and amount > limit


def is_within(leeway, before, after):
    """Tell whether a visit may be moved without asking the customer (scheme, one.2, 3).

    A fixed one begins when it was agreed, one of a day or a week on that day or in that week; and
    none ends later than the customer expects: to the minute, on the day, in the week.

    :param str leeway: fixed, day or week
    :param before: when it was to begin and to end: two moments, local
    :param after: when it is to begin and to end now
    :rtype: bool
    """
    kept = {
        "fixed": lambda moment: moment,
        "day": lambda moment: moment.date(),
        "week": lambda moment: moment.isocalendar()[:2],
    }[leeway]
    return kept(after[0]) == kept(before[0]) and kept(after[1]) <= kept(before[1])


def is_wider(leeway, agreed):
    """Tell whether a leeway lets a visit be moved further than another one.

    :param str leeway: fixed, day or week
    :param str agreed: the same, as the customer knows it
    :rtype: bool
    """
    return LEEWAYS.index(leeway) > LEEWAYS.index(agreed)


def keeps_follow_up(channel, moment, ended):
    """Tell whether a contact is the follow-up of a visit: after it, by phone or in person.

    :param str channel: how the customer was spoken to
    :param datetime moment: when
    :param datetime ended: when the visit was over
    :rtype: bool
    """
    return channel in LISTENING_CHANNELS and moment > ended


def is_claim_kept(claimed, stamped):
    """Tell whether what a device says of a moment is kept beside the stamp of the server.

    A device without a connection says later when a button was pressed. A clock that runs ahead says
    nothing, and what lies more than a day back is no delay.

    :param datetime claimed: by the clock of the device
    :param datetime stamped: by the server's, when it heard of it
    :rtype: bool
    """
    return CLAIM_AFTER <= stamped - claimed <= CLAIM_WITHIN


def is_short_report(purpose, channel):
    """Tell whether a few words are a report: of follow-ups and return visits, and of calls.

    Holds for visits whose report nobody else reads.

    :param str purpose: of the visit
    :param str channel: how it was made
    :rtype: bool
    """
    return purpose in LIGHT_PURPOSES or channel != "person"


def joined(before, noted):
    """Return a text with what somebody noted besides; what is there already is not said twice.

    :param str before: what is there, or a false value
    :param str noted: what was noted, or a false value
    :rtype: str
    """
    if not before or not noted:
        return noted or before or ""
    return before if noted in before else f"{before}\n{noted}"
