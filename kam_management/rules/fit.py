"""How well a company's resources fit what a customer needs (scheme, one.1).

Each need asks for resources (technology, production, after-sales) on a scale from 0, not needed,
to 5; the company has each of them on the same scale. All figures are exact; they are rounded for
display only.
"""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from .risk import LEAST_TOTAL


def gap(required, own):
    """Return how much of a resource is missing, 0 when there is enough.

    :param int required: what the need asks for, 0 to 5
    :param int own: what the company has, 0 to 5
    """
    return max(0, required - own)


def fit(pairs):
    """Return how much of what a need asks for the company has.

    What it has beyond the need makes up for nothing.

    :param pairs: iterable of ``(required, own)``, one per resource
    :return: percentage as a Fraction, or None when nothing is required
    """
    pairs = list(pairs)
    required = sum(wanted for wanted, _own in pairs)
    if not required:
        return None
    return Fraction(100 * sum(min(wanted, own) for wanted, own in pairs), required)


def total_fit(needs):
    """Return the fit of all needs together, the important ones weighing more.

    :param needs: iterable of ``(importance, fit)``; those without a fit are left out
    :return: percentage as a Fraction, or None when no need has a fit
    """
    rated = [(importance, value) for importance, value in needs if value is not None]
    weights = sum(importance for importance, _value in rated)
    if not weights:
        return None
    return Fraction(sum(importance * value for importance, value in rated), weights)


def likelihood(needs_fit, risk_total):
    """Return how likely the customer becomes a key account: the fit, less what the risk takes.

    At the lowest possible risk it is the fit itself, at the highest one it is 0.

    :param needs_fit: percentage, or None
    :param risk_total: percentage as of :func:`.risk.total`, or None
    :return: percentage as a Fraction, or None when fit or risk is not known
    """
    if needs_fit is None or risk_total is None:
        return None
    return Fraction(needs_fit) * (100 - Fraction(risk_total)) / (100 - LEAST_TOTAL)


def rounded(percentage):
    """Return a percentage with two decimals, half up, for storing and display.

    :param percentage: exact number, or None
    :return: a Decimal; 0 for None
    """
    if percentage is None:
        return Decimal(0)
    exact = Fraction(percentage)
    value = Decimal(exact.numerator) / Decimal(exact.denominator)
    return value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
