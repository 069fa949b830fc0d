"""Intervals that cover a range of values without gap or overlap: each is ``[low, high)``."""

from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple


class Band(NamedTuple):
    """One interval: ``low`` belongs to it, ``high`` does not; ``high`` None means no upper end."""

    name: str
    low: Decimal
    high: Decimal | None


class Defect(NamedTuple):
    """What is wrong with a set of bands: ``kind`` is empty, gap, overlap or open."""

    kind: str
    first: Band
    second: Band | None
    low: Decimal | None
    high: Decimal | None


def find_defect(bands):
    """Return the first defect of a set of bands, or None.

    :param bands: :class:`Band` in any order
    :return: the first empty interval, gap or overlap from below, or the top interval when it ends;
        None when every value from the lowest ``low`` upwards lies in exactly one band
    :rtype: Defect | None
    """
    ordered = sorted(bands, key=lambda band: band.low)
    for band in ordered:
        if band.high is not None and band.high <= band.low:
            return Defect("empty", band, None, band.low, band.high)
    for lower, upper in pairwise(ordered):
        if lower.high is None or lower.high > upper.low:
            end = upper.high if lower.high is None else lower.high
            return Defect("overlap", lower, upper, upper.low, end)
        if lower.high < upper.low:
            return Defect("gap", lower, upper, lower.high, upper.low)
    if ordered and ordered[-1].high is not None:
        return Defect("open", ordered[-1], None, ordered[-1].high, None)
    return None


def find_band(value, bands):
    """Return the band that holds a value.

    :param Decimal value: the figure, in the unit of the bands
    :param bands: :class:`Band` without defects
    :return: the band, or None below the lowest one
    :rtype: Band | None
    """
    return next(
        (band for band in bands if band.low <= value and (band.high is None or value < band.high)),
        None,
    )


def next_band(value, bands):
    """Return the nearest band that starts above a value: the one to strive for.

    :param Decimal value: the figure, in the unit of the bands
    :param bands: :class:`Band` without defects
    :return: the band whose ``low - value`` is what is missing; None in the best band
    :rtype: Band | None
    """
    return min((band for band in bands if band.low > value), key=lambda b: b.low, default=None)
