"""Who is close to a limit: a little more, or a little less, and the tier would be another one."""

from decimal import Decimal
from typing import NamedTuple


class Limits(NamedTuple):
    """What a company calls close.

    ``margin`` is how far above the threshold a rate may lie (0.05 is 5 percentage points);
    ``share`` how far an amount may lie from the edge of an interval, as a share of the edge.
    """

    margin: Decimal
    share: Decimal


class Edge(NamedTuple):
    """The lower end of an interval that an amount lies close to.

    ``distance`` is what is missing to enter the interval (above 0), or 0 and below for an amount
    that lies inside: so much less, and it would leave it.
    """

    band: object
    distance: Decimal


def is_near_threshold(rate, threshold, limits):
    """Tell whether a rate is not below the threshold, and not far above it.

    :param rate: contract fulfilment rate, 0 to 1; None without one
    :param Decimal threshold: the company's threshold
    :param Limits limits: what is close
    :rtype: bool
    """
    return rate is not None and threshold <= rate <= threshold + limits.margin


def edge_range(band, limits):
    """Return the lowest and the highest amount that lie close to the lower end of an interval.

    :param Band band: the interval
    :param Limits limits: what is close
    :return: both ends, which belong to it; None for an interval that begins at nothing
    """
    if band.low <= 0:
        return None
    return band.low * (1 - limits.share), band.low * (1 + limits.share)


def find_edge(amount, bands, limits):
    """Return the end of an interval that an amount lies close to: the nearest one.

    :param Decimal amount: transaction amount
    :param bands: :class:`.bands.Band` without defects
    :param Limits limits: what is close
    :rtype: Edge | None
    """
    near = []
    for band in bands:
        ends = edge_range(band, limits)
        if ends and ends[0] <= amount <= ends[1]:
            near.append(Edge(band, band.low - amount))
    return min(near, key=lambda edge: abs(edge.distance), default=None)
