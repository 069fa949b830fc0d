"""How much credit a customer is granted: by its tier, for a time, and together with others."""

from datetime import timedelta
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple

# What a tier takes its limit from.
FIXED = "fixed"
TURNOVER = "turnover"
CAPITAL = "capital"

# Why a limit is what it is: that of a formula is one of the above, with an end.
UNLIMITED = "unlimited"
AT_MOST = "_most"
NOTHING = "_zero"
UNKNOWN = "_none"

# Where a limit comes from.
TIER = "tier"
TEMPORARY = "temporary"
GROUP = "group"


class Formula(NamedTuple):
    """What a tier says of the limit of its customers.

    ``amount`` counts when it is fixed, ``share`` (1 is all) and ``ceiling`` (0 for none) otherwise.
    """

    method: str
    amount: Decimal = Decimal(0)
    share: Decimal = Decimal(0)
    ceiling: Decimal = Decimal(0)
    is_unlimited: bool = False


class Outcome(NamedTuple):
    """The limit of one customer: 0 is no credit, and unlimited is a matter of its own.

    ``reason`` is :data:`UNLIMITED`, :data:`FIXED`, or the method of a formula: alone, with
    :data:`AT_MOST` where a ceiling holds, with :data:`NOTHING` where there is nothing to take a
    share of, with :data:`UNKNOWN` where nobody knows.
    """

    amount: Decimal
    is_unlimited: bool
    reason: str


class Held(NamedTuple):
    """A limit that holds: where it comes from (:data:`TIER`, :data:`TEMPORARY`, :data:`GROUP`),
    how much, and the record that grants it."""

    source: str
    amount: Decimal
    is_unlimited: bool
    origin: object = None


def round_down(amount, unit):
    """Return an amount in whole units of a currency: what is granted is never more.

    :param Decimal amount: the amount
    :param Decimal unit: the smallest unit, such as 0.01
    :rtype: Decimal
    """
    return (amount / unit).to_integral_value(ROUND_DOWN) * unit


def percent_digits(share):
    """Return with how many decimal places a share is shown as a percentage, at most two.

    :param Decimal share: 1 is all
    :rtype: int
    """
    return 0 if share * 100 % 1 == 0 else 2


def of_formula(formula, basis, unit):
    """Return the limit that a tier grants one customer.

    :param Formula formula: what the tier says
    :param basis: the amount of which it takes a share, a Decimal in company currency; None where
        nobody knows it
    :param Decimal unit: the smallest unit of the company's currency
    :rtype: Outcome
    """
    if formula.is_unlimited:
        return Outcome(Decimal(0), True, UNLIMITED)
    if formula.method == FIXED:
        return Outcome(formula.amount, False, FIXED)
    if basis is None:
        return Outcome(Decimal(0), False, formula.method + UNKNOWN)
    if basis <= 0:
        return Outcome(Decimal(0), False, formula.method + NOTHING)
    amount = basis * formula.share
    if not formula.ceiling:
        return Outcome(round_down(amount, unit), False, formula.method)
    amount = min(amount, formula.ceiling)
    return Outcome(round_down(amount, unit), False, formula.method + AT_MOST)


def is_moved(before, after, tolerance):
    """Tell whether a limit that follows figures moves: small differences would flood the history.

    From no credit, to no credit, and from or to unlimited it always moves.

    :param tuple before: ``(amount, is_unlimited)`` as it is
    :param tuple after: the same, as the figures have it
    :param Decimal tolerance: share of the limit as it is up to which it stays
    :rtype: bool
    """
    (old, was_unlimited), (new, is_unlimited) = before, after
    if was_unlimited or is_unlimited:
        return was_unlimited != is_unlimited
    if not old or not new:
        return old != new
    return abs(new - old) > tolerance * old


def is_large(asked, granted, most, share):
    """Tell whether a temporary limit is so high that more people decide on it.

    :param tuple asked: ``(amount, is_unlimited)`` of the temporary limit
    :param tuple granted: the same of what the tier grants
    :param Decimal most: amount above which it is large; 0 for no such amount
    :param Decimal share: share of what the tier grants above which it is large; 0 for no such share
    :rtype: bool
    """
    (amount, is_unlimited), (own, is_own_unlimited) = asked, granted
    if is_unlimited:
        # what the tier grants anyway is nothing to decide on
        return not is_own_unlimited and bool(most or share)
    if most and amount > most:
        return True
    return bool(share) and not is_own_unlimited and amount > own * share


def last_day(date_to, date_ended):
    """Return the last day on which something holds that may have been ended early.

    :param date date_to: the last day that was granted
    :param date_ended: the day from which it holds no more; a false value when it was not ended
    :rtype: date
    """
    return min(date_to, date_ended - timedelta(days=1)) if date_ended else date_to


def binding(limits, exposures=None):
    """Return the limit that leaves the least room; None where nothing limits.

    Of two that leave the same, the one named first. What is unlimited never binds.

    :param limits: iterable of :class:`Held`, None for those there are none of
    :param dict exposures: source of a limit -> what is used up of it, a Decimal; 0 by default
    :rtype: Held
    """
    used = exposures or {}
    known = [held for held in limits if held is not None and not held.is_unlimited]
    return min(
        known, key=lambda held: held.amount - used.get(held.source, Decimal(0)), default=None
    )
