"""When an individual measure for a customer holds (scheme, credit management, section 6.3)."""

FUTURE, CURRENT, ENDED = "future", "current", "ended"


def phase(day, date_from, date_to, date_approved, date_ended=None):
    """Tell how an approved measure stands on a day. Both ends belong to its period.

    It holds from its first day, and not before it was approved. What is ended holds on the day on
    which it is ended, if it had begun.

    :param date day: a day where the company works
    :param date date_from: its first day
    :param date date_to: its last day
    :param date date_approved: when it was approved
    :param date_ended: when it was ended before its last day, if it was
    :return: ``future``, ``current`` or ``ended``
    """
    first = max(date_from, date_approved)
    last = min(date_to, date_ended) if date_ended else date_to
    if last < first or day > last:
        return ENDED
    return FUTURE if day < first else CURRENT
