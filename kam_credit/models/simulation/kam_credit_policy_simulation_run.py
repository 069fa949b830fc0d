import hashlib

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.kam_management import transactions

from ...queries import arrays, portfolio
from ...rules import checks
from ...rules import simulation as rules

NO_LIST = "none"


class KamCreditPolicySimulation(models.Model):
    """Computing a simulation, and storing what came of it: one statement for all customers, one
    for all orders."""

    _inherit = "kam.credit.policy.simulation"

    @api.model
    def _simulate(self, company, policy=None):
        """Simulate an edition of the scheme, in place of what was simulated of it before.

        Whoever calls has checked who may.

        :param res.company company: a root
        :param kam.credit.policy policy: an edition of it; by default the settings in force
        :return: the simulation
        """
        # sudo: nobody writes simulations but this process
        own = self.sudo()
        policy_id = policy.id if policy else False
        found = own.search(
            [("company_id", "=", company.id), ("policy_id", "=", policy_id)], limit=1
        )
        if not found:
            found = own._protected_create([{"company_id": company.id, "policy_id": policy_id}])
        simulation = found.with_env(self.env)
        simulation._renew()
        return simulation

    def _renew(self):
        """Compute the simulation, of today and with both policies as they are now."""
        self.ensure_one()
        # sudo: as in _simulate; everything that is read counts, whoever may see it
        own = self.sudo()
        transactions.serialise(own)
        company = own.company_id
        now, then, criteria = own._get_policies()
        customers = self.env["kam.credit.portfolio"].sudo()  # sudo: as above
        simulated = customers._simulate(company, now, then, criteria)
        results = simulated.results
        held = customers._find_held(company, simulated, now, then)
        self._clear()
        self._store_lines(results, held, self._find_liftable(results, then))
        self._store_holds(held, (now, then))
        own._protected_write(
            {
                "user_id": self.env.uid,
                "date": company._kam_today(),
                "date_done": fields.Datetime.now(),
                "threshold_now": float(now.fulfilment.threshold),
                "threshold_then": float(then.fulfilment.threshold),
                "fingerprint": _take_fingerprint(now, then, criteria),
                "unmatched": simulated.unmatched,
            }
        )
        self.env.invalidate_all()

    def _get_policies(self):
        """Return the policy in force, the simulated one, and the criteria of its scorecard or None.

        :rtype: tuple
        """
        self.ensure_one()
        customers = self.env["kam.credit.portfolio"]
        now = customers._get_terms_in_force(self.company_id)
        policy = self.policy_id
        if not policy:
            return now, now, None
        then = customers._get_terms(policy.__getitem__, policy.tier_ids)
        card = policy.scorecard_id
        return now, then, customers._find_criteria(card) if card else None

    def _get_fingerprint(self):
        """Return what both policies say by now, in short."""
        return _take_fingerprint(*self._get_policies())

    def _find_liftable(self, results, then):
        """Return the ids of customers whom receipts that nobody has matched would save."""
        # sudo: as the nightly job does; receipts are told to nobody
        profiles = (
            self.env["kam.credit.profile"]
            .sudo()
            .browse(result.customer.profile_id for result in results if result.move == rules.LOST)
        )
        return set(
            profiles._liftable_by_receipts(self.company_id, then.fulfilment, then.counting).ids
        )

    # ------------------------------------------------------------------
    # storing
    # ------------------------------------------------------------------

    def _clear(self):
        for model in ("kam.credit.policy.simulation.line", "kam.credit.policy.simulation.hold"):
            self.env[model].flush_model()
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE simulation_id = %s",
                    SQL.identifier(self.env[model]._table),
                    self.id,
                )
            )

    def _store_lines(self, results, held, liftable):
        """Add a row for each customer, in one statement.

        :param list results: as ``kam.credit.portfolio._simulate`` finds them
        :param list held: as ``kam.credit.portfolio._find_held`` returns them
        :param set liftable: ids of profiles
        """
        if not results:
            return
        ids = [result.customer.profile_id for result in results]
        columns = {
            **self._prepare_customers([result.customer for result in results]),
            "urgency": arrays.integers([rules.MOVES.index(one.move) for one in results]),
            "move": arrays.texts([one.move for one in results]),
            "is_by_policy": arrays.ticks([one.is_by_policy for one in results]),
            "is_disputed": arrays.ticks([one.is_disputed for one in results]),
            "is_incomplete": arrays.ticks(
                [not one.then.standing.rating.is_complete for one in results]
            ),
            "has_receipts": arrays.ticks([profile_id in liftable for profile_id in ids]),
            "tier_led": arrays.texts([one.now.standing.code or NO_LIST for one in results]),
            "has_score": arrays.ticks([one.customer.has_score for one in results]),
        }
        for side in ("now", "then"):
            columns.update(self._prepare_side(results, side))
            columns.update(_prepare_held(ids, held, side))
        self.env.cr.execute(portfolio.insert("kam_credit_policy_simulation_line", columns))

    def _prepare_customers(self, customers):
        """Return the columns that say whose row it is."""
        count = len(customers)
        return {
            "simulation_id": arrays.integers([self.id] * count),
            "company_id": arrays.integers([self.company_id.id] * count),
            "profile_id": arrays.integers([one.profile_id for one in customers]),
            "partner_id": arrays.integers([one.partner_id for one in customers]),
            "account_id": arrays.integers([one.account_id for one in customers]),
            "unit_id": arrays.integers([one.unit_id for one in customers]),
            "account_state": arrays.texts([one.state for one in customers]),
        }

    def _prepare_side(self, results, side):
        """Return the columns of one side.

        :param str side: ``now`` or ``then``
        """
        places = [getattr(result, side) for result in results]
        ratings = [place.standing.rating for place in places]
        owns = [place.own for place in places]
        columns = {
            "tier": arrays.texts([_list_of(result, side) for result in results]),
            "reason": arrays.texts([one.reason for one in ratings]),
            "transaction_amount": arrays.amounts([one.transaction_amount for one in ratings]),
            "rate": arrays.amounts([one.rate or 0 for one in ratings]),
            "has_rate": arrays.ticks([one.rate is not None for one in ratings]),
            "is_below": arrays.ticks([one.is_below_threshold for one in ratings]),
            "score": arrays.amounts([place.score for place in places]),
            "limit": arrays.amounts(
                [own.amount if own and not own.is_unlimited else 0 for own in owns]
            ),
            "has_limit": arrays.ticks([own is not None for own in owns]),
            "is_unlimited": arrays.ticks([bool(own and own.is_unlimited) for own in owns]),
            "exposure": arrays.amounts([place.exposure.total for place in places]),
            "overdue": arrays.amounts([place.exposure.overdue for place in places]),
            "is_limited": arrays.ticks([place.stands.is_limited for place in places]),
            "available": arrays.amounts([place.stands.available for place in places]),
            "is_over": arrays.ticks([place.stands.is_over for place in places]),
        }
        return {f"{name}_{side}": values for name, values in columns.items()}

    def _store_holds(self, held, policies):
        """Add a row for each order that is held on either side, in one statement.

        :param list held: as ``kam.credit.portfolio._find_held`` returns them
        :param tuple policies: the one in force, and the other one
        """
        if not held:
            return
        columns = {
            "simulation_id": arrays.integers([self.id] * len(held)),
            "company_id": arrays.integers([self.company_id.id] * len(held)),
            "profile_id": arrays.integers([one.result.customer.profile_id for one in held]),
            "partner_id": arrays.integers([one.result.customer.partner_id for one in held]),
            "unit_id": arrays.integers([one.result.customer.unit_id for one in held]),
            "order_id": arrays.integers([one.order.id for one in held]),
            "document_name": arrays.texts([one.order.name for one in held]),
            "kind": arrays.texts(
                ["order" if one.order.is_confirmed else "quotation" for one in held]
            ),
            "amount": arrays.amounts([one.amount for one in held]),
            "amount_now": arrays.amounts([one.amount if one.codes else 0 for one in held]),
            "amount_then": arrays.amounts(
                [one.amount_then if one.codes_then else 0 for one in held]
            ),
            "is_held_now": arrays.ticks([bool(one.codes) for one in held]),
            "is_held_then": arrays.ticks([bool(one.codes_then) for one in held]),
            "codes_now": arrays.texts([",".join(one.codes) for one in held]),
            "codes_then": arrays.texts([",".join(one.codes_then) for one in held]),
        }
        columns["ordinary"] = arrays.texts([_tell_ordinary(one, policies) for one in held])
        self.env.cr.execute(portfolio.insert("kam_credit_policy_simulation_hold", columns))


