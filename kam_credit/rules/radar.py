"""Signs that a customer pays worse than before 信用恶化预警, found in what it paid month by month.

Days beyond terms are weighted by amount: the days from the due date to the money, of each part that
was paid; what is early counts as on time. A month is a twelfth of a year counted back from the day
of the figures, so that neither the length of months nor the season of a year moves anything: month
0 is the present one, 11 the oldest. A quarter is three of them.

With too few cases nothing is said: that is what ``None`` stands for throughout.
"""

from itertools import combinations
from statistics import median
from typing import NamedTuple

SLOWING, GROWING, PARTS, FIRST_LATE = "slowing", "growing", "parts", "first_late"
PROMISE, UNWATCHED = "promise", "unwatched"

MONTHS = 12
QUARTER = 3
# So many months with payments make a slope, and so many payments a comparison of quarters.
LEAST_MONTHS = 4
LEAST_PAYMENTS = 2
# Of all pairs of months, so many have to rise: days that only jump up and down are no slope.
RISING = 2 / 3
# A signal that weighs so many times what it did when somebody looked at it has got worse.
WORSE = 1.25
STRONGEST = 10.0


class Policy(NamedTuple):
    """From what on a sign is told; ``days`` are those of a quarter, shares are 0 to 1."""

    cases: int
    days: int
    growth: float
    parts: float
    unwatched: int


class Month(NamedTuple):
    """What came in a month: payments, their money, money times days late, and money in parts."""

    ago: int
    count: int
    amount: float
    day_amount: float
    parts: float = 0.0


class Unpaid(NamedTuple):
    """What is overdue, of one month in which it fell due: amount, and amount times days so far."""

    amount: float
    day_amount: float


class Trade(NamedTuple):
    """What a customer has ordered, or was invoiced: in the last quarter, and in three before."""

    recent: float
    before: float


class Late(NamedTuple):
    """The first late payment of a customer: how many were on time before, its days and amount."""

    clean: int
    days: int
    amount: float


class Sign(NamedTuple):
    """A sign: its kind, how strong it is (1 is just enough to be told), and its figures."""

    kind: str
    strength: float
    figures: dict


def _sign(kind, strength, **figures):
    return Sign(kind, round(min(strength, STRONGEST), 2), figures)


def days_beyond(months):
    """Return the days beyond terms of months, weighted by amount.

    :param months: :class:`Month` or :class:`Unpaid` rows
    :return: days, or None where no money came
    """
    money = sum(month.amount for month in months)
    return sum(month.day_amount for month in months) / money if money > 0 else None


def theil_sen(points):
    """Return the slope of points by Theil and Sen: the median of the slopes of all pairs.

    Almost a third of the points may lie anywhere without moving it much. H. Theil (1950), "A
    rank-invariant method of linear and polynomial regression analysis"; P. K. Sen (1968),
    "Estimates of the regression coefficient based on Kendall's tau", JASA 63, 1379-1389.

    :param points: ``(x, y)`` pairs
    :return: slope and the share of the pairs that rise, a level pair as half; None with fewer than
        two different x
    """
    slopes = [(y2 - y1) / (x2 - x1) for (x1, y1), (x2, y2) in combinations(points, 2) if x1 != x2]
    if not slopes:
        return None
    rising = sum(1.0 if slope > 0 else 0.5 if slope == 0 else 0.0 for slope in slopes)
    return median(slopes), rising / len(slopes)


def _recent(months):
    return [month for month in months if month.ago < QUARTER]


def _before(months):
    return [month for month in months if month.ago >= QUARTER]


def slowing(months, policy):
    """Tell whether a customer pays slower from month to month.

    :param months: :class:`Month` rows of the year
    :param Policy policy: from what on
    :return: a :class:`Sign` with ``slope`` (days a month), ``first`` and ``last`` (days beyond
        terms of the oldest and of the latest quarter with payments) and ``count``, or None
    """
    paid = sorted((month for month in months if month.amount > 0), key=lambda month: -month.ago)
    count = sum(month.count for month in paid)
    if len(paid) < LEAST_MONTHS or count < policy.cases:
        return None
    slope, rising = theil_sen([(-month.ago, days_beyond([month])) for month in paid])
    # floats: days of exactly the setting are told
    if round(slope * QUARTER, 6) < policy.days or rising < RISING:
        return None
    return _sign(
        SLOWING,
        slope * QUARTER / policy.days,
        slope=slope,
        first=days_beyond(paid[:QUARTER]),
        last=days_beyond(paid[-QUARTER:]),
        count=count,
    )


