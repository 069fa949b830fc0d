"""Scores of assessments by another edition of the scorecard than they were made with."""

from decimal import Decimal
from typing import NamedTuple

from . import scoring


class Criterion(NamedTuple):
    """One criterion of the other edition.

    ``levels`` are pairs of points and, for a computed one, the lower end of the value.
    """

    key: int
    weight: int
    is_computed: bool
    levels: tuple


class Kept(NamedTuple):
    """What an assessment says of a criterion: the value that was found, and the points given; None
    where nothing is known."""

    value: Decimal | None
    points: Decimal | None


NOTHING = Kept(None, None)


def rescore(criteria, kept):
    """Return the score that an assessment has by other criteria.

    What was judged by people keeps its points; a value that was found lies in a level of the other
    edition. What the assessment does not know counts as badly as it can be, as ever.

    :param criteria: iterable of :class:`Criterion`
    :param dict kept: key of a criterion -> :class:`Kept`
    :rtype: scoring.Score
    """
    return scoring.total(
        _item(criterion, kept.get(criterion.key, NOTHING)) for criterion in criteria
    )


def _item(criterion, kept):
    points = [Decimal(level_points) for level_points, _low in criterion.levels] or [Decimal(0)]
    return scoring.Item(
        criterion.weight, _points_of(criterion, kept, points), min(points), max(points)
    )


def _points_of(criterion, kept, points):
    if not criterion.is_computed:
        return kept.points
    if kept.value is None or not criterion.levels:
        return None
    lows = [low for _points, low in criterion.levels]
    return points[scoring.level_of(kept.value, lows)]


def match(formula, names, by_formula, by_name):
    """Return which criterion of the other edition a kept one is.

    :param formula: code of what is computed; a false value where people judge
    :param names: what it is called, in whatever languages
    :param dict by_formula: formula -> key of a criterion
    :param dict by_name: what a criterion is called in a language -> its key
    :return: the key, or None where the other edition has no such criterion
    """
    if formula:
        return by_formula.get(formula)
    return next((by_name[name] for name in names if name in by_name), None)
