"""The score of a credit assessment: criteria with weights, each judged by one of its levels.

A level gives 0 to 100 points; a criterion contributes its weight times its points. Weights make
100, so that a score runs from 0 to 100 (scheme, credit management, section 4.3).
"""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import NamedTuple

WEIGHT_SUM = 100
# two scorers who lie further apart than so many points have to say why
TELLING_DIFFERENCE = 20


class Item(NamedTuple):
    """One criterion of an assessment.

    ``weight`` is its share of 100; ``points`` what it got, 0 to 100, or None where nothing is
    known; ``lowest`` and ``highest`` the points that its worst and its best level give.
    """

    weight: int
    points: Decimal | None
    lowest: Decimal
    highest: Decimal


class Score(NamedTuple):
    """A score and how far it is certain.

    ``score`` counts what is unknown as badly as it can be; ``highest`` as well as it can be.
    """

    score: Decimal
    highest: Decimal


def contribution(weight, points):
    """Return what a criterion adds to the score.

    :param int weight: its weight, of 100
    :param Decimal points: 0 to 100
    :rtype: Decimal
    """
    return Decimal(weight) * points / WEIGHT_SUM


def total(items):
    """Return the score of criteria.

    :param items: iterable of :class:`Item`
    :rtype: Score
    """
    score = highest = Decimal(0)
    for item in items:
        known = item.points is not None
        score += contribution(item.weight, item.points if known else item.lowest)
        highest += contribution(item.weight, item.points if known else item.highest)
    return Score(score, highest)


def shown(number):
    """Return a score, or a value, with two decimals, as intervals and levels have them.

    It is rounded down, so that it is never shown as the end of an interval that it does not reach.

    :param Decimal number: the exact score or value
    :rtype: Decimal
    """
    return number.quantize(Decimal("0.01"), ROUND_FLOOR)


def shown_missing(points):
    """Return with two decimals how many points are missing: never fewer than are.

    :param Decimal points: the exact number
    :rtype: Decimal
    """
    return points.quantize(Decimal("0.01"), ROUND_CEILING)


def kept(value):
    """Return a computed value with the four decimals that are kept of it.

    Ends of levels have two: rounded down, a value stays in the level in which it lies.

    :param Decimal value: the exact value
    :rtype: Decimal
    """
    return value.quantize(Decimal("0.0001"), ROUND_FLOOR)


def level_of(value, lows):
    """Return which level a computed value lies in.

    Each level reaches from its lower end, which belongs to it, to the next one; what lies below the
    lowest end belongs to the lowest level, so that every value has exactly one.

    :param Decimal value: the value, in the unit of the criterion
    :param lows: lower ends of the levels, in any order, each once
    :return: index of the level in ``lows``
    """
    reached = [index for index, low in enumerate(lows) if low <= value]
    if reached:
        return max(reached, key=lambda index: lows[index])
    return min(range(len(lows)), key=lambda index: lows[index])


def mean(first, second):
    """Return the points that two scorers give together.

    :param Decimal first: points of the first, or None
    :param Decimal second: points of the second, or None
    :return: their mean; those of the one who scored; None where nobody did
    """
    given = [points for points in (first, second) if points is not None]
    return sum(given) / len(given) if given else None


def differs(first, second):
    """Tell whether two scorers lie so far apart that they have to say why.

    :param Decimal first: points of the first, or None
    :param Decimal second: points of the second, or None
    """
    return None not in (first, second) and abs(first - second) > TELLING_DIFFERENCE


def nearest_boundary(score, bands):
    """Return how far a score lies from the next lower end of an interval, on either side.

    :param Decimal score: the score
    :param bands: :class:`.bands.Band` without defects
    :return: ``(band, distance)``: above 0 what is missing to enter the interval, below 0 or 0 by
        how much the score lies in it; None without intervals
    """
    edges = [(band, band.low - score) for band in bands if band.low > 0]
    return min(edges, key=lambda edge: abs(edge[1]), default=None)
