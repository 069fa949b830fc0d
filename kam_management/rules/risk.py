"""The risk of a customer (scheme, one.1): weighted scores, their total, and its level.

A score runs from 1, the lowest risk, to 5, the highest. The total is the weighted mean of the
scores as a percentage of the highest score: 20 when every score is 1, 100 when every score is 5.
All figures are exact; they are rounded for display only.
"""

from fractions import Fraction

LOWEST, HIGHEST = 1, 5
# scores that nobody gives without a reason or evidence
EXTREMES = (LOWEST, HIGHEST)
# the total when every score is the lowest one
LEAST_TOTAL = Fraction(100 * LOWEST, HIGHEST)


def total(scores):
    """Return the total of weighted scores.

    :param scores: iterable of ``(weight, score)`` with integers; a score of 0 is not given yet
    :return: percentage as a Fraction, or None as long as a score is missing or nothing weighs
    """
    scores = list(scores)
    weights = sum(weight for weight, _score in scores)
    if not weights or any(not score for _weight, score in scores):
        return None
    return Fraction(sum(weight * score for weight, score in scores) * 100, weights * HIGHEST)


def span(scores):
    """Return between which totals the risk will come out, whatever is scored yet.

    :param scores: as for :func:`total`
    :return: the least and the greatest total as Fractions, the same when all is scored; None when
        nothing weighs
    """
    scores = list(scores)
    ends = [total((weight, score or unscored) for weight, score in scores) for unscored in EXTREMES]
    return None if None in ends else tuple(ends)


def level(risk_total, medium_from, high_from):
    """Return the level of a total.

    :param risk_total: percentage, or None
    :param medium_from: lowest total of a medium risk, a Decimal or integer percentage
    :param high_from: lowest total of a high risk
    :return: ``low``, ``medium`` or ``high``; None without a total
    """
    if risk_total is None:
        return None
    if risk_total >= Fraction(high_from):
        return "high"
    if risk_total >= Fraction(medium_from):
        return "medium"
    return "low"
