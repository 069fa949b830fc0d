"""Rules of judging a service: points, differences, and what is owed after it has ended."""

from decimal import ROUND_HALF_UP, Decimal

LEAST, MOST = 1, 5
# who was called or met was heard
HEARD_CHANNELS = frozenset({"person", "phone", "video"})


def weighted(rows):
    """Return the points of several criteria together, to the hundredth; None without any.

    What was not judged does not count, nor its weight.

    :param rows: iterable of ``(weight, points)``; points are 0 where nobody has judged
    :rtype: Decimal
    """
    judged = [(Decimal(weight), Decimal(points)) for weight, points in rows if points]
    whole = sum((weight for weight, _points in judged), Decimal(0))
    if not whole:
        return None
    total = sum((weight * points for weight, points in judged), Decimal(0)) / whole
    return total.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def difference(ours, theirs):
    """Return by how many points we judge better than the customer; 0 unless both have judged.

    :param int ours: our points, 0 for none
    :param int theirs: the customer's, 0 for none
    """
    return ours - theirs if ours and theirs else 0


def is_finding(ours, theirs, most):
    """Tell whether two judgements lie so far apart that it has to be said why.

    :param int ours: our points, 0 for none
    :param int theirs: the customer's, 0 for none
    :param int most: up to which difference nothing has to be said
    """
    return abs(difference(ours, theirs)) > most


def is_low(points, limit):
    """Tell whether the customer's points are so low that somebody follows them up.

    :param int points: 0 for none
    :param int limit: these and fewer points are low
    """
    return 0 < points <= limit


def keeps_return_visit(channel, day, ended):
    """Tell whether a contact is the return visit of a service (scheme, service, five.2).

    The customer was met or called when the service had ended: on its last day, or later.

    :param str channel: how the customer was spoken to
    :param date day: when
    :param date ended: when the service had ended
    """
    return channel in HEARD_CHANNELS and day >= ended
