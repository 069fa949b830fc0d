from decimal import Decimal
from typing import NamedTuple

from odoo import api, models

from ...queries import portfolio
from ...queries.parties import Asked
from ...rules import disputes, exposure, limits, rating, simulation
from ...rules.windows import window
from ..evaluation.kam_credit_profile_evaluation import FEW_DEBTORS
from ..exposure.kam_credit_tier_mixin import OVERDUE_DAYS

# What is read with SQL: flushed before.
PORTFOLIO_FIELDS = {
    "kam.account": ["state", "unit_id"],
    "kam.credit.profile": [
        "account_id",
        "assessment_id",
        "company_id",
        "credit_group_id",
        "credit_limit",
        "has_score",
        "has_unlimited_credit",
        "is_blocked",
        "is_score_overridden",
        "partner_id",
        "score",
        "tier_by_score_id",
        "tier_id",
    ],
    "kam.credit.tier": ["code"],
}


class Customer(NamedTuple):
    """A customer as the database knows it; amounts and score as text. See ``queries.portfolio``."""

    profile_id: int
    partner_id: int
    account_id: int
    state: str
    unit_id: int
    held: str
    limit: str
    is_unlimited: bool
    group_id: int
    is_blocked: bool
    has_score: bool
    score: str
    is_rated: bool
    rated: str
    assessment_id: int


class Place(NamedTuple):
    """Where a customer stands under a policy, and what it has there.

    ``code`` is the list that it holds, if it is a key account; ``score`` its score, ``standing``
    where its figures lead; ``own`` and ``group`` are the limits that hold (:class:`limits.Held` or
    None), ``exposure`` what it owes and has ordered, ``used`` what is used up per source of a
    limit, ``stands`` how that compares. ``is_ordinary`` tells that it is no key account, nor
    about to become one.
    """

    code: str
    score: Decimal
    standing: simulation.Standing
    own: limits.Held
    group: limits.Held
    exposure: exposure.Exposure
    used: dict
    stands: exposure.Standing
    is_ordinary: bool


class Result(NamedTuple):
    """What a policy does to one customer: its places now and then, and how it moves."""

    customer: Customer
    now: Place
    then: Place
    move: str
    is_by_policy: bool
    is_disputed: bool


class Simulated(NamedTuple):
    """What a policy does to all customers.

    ``results`` are :class:`Result`, one for each customer with an account; ``added`` two dicts
    order id -> Decimal, now and then: what orders that were confirmed lately add to exposures;
    ``unmatched`` the names of criteria that no criterion of the scorecard answers to, as dicts
    language -> text.
    """

    results: list
    added: tuple
    unmatched: list


