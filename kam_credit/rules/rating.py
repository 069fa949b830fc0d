"""What the sums of one debtor mean together: rate, tier, and what is missing."""

from decimal import Decimal
from typing import NamedTuple

from . import fulfilment, tiering


class Sums(NamedTuple):
    """What the ledger says of one debtor: the transaction amount, what fell due and what of it was
    honoured on time, and what had fallen due and was still open."""

    transaction_amount: Decimal
    fulfilment: fulfilment.Fulfilment
    overdue: Decimal = Decimal(0)


NO_SUMS = Sums(Decimal(0), fulfilment.Fulfilment(Decimal(0), Decimal(0), 0, 0))


class Rating(NamedTuple):
    """The figures of one debtor. Tiers are ranks in the company's ladder, 0 the best.

    ``overdue`` is what had fallen due and was still open.
    """

    transaction_amount: Decimal
    sums: fulfilment.Fulfilment
    rate: Decimal | None
    is_below_threshold: bool
    rank_by_amount: int | None
    rank: int | None
    reason: str
    is_complete: bool = True
    overdue: Decimal = Decimal(0)


def as_incomplete(result):
    """Return a rating as one that rests on incomplete figures, which is told as its reason.

    :param Rating result: the rating
    :rtype: Rating
    """
    return result._replace(is_complete=False, reason=tiering.INCOMPLETE)


def rate_debtor(transaction_amount, sums, policy, rank_by_amount, score, overdue=Decimal(0)):
    """Return the :class:`Rating` of one debtor.

    :param Decimal transaction_amount: net sales of the window, company currency
    :param Fulfilment sums: what fell due and what of it was honoured on time
    :param policy: ``(fulfilment.Policy, tier policy)``
    :param rank_by_amount: rank of the tier that the amount lies in; None below all
    :param score: ``(whether there is an approved score, rank of its tier or None)``
    :param Decimal overdue: what had fallen due and was still open, company currency
    """
    fulfilment_policy, tier_policy = policy
    has_score, rank_by_score = score
    is_below = fulfilment.is_below_threshold(sums, fulfilment_policy)
    rank, reason = tiering.lead(tier_policy, rank_by_amount, rank_by_score, has_score, is_below)
    return Rating(
        transaction_amount,
        sums,
        fulfilment.rate(sums, fulfilment_policy),
        is_below,
        rank_by_amount,
        rank,
        reason,
        overdue=overdue,
    )
