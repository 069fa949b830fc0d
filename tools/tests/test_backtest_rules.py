"""Figures of backtests equal those of an independent library, on random cases with ties."""

import math
import random

import numpy
import pytest
from scipy import stats

from odoo.addons.kam_credit.rules.calibration import brier, share_interval
from odoo.addons.kam_credit.rules.discrimination import Group, discriminate


def cases(seed, count, values):
    """Return cases of few values, one in each group; high values turn out badly more often."""
    chance = random.Random(seed)
    found = []
    for _each in range(count):
        value = chance.randrange(values)
        is_bad = chance.random() < (value + 1) / (values + 1)
        found.append(Group(value, int(is_bad), int(not is_bad)))
    return found


def apart(groups):
    """Return the values of bad and of good cases."""
    return (
        numpy.array([group.value for group in groups if group.bad]),
        numpy.array([group.value for group in groups if group.good]),
    )


@pytest.mark.parametrize(("count", "values"), [(60, 3), (200, 7), (500, 1000), (80, 1)])
@pytest.mark.parametrize("seed", range(5))
def test_area_and_distance(seed, count, values):
    groups = cases(seed, count, values)
    bad, good = apart(groups)
    found = discriminate(groups)
    area = stats.mannwhitneyu(bad, good).statistic / (len(bad) * len(good))
    assert found.auc == pytest.approx(area, abs=1e-12)
    assert found.ks == pytest.approx(stats.ks_2samp(bad, good).statistic, abs=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_interval(seed):
    """After DeLong, by the placements of all pairs."""
    groups = cases(seed, 150, 9)
    bad, good = apart(groups)
    pairs = (bad[:, None] > good[None, :]) + 0.5 * (bad[:, None] == good[None, :])
    of_bad, of_good = (pairs.mean(axis=axis).var(ddof=1) for axis in (1, 0))
    variance = of_bad / len(bad) + of_good / len(good)
    reach = stats.norm.ppf(0.975) * math.sqrt(variance)
    found = discriminate(groups)
    assert found.low == pytest.approx(max(pairs.mean() - reach, 0), abs=1e-9)
    assert found.high == pytest.approx(min(pairs.mean() + reach, 1), abs=1e-9)


def test_interval_of_clusters():
    """A customer's instalments scatter together: compared with drawing customers anew."""
    chance = random.Random(11)
    groups = []
    for value in range(80):
        late = sum(chance.random() < (value + 10) / 110 for _each in range(12))
        groups.append(Group(value // 4, late, 12 - late))
    found = discriminate(groups)
    drawn = [discriminate(chance.choices(groups, k=len(groups))).auc for _each in range(2000)]
    reach = (found.high - found.low) / 2
    assert reach == pytest.approx(stats.norm.ppf(0.975) * numpy.std(drawn), rel=0.15)


@pytest.mark.parametrize(("bad", "count"), [(0, 7), (1, 30), (15, 30), (30, 30), (234, 634)])
def test_interval_of_a_share(bad, count):
    right = stats.binomtest(bad, count).proportion_ci(method="wilson")
    assert share_interval(bad, count) == pytest.approx((right.low, right.high), abs=1e-9)


def test_brier():
    chance = random.Random(3)
    groups = [(chance.random(), chance.randrange(5), chance.randrange(5)) for _each in range(50)]
    expected = numpy.repeat([one[0] for one in groups], [one[1] + one[2] for one in groups])
    came = numpy.concatenate([[1] * bad + [0] * good for _share, bad, good in groups])
    assert brier(groups) == pytest.approx(float(((expected - came) ** 2).mean()), abs=1e-12)