class KamCreditPortfolio(models.AbstractModel):
    """Answers what another policy would do to all customers of a legal entity.

    A few statements, whatever the number of customers; the rules are those of the evaluation, of
    limits and of the check, in plain values. Nothing is stored here, and nobody is asked who may
    know: callers have done so.

    ``kam_credit_portfolio_terms``: policies and scorecards in plain values.
    ``kam_credit_portfolio_limits``: limits and exposures on both sides.
    ``kam_credit_portfolio_orders``: which orders are held on either side.
    """

    _name = "kam.credit.portfolio"
    _description = "Customers under Another Credit Policy"

    @api.model
    def _simulate(self, company, now, then, criteria=None):
        """Return where customers stand under two policies.

        :param res.company company: a root
        :param rules.simulation.Terms now: the policy in force
        :param rules.simulation.Terms then: the other one
        :param criteria: those of the scorecard that goes with the other policy, as
            :meth:`_find_criteria` returns them; None for scores as they are
        :rtype: Simulated
        """
        for name, fnames in PORTFOLIO_FIELDS.items():
            self.env[name].flush_model(fnames)
        rows = self.env.execute_query(portfolio.customers(company.id))
        customers = [Customer(*row) for row in rows]
        stood, unmatched = self._stand(company, customers, now, then, criteria)
        results, added = self._place(company, customers, stood, now, then)
        return Simulated(
            [result for result in results if result.customer.account_id], added, unmatched
        )

    @api.model
    def _stand(self, company, customers, now, then, criteria):
        """Return where figures lead customers under both policies.

        :return: list of :class:`Stood`, in the order of the customers, and unmatched criteria
        """
        today = company._kam_today()
        sums_now = self._sums(company, customers, now.counting, today)
        sums_then = sums_now
        if now.counting != then.counting:
            sums_then = self._sums(company, customers, then.counting, today)
        days = window(today, now.counting.grace_days)
        # the days that figures look back to are the same whatever the grace
        is_complete = company._kam_credit_is_complete(days)
        scores, unmatched = self._rescore(customers, criteria)
        disputed = self._find_disputed(company, customers, sums_then, then, today)
        stood = []
        for customer in customers:
            debtor = simulation.Debtor(
                is_key=customer.state == "key",
                held=customer.held,
                has_score=customer.has_score,
                score=Decimal(customer.score),
                is_rated=customer.is_rated,
                rated=customer.rated,
                is_complete=is_complete,
                is_disputed=customer.partner_id in disputed,
            )
            score = scores.get(customer.assessment_id, debtor.score)
            of_now = sums_now.get(customer.partner_id, rating.NO_SUMS)
            of_then = sums_then.get(customer.partner_id, rating.NO_SUMS)
            stood.append(
                Stood(
                    debtor,
                    score,
                    simulation.stand(debtor, of_now, now),
                    simulation.stand(debtor._replace(score=score), of_then, then),
                )
            )
        return stood, unmatched

    @api.model
    def _sums(self, company, customers, counting, today):
        """Return what the ledger says of customers, asked as a policy counts."""
        ids = [customer.partner_id for customer in customers]
        return self.env["kam.credit.ledger"]._sums(
            company,
            window(today, counting.grace_days),
            ids if len(ids) <= FEW_DEBTORS else None,
            counting=counting,
        )

    @api.model
    def _find_disputed(self, company, customers, sums, terms, today):
        """Return the ids of debtors of whom so much is in dispute that nothing follows."""
        amounts = self.env["kam.credit.ledger"]._disputed_amounts(
            company,
            window(today, terms.counting.grace_days),
            [customer.partner_id for customer in customers],
        )
        return {
            debtor_id
            for debtor_id, found in amounts.items()
            if disputes.is_too_much(
                found.base,
                sums.get(debtor_id, rating.NO_SUMS).fulfilment.due,
                terms.dispute_share,
            )
        }

    @api.model
    def _place(self, company, customers, stood, now, then):
        """Return the results: with limits and exposures beside where customers stand.

        :param list stood: as :meth:`_stand` returns them
        :return: list of :class:`Result`, and what orders add as :class:`Simulated` has it
        :rtype: tuple
        """
        today = company._kam_today()
        moves = [simulation.follow(one.debtor, one.now, one.then) for one in stood]
        held = [customer.held for customer in customers]
        # only key accounts hold a list
        after = [
            code if customer.state == "key" else None
            for customer, (_move, code) in zip(customers, moves, strict=True)
        ]
        exposures, added = self._find_exposures(
            company,
            today,
            [as_asked(*pair, today) for pair in zip(customers, map(now.tier, held), strict=True)],
            [as_asked(*pair, today) for pair in zip(customers, map(then.tier, after), strict=True)],
        )
        is_ordinary = [customer.state == "ordinary" for customer in customers]
        # whoever loses the status is an ordinary customer from then on
        is_ordinary_then = [
            before or move == simulation.LOST
            for before, (move, _code) in zip(is_ordinary, moves, strict=True)
        ]
        owns = self._find_own_limits(
            company, customers, stood, (now, then), after, (is_ordinary, is_ordinary_then)
        )
        groups = self._find_groups(customers)
        sides = (
            (held, [(one.debtor.score, one.now) for one in stood], is_ordinary),
            (after, [(one.score, one.then) for one in stood], is_ordinary_then),
        )
        places = [
            _places(customers, *side, own, groups, of_side)
            for side, own, of_side in zip(sides, owns, exposures, strict=True)
        ]
        return [
            Result(
                customer,
                *both,
                move,
                simulation.is_by_policy(one.now, one.then),
                one.debtor.is_disputed,
            )
            for customer, both, one, (move, _code) in zip(
                customers, zip(*places, strict=True), stood, moves, strict=True
            )
        ], added


class Stood(NamedTuple):
    """What is known of a customer, its score by the other policy, and where both lead it."""

    debtor: simulation.Debtor
    score: Decimal
    now: simulation.Standing
    then: simulation.Standing


NOTHING = exposure.Exposure()


def as_asked(customer, tier, today):
    """Return a customer as the queries of exposures take it.

    :param Customer customer: the customer
    :param rules.simulation.TierTerms tier: the list that it holds, or None
    :param datetime.date today: the day of the check
    :rtype: queries.parties.Asked
    """
    return Asked(
        customer.partner_id,
        exposure.last_day(today, tier.horizon_days if tier else 0),
        exposure.overdue_before(today, tier.overdue_days if tier else OVERDUE_DAYS),
    )


def _places(customers, codes, ratings, is_ordinary, owns, groups, exposures):
    """Return the places of customers on one side, in their order."""
    places = []
    for customer, code, (score, standing), is_own_ordinary, own, used in zip(
        customers, codes, ratings, is_ordinary, owns, _used(customers, exposures), strict=True
    ):
        group = groups.get(customer.group_id)
        found = exposures.get(customer.partner_id, NOTHING)
        places.append(
            Place(
                code,
                score,
                standing,
                own,
                group,
                found,
                used,
                _stands(own, group, used),
                is_own_ordinary,
            )
        )
    return places


def _used(customers, exposures):
    """Return what is used up per source of a limit, for each customer."""
    totals = [exposures.get(customer.partner_id, NOTHING).total for customer in customers]
    by_group = {}
    for customer, total in zip(customers, totals, strict=True):
        if customer.group_id:
            by_group[customer.group_id] = by_group.get(customer.group_id, Decimal(0)) + total
    used = []
    for customer, total in zip(customers, totals, strict=True):
        of_customer = {limits.TIER: total, limits.TEMPORARY: total}
        if customer.group_id:
            of_customer[limits.GROUP] = by_group[customer.group_id]
        used.append(of_customer)
    return used


def _stands(own, group, used):
    """Return how a customer stands against the limit that binds."""
    held = limits.binding([own, group], used)
    if held is None:
        return exposure.standing(None, Decimal(0))
    return exposure.standing(held.amount, used[held.source])
