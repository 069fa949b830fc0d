"""How a contract fulfilment rate is written for people."""

import math


def shown_percent(rate):
    """Return a rate as a percentage with two decimals, never more than it is.

    What is below a threshold is not shown as the threshold. Noise of floating point is no
    difference.

    :param float rate: from 0 to 1
    :rtype: float
    """
    return math.floor(round(rate * 10000, 6)) / 100
