"""What a development goes through (development scheme 大客户开发方案)."""

PREPARING, OPEN, WON, LOST, CANCELLED = "preparing", "open", "won", "lost", "cancelled"
# what is still being done about the customer
GOING_ON = (PREPARING, OPEN)
# how far the customer was brought, in this order (development scheme, 7.3: 业务进度)
PROGRESS_ORDER = ("contact", "introduction", "demonstration", "proposal")


def furthest(steps):
    """Return how far a customer was brought by several contacts.

    :param steps: iterable of values of ``PROGRESS_ORDER``, or false values
    :return: the furthest of them, or False where there is none
    """
    reached = [PROGRESS_ORDER.index(step) for step in steps if step]
    return PROGRESS_ORDER[max(reached)] if reached else False


def is_falling(scores, steps=2):
    """Tell whether an attitude has fallen: the last one lies some steps below the best before it.

    :param scores: attitudes in the order of the contacts: 1 warm, 0 lukewarm, -1 cold
    :param int steps: how many steps down are an alarm
    """
    *before, last = scores or [0]
    return bool(before) and max(before) - last >= steps
