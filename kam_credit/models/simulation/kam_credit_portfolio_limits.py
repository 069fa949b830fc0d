from decimal import Decimal

from odoo import api, models

from ...queries import portfolio
from ...rules import limits, simulation


class KamCreditPortfolio(models.AbstractModel):
    """Limits and exposures of all customers, under both policies."""

    _inherit = "kam.credit.portfolio"

    @api.model
    def _find_exposures(self, company, today, asked_now, asked_then):
        """Return the exposures of customers under both policies, and what orders add to them.

        Those are asked again whose list counts orders or what is overdue in another way.

        :param asked_now: list of :class:`queries.parties.Asked`
        :param asked_then: the same customers, in the same order
        :return: two dicts debtor id -> :class:`rules.exposure.Exposure`, and two dicts order id ->
            Decimal, of orders that were confirmed lately
        :rtype: tuple
        """
        ledger = self.env["kam.credit.ledger"]
        orders = portfolio.confirmed(
            ledger._exposure_ledger(company, today).scope.company_ids, self._confirmed_from()
        )
        now, added = ledger._exposures_and_orders(company, today, asked_now, orders)
        others = [
            then for before, then in zip(asked_now, asked_then, strict=True) if before != then
        ]
        if not others:
            return (now, now), (added, added)
        again, added_again = ledger._exposures_and_orders(company, today, others, orders)
        other_ids = {one.debtor_id for one in others}
        kept = {debtor_id: found for debtor_id, found in now.items() if debtor_id not in other_ids}
        return (now, kept | again), (added, added | added_again)

    @api.model
    def _find_own_limits(self, company, customers, stood, policies, after, is_ordinary):
        """Return the customers' own limits under both policies.

        :param list stood: :class:`Stood` of each customer
        :param tuple policies: the policy in force, and the other one
        :param list after: the list that each customer holds under the other policy, or None
        :param tuple is_ordinary: who is an ordinary customer, now and under the other policy
        :return: two lists of :class:`rules.limits.Held` or None, in the order of the customers
        """
        temporary = self._find_temporary(company, customers)
        granted_now = [_granted_now(customer) for customer in customers]
        granted_then = self._grant(company, customers, stood, policies, granted_now, after)
        return tuple(
            [
                simulation.own_limit(
                    granted,
                    temporary.get(customer.profile_id),
                    policy.ordinary.held() if own else None,
                )
                for customer, granted, own in zip(customers, side, of_side, strict=True)
            ]
            for side, of_side, policy in zip(
                (granted_now, granted_then), is_ordinary, policies, strict=True
            )
        )

    @api.model
    def _find_temporary(self, company, customers):
        """Return the temporary limits that hold today: dict profile id -> Held."""
        # sudo: as kam.credit.profile._get_own_limits
        forms = self.env["kam.credit.temporary.limit"].sudo()
        profiles = self.env["kam.credit.profile"].browse(
            customer.profile_id for customer in customers if customer.held
        )
        held = forms._find_held(profiles, company._kam_today())
        return {
            profile.id: limits.Held(
                limits.TEMPORARY, Decimal(str(form.amount)), form.is_unlimited, form.id
            )
            for profile, form in held.items()
        }

    @api.model
    def _grant(self, company, customers, stood, policies, granted_now, after):
        """Return what the lists of customers grant under the other policy, None without a list."""
        now, then = policies
        unit = company._kam_credit_unit()
        capitals = self._find_capitals(then, customers, after)
        granted = []
        for customer, one, before, code in zip(customers, stood, granted_now, after, strict=True):
            tier, own = then.tier(code), now.tier(customer.held)
            if tier is None:
                granted.append(None)
                continue
            basis = {
                limits.TURNOVER: one.then.rating.transaction_amount,
                limits.CAPITAL: capitals.get(customer.profile_id),
            }.get(tier.formula.method)
            tolerance = then.limit_tolerance if one.debtor.is_complete else None
            formulas = own and own.formula, tier.formula
            granted.append(simulation.grant(before, formulas, basis, unit, tolerance, code))
        return granted

    @api.model
    def _find_capitals(self, then, customers, after):
        """Return the capital of customers whose list takes a share of it: dict profile id."""
        codes = {tier.code for tier in then.tiers if tier.formula.method == limits.CAPITAL}
        if not codes:
            return {}
        ids = [
            customer.profile_id
            for customer, code in zip(customers, after, strict=True)
            if code in codes
        ]
        # sudo: limits follow from the policy, whoever has them computed
        profiles = self.env["kam.credit.profile"].sudo().browse(ids)
        statements = profiles._find_capital_statements(then.capital_months)
        return {
            profile.id: profile._get_limit_basis(limits.CAPITAL, statement)
            for profile, statement in statements.items()
        }

    @api.model
    def _find_groups(self, customers):
        """Return the limits of the credit groups of customers: dict group id -> Held."""
        # sudo: what limits a customer is told to whoever reads its figures
        groups = (
            self.env["kam.credit.group"]
            .sudo()
            .browse({customer.group_id for customer in customers if customer.group_id})
        )
        return {
            group.id: limits.Held(
                limits.GROUP, Decimal(str(group.credit_limit)), group.has_unlimited_credit, group.id
            )
            for group in groups
        }


def _granted_now(customer):
    """Return what a customer's list grants today; None without a list."""
    if not customer.held:
        return None
    return simulation.Granted(customer.held, Decimal(customer.limit), customer.is_unlimited)
