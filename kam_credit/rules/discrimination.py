"""How well a figure tells cases that turned out badly from those that turned out well.

Cases come in groups that share one value of the figure: a customer's instalments share its rate. A
group is a cluster as well, whose cases do not stand for themselves.
"""

import math
from statistics import NormalDist
from typing import NamedTuple

# Below so many cases on either side an area says more about chance than about the figure.
MINIMUM = 30
# Fewer than these nobody may ask for.
LOWEST_MINIMUM = 10
CONFIDENCE = 0.95


class Group(NamedTuple):
    """Cases of one customer: ``value`` is the higher the worse is expected of them, ``bad`` and
    ``good`` count how they turned out."""

    value: float
    bad: int
    good: int


class Discrimination(NamedTuple):
    """What :func:`discriminate` finds.

    ``auc`` is the chance that of a bad and a good case, drawn at random, the bad one had the worse
    value (ties count half); ``low`` and ``high`` bound it, None where nothing scatters; ``gini`` is
    ``2 auc - 1``; ``ks`` the largest distance between the shares of bad and of good cases that a
    limit on the value would catch.
    """

    auc: float
    low: float | None
    high: float | None
    gini: float
    ks: float


def has_enough(groups, minimum=MINIMUM):
    """Tell whether there are enough bad and enough good cases for a figure.

    :param groups: :class:`Group` in any order
    :param int minimum: how many are enough
    :rtype: bool
    """
    return min(sum(group.bad for group in groups), sum(group.good for group in groups)) >= minimum


def discriminate(groups):
    """Return area under the curve with its interval, Gini and KS; in O(n log n).

    The area is the statistic of Mann and Whitney. Its interval is that of N. Obuchowski,
    *Nonparametric analysis of clustered ROC curve data*, Biometrics 53 (1997); with one case in
    each group it is that of E. DeLong, D. DeLong and D. Clarke-Pearson, *Comparing the areas under
    two or more correlated receiver operating characteristic curves*, Biometrics 44 (1988).

    :param groups: :class:`Group` in any order, each of another customer
    :return: the figures, or None where all cases turned out alike
    :rtype: Discrimination | None
    """
    ordered = sorted(group for group in groups if group.bad or group.good)
    bad = sum(group.bad for group in ordered)
    good = sum(group.good for group in ordered)
    if not bad or not good:
        return None
    placed = list(_place(ordered, bad, good))
    area = sum(group.bad * above for group, above, _below in placed) / bad
    low, high = _interval(area, _variance(placed, area, bad, good))
    return Discrimination(area, low, high, 2 * area - 1, _distance(ordered, bad, good))


def curve(groups, most=100):
    """Return how many bad cases are found by who looks at the worst placed first.

    :param groups: :class:`Group` in any order
    :param int most: how many points at most, besides the first
    :return: ``(share of all cases, share of the bad ones)`` from (0, 0) to (1, 1); those of one
        value are found together. Empty without bad cases
    :rtype: list[tuple]
    """
    ordered = sorted((group for group in groups if group.bad or group.good), reverse=True)
    count = sum(group.bad + group.good for group in ordered)
    bad = sum(group.bad for group in ordered)
    if not bad:
        return []
    points, seen, found = [(0.0, 0.0)], 0, 0
    for _same, bad_here, good_here in _ties(ordered):
        seen += bad_here + good_here
        found += bad_here
        # so many points as the eye tells apart
        if seen == count or seen / count - points[-1][0] >= 1 / most:
            points.append((seen / count, found / bad))
    return points


def _ties(ordered):
    """Yield the groups of each value, with the sums of their bad and good cases."""
    tied = {}
    for group in ordered:
        tied.setdefault(group.value, []).append(group)
    for same in tied.values():
        yield same, sum(group.bad for group in same), sum(group.good for group in same)


def _place(ordered, bad, good):
    """Yield each group with the share of good cases below it, and of bad cases above it."""
    bad_below = good_below = 0
    for same, bad_here, good_here in _ties(ordered):
        above = (good_below + good_here / 2) / good
        below = (bad - bad_below - bad_here / 2) / bad
        for group in same:
            yield group, above, below
        bad_below += bad_here
        good_below += good_here


def _variance(placed, area, bad, good):
    """Return the variance of the area; None where there are too few groups for one."""
    of_bad = [group.bad * (above - area) for group, above, _below in placed]
    of_good = [group.good * (below - area) for group, _above, below in placed]
    groups_bad = sum(group.bad > 0 for group, _above, _below in placed)
    groups_good = sum(group.good > 0 for group, _above, _below in placed)
    if groups_bad < 2 or groups_good < 2:
        return None
    in_bad = groups_bad / (groups_bad - 1) * sum(part * part for part in of_bad)
    in_good = groups_good / (groups_good - 1) * sum(part * part for part in of_good)
    products = sum(one * other for one, other in zip(of_bad, of_good, strict=True))
    in_both = len(placed) / (len(placed) - 1) * products
    return in_bad / bad**2 + in_good / good**2 + 2 * in_both / (bad * good)


def _interval(area, variance):
    if not variance or variance <= 0:
        return None, None
    reach = NormalDist().inv_cdf((1 + CONFIDENCE) / 2) * math.sqrt(variance)
    return max(area - reach, 0.0), min(area + reach, 1.0)


def _distance(ordered, bad, good):
    largest = 0.0
    bad_below = good_below = 0
    for _same, bad_here, good_here in _ties(ordered):
        bad_below += bad_here
        good_below += good_here
        largest = max(largest, abs(good_below / good - bad_below / bad))
    return largest
