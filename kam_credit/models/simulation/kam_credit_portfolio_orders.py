from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain

from ...queries import portfolio
from ...rules import checks
from ..hold.kam_credit_check import Asked
from .kam_credit_portfolio import Place, Result, as_asked

# Orders that were confirmed within so many days are looked at as if they were to be confirmed now.
CONFIRMED_DAYS = 30
ZERO = Decimal(0)


class Order(NamedTuple):
    """An order as the database knows it. See ``queries.portfolio``."""

    id: int
    debtor_id: int
    name: str
    is_confirmed: bool
    currency_id: int
    company_id: int


class Held(NamedTuple):
    """An order, and why it is held: codes of ``rules.checks`` now and then, empty where it is not.

    ``amount`` and ``amount_then`` are what it asks for, in company currency.
    """

    order: Order
    result: Result
    amount: Decimal
    amount_then: Decimal
    codes: list
    codes_then: list


class Judge(NamedTuple):
    """How orders of a customer are judged under a policy: its place there, what is done with them,
    and what is known of it whatever the order."""

    place: Place
    policy: str
    tolerated: Decimal
    is_blocked: bool
    has_broken_promise: bool = False
    lacks_document: bool = False


class KamCreditPortfolio(models.AbstractModel):
    """Which orders the check would hold, under both policies.

    Looked at are open quotations whose validity is not over, and orders that were confirmed within
    the last 30 days: each as if it were to be confirmed now, and the only one. What was released
    passes. Terms and prices that are better than granted are left aside: they are of the order, and
    not of the customer's credit.
    """

    _inherit = "kam.credit.portfolio"

    @api.model
    def _find_held(self, company, simulated, now, then):
        """Return the orders that are held on one side or on both.

        :param res.company company: a root
        :param Simulated simulated: as :meth:`_simulate` returns it
        :param rules.simulation.Terms now: the policy in force
        :param rules.simulation.Terms then: the other one
        :return: list of :class:`Held`
        """
        by_debtor, judges = {}, {}
        for result in simulated.results:
            pair = [
                _judge(result.customer, place, terms)
                for place, terms in ((result.now, now), (result.then, then))
            ]
            if any(pair):
                by_debtor[result.customer.partner_id] = result
                judges[result.customer.partner_id] = pair
        orders = self._find_orders(company, list(by_debtor))
        if not orders:
            return []
        amounts = self._find_amounts(company, orders, by_debtor, (now, then), simulated.added)
        self._add_facts(orders, by_debtor, judges)
        found = []
        for order in orders:
            needed = [of_side.get(order.id, ZERO) for of_side in amounts]
            codes = [
                _find_codes(order, judge, asks) if judge else []
                for judge, asks in zip(judges[order.debtor_id], needed, strict=True)
            ]
            if any(codes):
                found.append(Held(order, by_debtor[order.debtor_id], *needed, *codes))
        covered = self._find_covered(found)
        return [held for held in found if held.order.id not in covered]

    @api.model
    def _confirmed_from(self):
        """Return from when on confirmed orders are looked at."""
        return fields.Datetime.now() - timedelta(days=CONFIRMED_DAYS)

    @api.model
    def _find_orders(self, company, debtor_ids):
        if not debtor_ids:
            return []
        self.env["sale.order"].flush_model()
        ledger = self.env["kam.credit.ledger"]._exposure_ledger(company, company._kam_today())
        rows = self.env.execute_query(
            portfolio.orders(
                ledger.scope.company_ids, debtor_ids, company._kam_today(), self._confirmed_from()
            )
        )
        return [Order(*row) for row in rows]

    @api.model
    def _find_amounts(self, company, orders, by_debtor, policies, added):
        """Return what orders ask for under both policies: two dicts order id -> Decimal.

        :param tuple added: what is known by now of those that are confirmed, on both sides
        """
        now, then = policies
        today = company._kam_today()
        ledger = self.env["kam.credit.ledger"]
        unknown = [order for order in orders if order.id not in added[0]]
        rates = self._find_rates(company, unknown, today)

        def ask(some, asked, known):
            ids = [order.id for order in some if order.id not in known]
            wanted = set(ids)
            kept = {order_id: rate for order_id, rate in rates if order_id in wanted}
            of_orders = list(kept), list(kept.values())
            return known | ledger._commitments(company, today, asked, ids, of_orders)

        chosen = [by_debtor[debtor_id] for debtor_id in {order.debtor_id for order in orders}]
        asked_now = [
            as_asked(result.customer, now.tier(result.now.code), today) for result in chosen
        ]
        asked_then = [
            as_asked(result.customer, then.tier(result.then.code), today) for result in chosen
        ]
        amounts = ask(orders, asked_now, added[0])
        # what is overdue says nothing of what an order adds
        others = {
            after.debtor_id: after
            for before, after in zip(asked_now, asked_then, strict=True)
            if before.last_day != after.last_day
        }
        if not others:
            return amounts, amounts
        again = [order for order in orders if order.debtor_id in others]
        gone = {order.id for order in again}
        kept = {order_id: amount for order_id, amount in amounts.items() if order_id not in gone}
        return amounts, kept | ask(again, list(others.values()), added[1])

    @api.model
    def _find_rates(self, company, orders, today):
        """Return the rates that quotations in other currencies get when they are confirmed."""
        companies = self.env["res.company"].browse({order.company_id for order in orders})
        own = {one.id: one.sudo().currency_id for one in companies}  # sudo: no secret
        known, rates = {}, []
        for order in orders:
            key = order.company_id, order.currency_id
            if order.is_confirmed or order.currency_id == own[order.company_id].id:
                continue
            if key not in known:
                currencies = self.env["res.currency"]
                known[key] = currencies._get_conversion_rate(
                    own[order.company_id],
                    currencies.browse(order.currency_id),
                    companies.browse(order.company_id),
                    today,
                )
            rates.append((order.id, known[key]))
        return rates

    @api.model
    def _add_facts(self, orders, by_debtor, judges):
        """Tell the judges of whom promises are broken, and of whom documents lack.

        Both are the same whatever the policy.
        """
        # sudo: what holds a document does not depend on who asks
        profiles = (
            self.env["kam.credit.profile"]
            .sudo()
            .browse({by_debtor[order.debtor_id].customer.profile_id for order in orders})
        )
        profiles.fetch(["company_id", "date_file_complete", "partner_id"])
        broken = self.env["kam.credit.promise"].sudo()._find_broken(profiles)
        lacking = profiles._get_blocking_documents()
        for profile in profiles.browse().union(*broken, *lacking):
            judges[profile.partner_id.id] = [
                judge
                and judge._replace(
                    has_broken_promise=profile in broken, lacks_document=profile in lacking
                )
                for judge in judges[profile.partner_id.id]
            ]

    @api.model
    def _find_covered(self, found):
        """Return the ids of orders that a release lets pass."""
        # sudo: whether a document passes does not depend on who asks
        releases = (
            self.env["kam.credit.release"]
            .sudo()
            .search_fetch(
                Domain("order_id", "!=", False)
                # today is another day elsewhere
                & Domain("date_until", ">=", fields.Date.subtract(fields.Date.today(), days=1)),
                ["order_id"],
            )
        )
        released = set(releases.order_id.ids)
        profiles = self.env["kam.credit.profile"].sudo()  # sudo: as above
        asked = [
            Asked(
                order,
                profiles.browse(held.result.customer.profile_id),
                held.amount,
                held.amount,
                order._get_credit_value(),
            )
            for held in found
            if held.order.id in released
            and (order := self.env["sale.order"].sudo().browse(held.order.id))  # sudo: as above
        ]
        covered = self.env["kam.credit.release"]._find_covered(asked)
        return {order.id for order in covered}


