"""The contract fulfilment rate (合同履约率) and the threshold of the automatic downgrade."""

from decimal import Decimal
from typing import NamedTuple


class Policy(NamedTuple):
    """How a company measures fulfilment.

    ``threshold`` is the rate below which a key account is downgraded (0 to 1); ``minimum`` the
    number of instalments that must have fallen due before there is a rate; ``by_count`` counts
    instalments instead of amounts.
    """

    threshold: Decimal
    minimum: int = 1
    by_count: bool = False


class Counting(NamedTuple):
    """What a policy asks of the ledger: where two policies differ in it, so do their sums.

    ``grace_days`` are the days after the due date on which a payment is still on time;
    ``honoured_share`` the part of an instalment from which on it counts as honoured (1 is all);
    ``with_tax`` counts invoices with their tax.
    """

    grace_days: int = 0
    honoured_share: Decimal = Decimal(1)
    with_tax: bool = False


class Fulfilment(NamedTuple):
    """What fell due and what of it was honoured on time: the sums behind a rate.

    ``due`` and ``on_time`` are amounts in company currency, ``count_due`` and ``count_honoured``
    numbers of instalments.
    """

    due: Decimal
    on_time: Decimal
    count_due: int
    count_honoured: int


def fraction(figures, policy):
    """Return the rate as numerator and denominator, so that no rounding enters a comparison.

    :param Fulfilment figures: the sums
    :param Policy policy: the company's policy
    :return: ``(honoured, due)``; None when nothing fell due or fewer instalments than the minimum
    """
    if figures.due <= 0 or figures.count_due < max(policy.minimum, 1):
        return None
    if policy.by_count:
        return Decimal(figures.count_honoured), Decimal(figures.count_due)
    return figures.on_time, figures.due


def rate(figures, policy):
    """Return the contract fulfilment rate, 0 to 1, or None without one (see :func:`fraction`)."""
    parts = fraction(figures, policy)
    return None if parts is None else parts[0] / parts[1]


def is_below_threshold(figures, policy):
    """Tell whether the rate is strictly below the threshold, compared unrounded.

    Scheme, credit management, section 4: below 75 % a key account is downgraded by itself. No rate
    is not below.

    :param Fulfilment figures: the sums
    :param Policy policy: the company's policy
    :rtype: bool
    """
    parts = fraction(figures, policy)
    return parts is not None and parts[0] < policy.threshold * parts[1]


def missing_on_time(figures, policy):
    """Return what is missing to the threshold: an amount, or instalments when counting.

    :param Fulfilment figures: the sums
    :param Policy policy: the company's policy
    :return: the amount in company currency (or the number of instalments) that would have had to
        be honoured on time as well; 0 when nothing is missing or there is no rate
    :rtype: Decimal
    """
    parts = fraction(figures, policy)
    if parts is None:
        return Decimal(0)
    return max(policy.threshold * parts[1] - parts[0], Decimal(0))
