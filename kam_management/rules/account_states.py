"""What an account may become, and by which process.

A customer becomes a potential key account by screening, a key account when the
screening is confirmed (scheme, one.1), and an ordinary customer again when it is rejected
or when it breaks its contracts. The way from ordinary straight to key is kept
for taking over the key accounts a company already has on the day it goes live.
"""

ORDINARY = "ordinary"
POTENTIAL = "potential"
KEY = "key"

# those whom the scheme is about: they are visited, listened to, and assessed
LOOKED_AFTER = (POTENTIAL, KEY)

ANY_SOURCE = None

# (from, to) -> the sources that may do it
TRANSITIONS = {
    (ORDINARY, POTENTIAL): ANY_SOURCE,
    (ORDINARY, KEY): frozenset({"takeover"}),
    (POTENTIAL, KEY): ANY_SOURCE,
    (POTENTIAL, ORDINARY): ANY_SOURCE,
    (KEY, ORDINARY): ANY_SOURCE,
}

# the kind of event that a transition leaves in the history
EVENT_KINDS = {
    (ORDINARY, POTENTIAL): "entered_potential",
    (ORDINARY, KEY): "confirmed_key",
    (POTENTIAL, KEY): "confirmed_key",
    (POTENTIAL, ORDINARY): "rejected",
    (KEY, ORDINARY): "downgraded",
}


def check_transition(old, new, source):
    """Tell whether an account may go from one state to another.

    :param str old: present state
    :param str new: state asked for
    :param str source: process that asks
    :return: True when the table allows it for this source
    """
    if (old, new) not in TRANSITIONS:
        return False
    sources = TRANSITIONS[old, new]
    return sources is ANY_SOURCE or source in sources


def event_kind(old, new, source):
    """Return the kind of history event of an allowed transition.

    :param str old: state before
    :param str new: state after
    :param str source: process that did it
    :return: a value of ``kam.account.event.kind``
    """
    if new == KEY and source == "takeover":
        return "taken_over"
    return EVENT_KINDS[old, new]
