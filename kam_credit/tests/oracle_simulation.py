"""A policy simulation once more, slowly: customer by customer, in fractions, without SQL.

Nothing of the addon's queries or rules is used here.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction

from .oracle import DebtorFigures, Oracle
from .oracle_exposure import ZERO, ExposureOracle, exact

BEST_FIRST = ("green", "yellow", "red", "black")
CONFIRMED_DAYS = 30


@dataclass
class Policy:
    """What is judged by, as people enter it; ``lists`` is code -> dict of values, of all lists."""

    threshold: Fraction
    lists: dict
    grace: int = 0
    with_tax: bool = False
    minimum: int = 1
    by_count: bool = False
    tolerance: Fraction = field(default_factory=lambda: Fraction(5, 100))

    def find(self, amount):
        """Return the list that an amount lies in, or None."""
        for code, vals in self.lists.items():
            low, high = exact(vals["amount_from"]), exact(vals["amount_to"])
            if low <= amount and (not high or amount < high):
                return code
        return None


@dataclass
class Side:
    """What a customer has under a policy."""

    code: str
    rate: Fraction
    amount: Fraction
    is_below: bool
    limit: Fraction | None
    exposure: Fraction
    overdue: Fraction
    held: dict = field(default_factory=dict)


class SimulationOracle:
    """What another policy does to key accounts that are in no group and were never assessed.

    :param company: ``res.company``
    :param day: the day
    :param Policy now: the policy in force
    :param Policy then: the other one
    """

    def __init__(self, company, day, now, then):
        self.company, self.day = company, day
        self.now, self.then = now, then

    def tell(self, profiles):
        """Return ``{profile: (move, now, then)}``."""
        figures = {}
        for name in ("now", "then"):
            policy = getattr(self, name)
            oracle = Oracle(self.company, self.day, grace=policy.grace, with_tax=policy.with_tax)
            figures[name] = oracle.figures()
        told, codes = {}, {}
        for profile in profiles:
            sides = {}
            for name in ("now", "then"):
                policy = getattr(self, name)
                found = figures[name].get(profile.partner_id.id, DebtorFigures())
                rate = found.rate(policy.minimum, policy.by_count)
                is_below = rate is not None and rate < policy.threshold
                led = None if is_below else policy.find(found.transaction_amount)
                sides[name] = (led, rate, found.transaction_amount, is_below)
            codes[profile] = (profile.tier_id.code or None, sides["then"][0])
            told[profile] = sides
        exposures = [
            self._exposures({one: pair[place] for one, pair in codes.items()}, policy)
            for place, policy in enumerate((self.now, self.then))
        ]
        exposures = [(oracle, oracle.figures()) for oracle in exposures]
        return {
            profile: self._sides(profile, sides, codes[profile], exposures)
            for profile, sides in told.items()
        }

    def _exposures(self, codes, policy):
        horizons, tolerated = {}, {}
        for profile, code in codes.items():
            if code:
                partner_id = profile.partner_id.id
                horizons[partner_id] = policy.lists[code]["horizon_days"]
                tolerated[partner_id] = policy.lists[code]["overdue_days"]
        return ExposureOracle(self.company, self.day, horizons, tolerated)

    def _sides(self, profile, sides, codes, exposures):
        made = []
        for place, name in enumerate(("now", "then")):
            _led, rate, amount, is_below = sides[name]
            oracle, figures = exposures[place]
            found = figures.get(profile.partner_id.id, [ZERO] * 4)
            limit = self._limit_now(profile)
            if name == "then":
                limit = self._limit_then(profile, codes, amount)
            side = Side(codes[place], rate, amount, is_below, limit, sum(found[:3]), found[3])
            self._hold(profile, side, oracle, (self.now, self.then)[place])
            made.append(side)
        return self._move(*codes, sides["then"][3]), *made

    @staticmethod
    def _move(before, after, is_below):
        if is_below:
            return "lost"
        if before == after:
            return "same"
        if before is None:
            return "new"
        if after is None:
            return "out"
        return "up" if BEST_FIRST.index(after) < BEST_FIRST.index(before) else "down"

    @staticmethod
    def _limit_now(profile):
        return exact(profile.credit_limit) if profile.tier_id else None

    def _limit_then(self, profile, codes, amount):
        before, after = codes
        if after is None:
            return None
        vals = self.then.lists[after]
        if vals["limit_method"] == "fixed":
            granted = exact(vals["credit_limit"])
        else:
            cents = max(amount, ZERO) * exact(vals["limit_share"]) * 100
            granted = Fraction(cents.numerator // cents.denominator, 100)
        held = self._limit_now(profile)
        names = ("limit_method", "credit_limit", "limit_share")
        is_same = before == after and all(
            self.now.lists[before][name] == vals[name] for name in names
        )
        if is_same and held and granted and abs(granted - held) <= self.then.tolerance * held:
            return held
        return granted

    def _hold(self, profile, side, oracle, policy):
        """Note which orders are held, and for what they ask."""
        vals = policy.lists.get(side.code)
        if not vals or vals["order_policy"] != "hold":
            return
        first = self.day - timedelta(days=CONFIRMED_DAYS)
        for order in profile.env["sale.order"].search(
            [("kam_credit_debtor_id", "=", profile.partner_id.id)]
        ):
            is_open = order.state in ("draft", "sent") and (
                not order.validity_date or order.validity_date >= self.day
            )
            if not is_open and not (order.state == "sale" and order.date_order.date() >= first):
                continue
            needed = oracle.commitment(order)
            if needed <= 0:
                continue
            used = side.exposure - (needed if order.state == "sale" else 0)
            is_over = used + needed > side.limit
            if is_over or side.overdue > exact(vals["overdue_tolerated"]):
                side.held[order] = needed