def compare_days(months, unpaid, policy):
    """Return the days beyond terms before and in the last quarter: ``(before, now)`` or None.

    What is still unpaid counts with its days so far as soon as they exceed what was usual: who
    does not pay at all would look as prompt as ever.

    :param months: :class:`Month` rows of the year
    :param unpaid: :class:`Unpaid` rows
    :param Policy policy: from what on
    """
    recent, earlier = _recent(months), _before(months)
    before = days_beyond(earlier)
    if before is None or sum(month.count for month in months) < policy.cases:
        return None
    if sum(month.count for month in earlier) < LEAST_PAYMENTS:
        return None
    waiting = [row for row in unpaid if days_beyond([row]) >= before + policy.days]
    if sum(month.count for month in recent) < LEAST_PAYMENTS and not waiting:
        return None
    return before, days_beyond([*recent, *waiting])


def growth(trade):
    """Return by which share the last quarter exceeds a usual one before; None without any before.

    :param Trade trade: what was ordered or invoiced
    """
    usual = trade.before / (MONTHS // QUARTER - 1)
    # floats: a growth of exactly the setting is one
    return round(trade.recent / usual - 1, 6) if usual > 0 else None


def growing(months, unpaid, trade, policy):
    """Tell whether a customer orders more while it pays slower.

    :param months: :class:`Month` rows of the year
    :param unpaid: :class:`Unpaid` rows
    :param Trade trade: what was ordered or invoiced
    :param Policy policy: from what on
    :return: a :class:`Sign` with ``growth``, ``before`` and ``now`` (days beyond terms), or None;
        it is as strong as the weaker of the two
    """
    share = growth(trade)
    days = compare_days(months, unpaid, policy)
    if share is None or days is None:
        return None
    before, now = days
    slower = now - before
    if share < policy.growth or slower < policy.days:
        return None
    strength = min(share / policy.growth, slower / policy.days)
    return _sign(GROWING, strength, growth=share, before=before, now=now)


def in_parts(months, policy):
    """Tell whether more of a customer's money comes in parts than before.

    :param months: :class:`Month` rows of the year
    :param Policy policy: from what on
    :return: a :class:`Sign` with ``before`` and ``now`` (shares of the money) and ``count``, or
        None
    """
    recent, earlier = _recent(months), _before(months)
    count = sum(month.count for month in months)
    if count < policy.cases:
        return None
    shares = []
    for some in (earlier, recent):
        money = sum(month.amount for month in some)
        if money <= 0 or sum(month.count for month in some) < LEAST_PAYMENTS:
            return None
        shares.append(sum(month.parts for month in some) / money)
    before, now = shares
    # shares of floats: a rise of exactly the setting is told
    if round(now - before, 6) < policy.parts:
        return None
    return _sign(PARTS, (now - before) / policy.parts, before=before, now=now, count=count)


def first_late(late, policy):
    """Tell whether a customer was late for the first time after a clean history.

    :param late: :class:`Late`, or None for who was never late, or not only lately
    :param Policy policy: from what on
    :return: a :class:`Sign` with ``clean``, ``days`` and ``amount``, or None
    """
    if late is None or late.clean < policy.cases or late.days < policy.days:
        return None
    return _sign(FIRST_LATE, late.days / policy.days, **late._asdict())


def broken_promises(count, amount, idle=0.0):
    """Tell whether a customer broke promises to pay that are still unpaid.

    :param int count: how many promises
    :param float amount: what has not come of them
    :param float idle: what the customer has paid since, and nobody has matched with anything
    :return: a :class:`Sign` with ``count``, ``amount`` and ``idle``, or None
    """
    if not count:
        return None
    return _sign(PROMISE, float(count), count=count, amount=amount, idle=idle)


def unwatched(days, policy):
    """Tell whether nobody has looked at a customer for long.

    :param int days: since somebody looked
    :param Policy policy: from what on
    :return: a :class:`Sign` with ``days``, or None
    """
    if days < policy.unwatched:
        return None
    return _sign(UNWATCHED, days / policy.unwatched, days=days)


def is_worse(weight, weight_then):
    """Tell whether a signal that somebody looked at has got so much worse that it is told again.

    :param float weight: value times strength now
    :param float weight_then: the same when somebody looked at it
    """
    return weight > weight_then * WORSE
