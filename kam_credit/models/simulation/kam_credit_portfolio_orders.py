from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from odoo import api, fields, models

from ...queries import portfolio
from ...rules import checks
from ..hold.kam_credit_check import Asked
from .kam_credit_portfolio import Result, as_asked

# Orders that were confirmed within so many days are looked at as if they were to be confirmed now.
CONFIRMED_DAYS = 30


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


class KamCreditPortfolio(models.AbstractModel):
    """Which orders the check would hold, under both policies.

    Looked at are open quotations whose validity is not over, and orders that were confirmed within
    the last 30 days: each as if it were to be confirmed now, and the only one. What was released
    passes. Terms and prices that are better than granted are left aside: they are of the order, and
    not of the customer's credit.
    """

    _inherit = "kam.credit.portfolio"

    @api.model
    def _find_held(self, company, results, now, then):
        """Return the orders that are held on one side or on both.

        :param res.company company: a root
        :param list results: as :meth:`_simulate` returns them
        :param rules.simulation.Terms now: the policy in force
        :param rules.simulation.Terms then: the other one
        :return: list of :class:`Held`
        """
        by_debtor = {
            result.customer.partner_id: result
            for result in results
            if any(
                checks.is_looked_at(result.customer.is_blocked, _policy(place, terms))
                for place, terms in ((result.now, now), (result.then, then))
            )
        }
        orders = self._find_orders(company, list(by_debtor))
        if not orders:
            return []
        amounts = self._find_amounts(company, orders, by_debtor, now, then)
        facts = self._find_facts(orders, by_debtor)
        found = []
        for order in orders:
            result = by_debtor[order.debtor_id]
            needed = [of_side.get(order.id, Decimal(0)) for of_side in amounts]
            codes = [
                _find_codes(order, result.customer, place, terms, asks, facts)
                for place, terms, asks in zip(
                    (result.now, result.then), (now, then), needed, strict=True
                )
            ]
            if any(codes):
                found.append(Held(order, result, *needed, *codes))
        covered = self._find_covered(found)
        return [held for held in found if held.order.id not in covered]

    @api.model
    def _find_orders(self, company, debtor_ids):
        if not debtor_ids:
            return []
        self.env["sale.order"].flush_model()
        ledger = self.env["kam.credit.ledger"]._exposure_ledger(company, company._kam_today())
        first = fields.Datetime.now() - timedelta(days=CONFIRMED_DAYS)
        rows = self.env.execute_query(
            portfolio.orders(ledger.scope.company_ids, debtor_ids, company._kam_today(), first)
        )
        return [Order(*row) for row in rows]

    @api.model
    def _find_amounts(self, company, orders, by_debtor, now, then):
        """Return what orders ask for under both policies: two dicts order id -> Decimal."""
        today = company._kam_today()
        ledger = self.env["kam.credit.ledger"]
        rates = self._find_rates(company, orders, today)

        def ask(some, asked):
            ids = [order.id for order in some]
            wanted = set(ids)
            kept = {order_id: rate for order_id, rate in rates if order_id in wanted}
            of_orders = list(kept), list(kept.values())
            return ledger._commitments(company, today, asked, ids, of_orders)

        chosen = [by_debtor[debtor_id] for debtor_id in {order.debtor_id for order in orders}]
        asked_now = [
            as_asked(result.customer, now.tier(result.now.code), today) for result in chosen
        ]
        asked_then = [
            as_asked(result.customer, then.tier(result.then.code), today) for result in chosen
        ]
        amounts = ask(orders, asked_now)
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
        return amounts, kept | ask(again, list(others.values()))

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
    def _find_facts(self, orders, by_debtor):
        """Return of whom promises are broken, and of whom documents lack: two sets of profile ids.

        They are the same whatever the policy.
        """
        # sudo: what holds a document does not depend on who asks
        profiles = (
            self.env["kam.credit.profile"]
            .sudo()
            .browse({by_debtor[order.debtor_id].customer.profile_id for order in orders})
        )
        promises = self.env["kam.credit.promise"].sudo()._find_broken(profiles)
        documents = profiles._get_blocking_documents()
        return {profile.id for profile in promises}, {profile.id for profile in documents}

    @api.model
    def _find_covered(self, found):
        """Return the ids of orders that a release lets pass."""
        # sudo: whether a document passes does not depend on who asks
        releases = (
            self.env["kam.credit.release"]
            .sudo()
            .search_fetch([("order_id", "in", [held.order.id for held in found])], ["order_id"])
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


def _find_source(place, terms):
    """Return what a policy says of a customer's orders: its list, or what holds of ordinary ones;
    None where nothing does."""
    return terms.tier(place.code) or (terms.ordinary if place.is_ordinary else None)


def _policy(place, terms):
    source = _find_source(place, terms)
    return source.order_policy if source else None


def _find_codes(order, customer, place, terms, needed, facts):
    """Return why an order is held under a policy; nothing where it is not.

    :param rules.simulation.Terms terms: the policy
    :param Decimal needed: what the order asks for
    :param facts: as :meth:`KamCreditPortfolio._find_facts` returns them
    """
    source = _find_source(place, terms)
    policy = source.order_policy if source else None
    if not checks.is_looked_at(customer.is_blocked, policy):
        return []
    in_exposure = needed if order.is_confirmed else Decimal(0)
    used = {source: amount - in_exposure for source, amount in place.used.items()}
    promises, documents = facts
    codes = checks.find_codes(
        checks.Case(
            needed=needed,
            room=checks.Room(place.own, place.group, used),
            overdue=place.exposure.overdue,
            tolerated=source.overdue_tolerated if source else Decimal(0),
            is_blocked=customer.is_blocked,
            has_broken_promise=customer.profile_id in promises,
            lacks_document=customer.profile_id in documents,
        )
    )
    return codes if checks.is_held(codes, policy) else []
