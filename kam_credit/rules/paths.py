"""What would move a customer to a better tier: which criteria, how far, at what effort, and when.

Efforts are whole numbers that the scorecard gives its criteria: what it takes to rise by one level.
"""

import datetime
from decimal import Decimal
from typing import NamedTuple

from .scoring import contribution


class Criterion(NamedTuple):
    """A criterion as it stands: its weight, the points that count now, and its levels.

    ``levels`` are ``(points, lower end)`` pairs in any order; ``effort`` what it takes to rise by
    one level.
    """

    key: int
    weight: int
    points: Decimal
    levels: tuple
    effort: int


class Rise(NamedTuple):
    """One criterion brought to a better level.

    ``key`` names the criterion; ``level`` is the place of the level among its levels; ``gain`` what
    the score wins; ``effort`` what it takes; ``day`` the earliest day on which it can be so.
    """

    key: int
    level: int
    gain: Decimal
    effort: int
    day: datetime.date


def rises_of(criterion, day):
    """Return what a criterion can rise to, each level with its gain and effort.

    :param Criterion criterion: the criterion
    :param date day: the earliest day
    :return: list of :class:`Rise`
    """
    better = sorted({points for points, _low in criterion.levels if points > criterion.points})
    return [
        Rise(
            criterion.key,
            place,
            contribution(criterion.weight, points - criterion.points),
            criterion.effort * (better.index(points) + 1),
            day,
        )
        for place, (points, _low) in enumerate(criterion.levels)
        if points in better
    ]


def ends_of(lows, place):
    """Return the ends of a level: what has to be reached, and what has to be stayed below.

    :param lows: lower ends of all levels, each once
    :param int place: the level
    :return: ``(low, high)``; low None for the lowest level, high None for the highest
    """
    ordered = sorted(lows)
    index = ordered.index(lows[place])
    low = ordered[index] if index else None
    high = ordered[index + 1] if index + 1 < len(ordered) else None
    return low, high


def cheapest(missing, rises):
    """Return the rises with the least effort that win what is missing.

    Of several with the same effort those that can be so first, then the fewest. None of them can
    be left out, nor be a smaller one: that would take less effort, and would have been found.

    :param Decimal missing: points of the score that are missing, above 0
    :param rises: iterable of :class:`Rise`; of each criterion at most one is taken
    :return: list of :class:`Rise`; None when all together do not suffice
    """
    by_key = {}
    for rise in rises:
        if rise.gain > 0:
            by_key.setdefault(rise.key, []).append(rise)
    # what is won so far, at most what is missing -> the best way there
    best = {Decimal(0): (0, datetime.date.min, 0, ())}
    for options in by_key.values():
        for won, (effort, day, count, taken) in list(best.items()):
            for rise in options:
                reached = min(won + rise.gain, missing)
                way = (effort + rise.effort, max(day, rise.day), count + 1, (*taken, rise))
                if reached not in best or way[:3] < best[reached][:3]:
                    best[reached] = way
    return list(best[missing][3]) if missing in best else None


def earliest(missing, rises):
    """Return the rises that win what is missing on the earliest day, with the least effort then.

    :param Decimal missing: as for :func:`cheapest`
    :param rises: as for :func:`cheapest`
    :return: as :func:`cheapest`
    """
    rises = list(rises)
    for day in sorted({rise.day for rise in rises}):
        found = cheapest(missing, [rise for rise in rises if rise.day <= day])
        if found is not None:
            return found
    return None
