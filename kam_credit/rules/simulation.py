"""What a policy makes of a customer, and what another one would: where it stands, how it moves."""

from decimal import Decimal
from typing import NamedTuple

from . import bands, checks, fulfilment, limits, rating

# The lists, the best first: two policies need not have the same ones.
CODES = ("green", "yellow", "red", "black")

# How a customer moves; the codes are stored and shown translated. The first is told first.
LOST = "lost"
OUT = "out"
DOWN = "down"
NEW = "new"
UP = "up"
SAME = "same"
MOVES = (LOST, OUT, DOWN, NEW, UP, SAME)

# What becomes of an order only because of what a policy does with those of ordinary customers.
FREED = "freed"
CAUGHT = "caught"


class TierTerms(NamedTuple):
    """What a policy says of one list: its intervals, its limit, and how its orders are checked."""

    code: str
    amount: bands.Band
    score: bands.Band
    formula: limits.Formula
    horizon_days: int = 0
    overdue_days: int = 30
    overdue_tolerated: Decimal = Decimal(0)
    order_policy: str = checks.NONE


class Ordinary(NamedTuple):
    """What a policy says of orders of ordinary customers: how they are checked, the limit of each,
    None for none, and how much may be overdue."""

    order_policy: str = checks.NONE
    limit: Decimal | None = None
    overdue_tolerated: Decimal = Decimal(0)

    def held(self):
        """Return the limit of an ordinary customer as it binds; None for none."""
        if self.order_policy == checks.NONE or self.limit is None:
            return None
        return limits.Held(limits.TIER, self.limit, False)


class Terms(NamedTuple):
    """A policy in plain values; ``tiers`` the best first.

    ``limit_tolerance`` is the share up to which a limit that follows figures stays as it is,
    ``capital_months`` how old a statement may be, ``dispute_share`` the share in dispute above
    which nothing follows by itself.
    """

    fulfilment: fulfilment.Policy
    counting: fulfilment.Counting
    tier_policy: str
    tiers: tuple
    limit_tolerance: Decimal = Decimal(0)
    capital_months: int = 18
    dispute_share: Decimal = Decimal(1)
    ordinary: Ordinary = Ordinary()

    def tier(self, code):
        """Return what the policy says of a list; None for no list, and for one that it lacks."""
        for tier in self.tiers:
            if tier.code == code:
                return tier
        return None

    def rank(self, code):
        """Return the rank of a list, 0 the best; None as :meth:`tier`."""
        return next((rank for rank, tier in enumerate(self.tiers) if tier.code == code), None)

    def code(self, rank):
        """Return the list of a rank, None for no rank."""
        return None if rank is None else self.tiers[rank].code


class Debtor(NamedTuple):
    """A customer as it is, whatever the policy.

    ``held`` is the list that it holds, ``rated`` the one that people gave it in place of what its
    score leads to (with ``is_rated``): both are codes, None for none. ``is_disputed`` tells that so
    much is in dispute that nothing follows by itself.
    """

    is_key: bool
    held: str | None = None
    has_score: bool = False
    score: Decimal = Decimal(0)
    is_rated: bool = False
    rated: str | None = None
    is_complete: bool = True
    is_disputed: bool = False


class Standing(NamedTuple):
    """Where figures lead under a policy: the list, or None, and the rating behind it."""

    code: str | None
    rating: rating.Rating


class Door(NamedTuple):
    """How a policy treats the order of one customer: as that of an ordinary one or not, whether
    its policy holds such orders, and whether it holds this one."""

    is_ordinary: bool
    holds: bool
    is_held: bool


def tell_ordinary(now, then):
    """Tell whether an order is held on one side only because of what ordinary customers get.

    :param Door now: under the policy in force
    :param Door then: under the other one
    :return: ``freed`` where it passes then only because orders of ordinary customers are not held,
        ``caught`` where it is held then only because they are, else None; on both sides also of
        who becomes one
    """
    if now.is_held and not then.is_held and then.is_ordinary and not then.holds:
        return FREED
    is_new = then.is_held and not now.is_held and then.is_ordinary and then.holds
    return CAUGHT if is_new and not (now.is_ordinary and now.holds) else None