def _list_of(result, side):
    """Return the list of a customer on one side: the one held, of others what figures lead to."""
    place = getattr(result, side)
    is_key = result.customer.state == "key"
    return (place.code if is_key else place.standing.code) or NO_LIST


def _tell_ordinary(held, policies):
    """Return what of an order hangs on how policies treat orders of ordinary customers."""
    places = held.result.now, held.result.then
    doors = [
        rules.Door(place.is_ordinary, terms.ordinary.order_policy == checks.HOLD, bool(codes))
        for place, terms, codes in zip(places, policies, (held.codes, held.codes_then), strict=True)
    ]
    return rules.tell_ordinary(*doors)


def _prepare_held(ids, held, side):
    """Return the columns of how many orders of each customer are held on one side, and how much.

    :param list ids: ids of profiles
    :param list held: the orders
    :param str side: ``now`` or ``then``
    """
    counts, amounts = {}, {}
    for one in held:
        codes, amount = (
            (one.codes, one.amount) if side == "now" else (one.codes_then, one.amount_then)
        )
        if codes:
            profile_id = one.result.customer.profile_id
            counts[profile_id] = counts.get(profile_id, 0) + 1
            amounts[profile_id] = amounts.get(profile_id, 0) + amount
    return {
        f"held_count_{side}": arrays.integers([counts.get(one, 0) for one in ids]),
        f"held_amount_{side}": arrays.amounts([amounts.get(one, 0) for one in ids]),
    }


def _take_fingerprint(now, then, criteria):
    """Return two policies and a scorecard in short: equal only where they are."""
    return hashlib.sha256(repr((now, then, criteria)).encode()).hexdigest()
