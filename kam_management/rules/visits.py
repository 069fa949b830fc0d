"""Rules of visits: when one is on time, who leads it, what follows from it."""

# Within which the customer has been listened to again (scheme, development, 6.6).
FOLLOW_UP_DAYS = 7
# Nobody visits for longer; a later end is a slip.
LONGEST_DAYS = 14
# Arriving this many minutes after the appointment is still on time.
GRACE_MINUTES = 5

# What visits of these purposes do not owe: a leader of rank, a discussion, a follow-up.
LIGHT_PURPOSES = frozenset({"follow_up", "return_visit"})
# By which ways a customer is listened to again (scheme, development, 6.6: 通过电话或再次当面拜访).
LISTENING_CHANNELS = frozenset({"person", "phone"})

# From which state a visit may go where.
NEXT_STATES = {
    "planned": frozenset({"confirmed", "under_way", "cancelled"}),
    "confirmed": frozenset({"planned", "under_way", "cancelled"}),
    "under_way": frozenset({"done"}),
    "done": frozenset({"closed"}),
    "closed": frozenset(),
    "cancelled": frozenset(),
}
# In these something is still to come of it.
OPEN_STATES = ("planned", "confirmed", "under_way")
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


def keeps_follow_up(channel, moment, ended):
    """Tell whether a contact is the follow-up of a visit: after it, by phone or in person.

    :param str channel: how the customer was spoken to
    :param datetime moment: when
    :param datetime ended: when the visit was over
    :rtype: bool
    """
    return channel in LISTENING_CHANNELS and moment > ended