def stand(debtor, sums, terms):
    """Return where a customer's figures lead under a policy.

    :param Debtor debtor: the customer
    :param rating.Sums sums: what the ledger says, asked as the policy counts
    :param Terms terms: the policy
    :rtype: Standing
    """
    result = rating.rate_debtor(
        sums.transaction_amount,
        sums.fulfilment,
        (terms.fulfilment, terms.tier_policy),
        _rank_in(sums.transaction_amount, [tier.amount for tier in terms.tiers]),
        (debtor.has_score, _rank_by_score(debtor, terms)),
        sums.overdue,
    )
    if not debtor.is_complete:
        result = rating.as_incomplete(result)
    return Standing(terms.code(result.rank), result)


def _rank_by_score(debtor, terms):
    if not debtor.has_score:
        return None
    if debtor.is_rated:
        return terms.rank(debtor.rated)
    return _rank_in(debtor.score, [tier.score for tier in terms.tiers])


def _rank_in(value, intervals):
    band = bands.find_band(value, intervals)
    return None if band is None else intervals.index(band)


def follow(debtor, now, then):
    """Return how a customer moves: from what it holds to where another policy leads it.

    Only key accounts hold a list; anybody else goes by figures on both sides. Nothing follows from
    incomplete figures, nor does a customer fall below the threshold while much is in dispute.

    :param Debtor debtor: the customer
    :param Standing now: where the policy in force leads it
    :param Standing then: where the other one does
    :return: one of :data:`MOVES`, and the list that it is on afterwards, or None
    :rtype: tuple
    """
    before = debtor.held if debtor.is_key else now.code
    if not then.rating.is_complete:
        return SAME, before
    if debtor.is_key and then.rating.is_below_threshold:
        return (SAME, before) if debtor.is_disputed else (LOST, None)
    return _compare(before, then.code), then.code


def _compare(before, after):
    if before == after:
        return SAME
    if before is None:
        return NEW
    if after is None:
        return OUT
    return UP if CODES.index(after) < CODES.index(before) else DOWN


def is_by_policy(now, then):
    """Tell whether the other policy is why figures lead elsewhere, or to the threshold.

    :param Standing now: where the policy in force leads the customer
    :param Standing then: where the other one does
    :rtype: bool
    """
    return (now.code, now.rating.is_below_threshold) != (then.code, then.rating.is_below_threshold)


class Granted(NamedTuple):
    """A limit as a tier grants it: the list, how much, and whether there is no upper end."""

    code: str
    amount: Decimal
    is_unlimited: bool


def grant(before, formulas, basis, unit, tolerance, code):
    """Return the limit that a customer's list grants under another policy.

    Under the same formula in the same list it moves beyond the tolerance only.

    :param Granted before: what the customer has; None without a list
    :param tuple formulas: :class:`limits.Formula` of its list now, or None, and then
    :param Decimal basis: what a share is taken of; None where nobody knows
    :param Decimal unit: smallest unit of the currency
    :param Decimal tolerance: share up to which a limit stays; None where figures move nothing,
        because they are incomplete
    :param str code: the list that it is on then
    :rtype: Granted
    """
    now, then = formulas
    outcome = limits.of_formula(then, basis, unit)
    after = Granted(code, outcome.amount, outcome.is_unlimited)
    if before is None or before.code != code or now != then:
        return after
    is_moved = tolerance is not None and limits.is_moved(before[1:], after[1:], tolerance)
    return after if is_moved else before


def own_limit(granted, temporary, of_ordinary=None):
    """Return the customer's own limit as it binds: a temporary one replaces that of the list.

    :param Granted granted: what the list grants; None without a list, with which temporary limits
        end as well
    :param limits.Held temporary: the temporary limit that holds; None without one
    :param limits.Held of_ordinary: what binds an ordinary customer; None without it, and for others
    :rtype: limits.Held | None
    """
    if granted is None:
        return of_ordinary
    return temporary or limits.Held(limits.TIER, granted.amount, granted.is_unlimited)