def _judge(customer, place, terms):
    """Return how orders of a customer are judged under a policy; None where they are not.

    Its list says so, or what holds of ordinary customers.

    :param Customer customer: the customer
    :param Place place: where it stands under the policy
    :param rules.simulation.Terms terms: the policy
    :rtype: Judge
    """
    source = terms.tier(place.code) or (terms.ordinary if place.is_ordinary else None)
    policy = source.order_policy if source else None
    if not checks.is_looked_at(customer.is_blocked, policy):
        return None
    return Judge(place, policy, source.overdue_tolerated if source else ZERO, customer.is_blocked)


def _find_codes(order, judge, needed):
    """Return why an order is held under a policy; nothing where it is not.

    :param Order order: the order
    :param Judge judge: how orders of its customer are judged
    :param Decimal needed: what it asks for
    """
    place = judge.place
    in_exposure = needed if order.is_confirmed else ZERO
    codes = checks.find_codes(
        checks.Case(
            needed,
            checks.Room(
                place.own,
                place.group,
                {source: amount - in_exposure for source, amount in place.used.items()},
            ),
            place.exposure.overdue,
            judge.tolerated,
            judge.is_blocked,
            judge.has_broken_promise,
            judge.lacks_document,
        )
    )
    return codes if checks.is_held(codes, judge.policy) else []
