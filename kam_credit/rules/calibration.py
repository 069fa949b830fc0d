"""Whether as many cases turned out badly as was expected, and how customers moved between tiers."""

import math
from statistics import NormalDist

from .discrimination import CONFIDENCE

# What an empty class counts as, so that its logarithm is a number.
HALF = 0.5


def share_interval(bad, count):
    """Return the interval of a share that was observed in some cases.

    E. Wilson, *Probable inference, the law of succession, and statistical inference*, Journal of
    the American Statistical Association 22 (1927): it never leaves 0 to 1, and says something where
    nothing bad was seen.

    :param int bad: cases that turned out badly
    :param int count: all cases
    :return: ``(low, high)``, 0 to 1; None without a case
    :rtype: tuple[float, float] | None
    """
    if not count:
        return None
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    share = bad / count
    middle = share + z * z / (2 * count)
    reach = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    scale = 1 + z * z / count
    low, high = (middle - reach) / scale, (middle + reach) / scale
    return low if bad else 0.0, high if bad < count else 1.0


def brier(groups):
    """Return the Brier score: the mean squared distance of what was expected from what came.

    0 is perfect, 0.25 is what saying “one half” of everything gets.

    :param groups: ``(expected share of bad cases, bad, good)`` rows
    :return: None without a case
    :rtype: float | None
    """
    total = count = 0
    for expected, bad, good in groups:
        total += bad * (1 - expected) ** 2 + good * expected**2
        count += bad + good
    return total / count if count else None


def expected_share(groups):
    """Return the mean expected share of bad cases, None without a case.

    :param groups: as in :func:`brier`
    :rtype: float | None
    """
    count = sum(bad + good for _expected, bad, good in groups)
    if not count:
        return None
    return sum(expected * (bad + good) for expected, bad, good in groups) / count


def movement(rank_from, rank_to):
    """Return where a customer moved: ``better``, ``worse`` or ``same``.

    :param rank_from: rank of the tier before, 0 the best; None for no tier, which is below all
    :param rank_to: rank of the tier after, likewise
    :rtype: str
    """
    before, after = (math.inf if rank is None else rank for rank in (rank_from, rank_to))
    if before == after:
        return "same"
    return "better" if after < before else "worse"


def matrix(moves, classes):
    """Return how many customers moved from which tier to which, as a table.

    :param dict moves: ``(tier before, tier after)`` -> number of customers
    :param classes: the tiers, in the order of rows and columns
    :return: a row of numbers for each tier before
    :rtype: list[list[int]]
    """
    return [[moves.get((before, after), 0) for after in classes] for before in classes]


def stability(before, after):
    """Return the population stability index of the customers' tiers on two days.

    The sum of ``(share after - share before) ln(share after / share before)``. By custom less than
    0.1 is stable, more than 0.25 has shifted. An empty class counts as half a customer.

    :param before: number of customers per class
    :param after: the same for the same classes, in their order
    :return: None where there is nobody on one of the days
    :rtype: float | None
    """
    if not sum(before) or not sum(after):
        return None
    first, second = ([max(count, HALF) for count in counts] for counts in (before, after))
    shares = [
        (one / sum(first), other / sum(second)) for one, other in zip(first, second, strict=True)
    ]
    return sum((other - one) * math.log(other / one) for one, other in shares)
