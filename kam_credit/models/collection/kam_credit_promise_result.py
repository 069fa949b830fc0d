import logging
from datetime import timedelta
from decimal import Decimal
from operator import methodcaller
from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.kam_management import arguments, transactions
from odoo.addons.kam_management.wording import labelled

from ...rules import promises as rules

_logger = logging.getLogger(__name__)

BATCH_SIZE = 500
# For so many days it is looked at again what became of a promise: money is allocated late, and
# taken back by the bank.
REVIEW_DAYS = 90


class Found(NamedTuple):
    """What the ledger says of a promise: what came for it, and what is still missing of it.

    ``idle`` is what the customer has paid besides, and nobody has matched with anything.
    """

    came: rules.Came
    missing: Decimal
    idle: Decimal


class Reliability(NamedTuple):
    """How a customer has kept its promises so far; amounts are company currency."""

    kept: int
    partly: int
    broken: int
    amount_promised: Decimal
    amount_kept: Decimal


class KamCreditPromise(models.Model):
    """What became of promises, found from clearing; see ``rules/promises.py``."""

    _inherit = "kam.credit.promise"

    # ------------------------------------------------------------------
    # what the ledger says
    # ------------------------------------------------------------------

    @api.model
    def _find_money(self, asked):
        """Return what the ledger says of promises: dict promise -> Found.

        Promises of a customer that run at the same time are looked at together, because money
        counts once. One statement for the ledger of each company.

        :param kam.credit.promise asked: promises; those that were withdrawn are left out
        """
        # sudo: which promises there are, and what came, counts for whoever asks
        promises = self.sudo().search_fetch(
            [
                ("profile_id", "in", asked.sudo().profile_id.ids),
                ("state", "!=", rules.WITHDRAWN),
                # what was over before any of them took none of their money
                ("date_until", ">=", min(asked.sudo().mapped("date_promised"))),
            ],
            ["profile_id", "partner_id", "company_id", "date_promised", "date_until", "amount"],
        )
        item_ids = promises._find_line_ids()
        found = {}
        for company, some in promises.grouped("company_id").items():
            receipts, owed = self.env["kam.credit.ledger"]._receipts(
                company, some.partner_id.ids, min(some.mapped("date_promised"))
            )
            today = company._kam_today()
            for partner, own in some.grouped("partner_id").items():
                terms = {promise.id: promise._as_terms(item_ids) for promise in own}
                came, idle = rules.allocate(terms.values(), receipts.get(partner.id, ()), today)
                for promise in own:
                    found[promise] = Found(
                        came[promise.id],
                        rules.missing(
                            terms[promise.id].amount,
                            came[promise.id],
                            _sum_owed(owed[partner.id], terms[promise.id].item_ids),
                        ),
                        idle,
                    )
        return found

    def _as_terms(self, item_ids):
        """Return what was promised, for the rules.

        :param dict item_ids: promise id -> ids of the instalments that it is about
        """
        return rules.Promise(
            self.id,
            self.date_promised,
            self.date_until,
            self._as_decimal(self.amount),
            frozenset(item_ids[self.id]),
        )

    def _as_decimal(self, amount):
        """Return an amount of the company's currency exactly."""
        return Decimal(f"{amount:.{self.currency_id.decimal_places}f}")

    # ------------------------------------------------------------------
    # what others ask
    # ------------------------------------------------------------------

    @api.model
    def _find_broken(self, profiles):
        """Return the promises that were not or only partly kept, and are still unpaid today.

        Unpaid is what has not come by now either, as far as it is still owed. Asked of customers
        who broke none, it costs one query, else the same few for all of them.

        :param kam.credit.profile profiles: the customers
        :return: dict profile -> list of ``(promise, Decimal)``: superuser records, and what has not
            come of each, in company currency; of customers who have some
        :rtype: dict
        """
        return {
            profile: [(promise, found.missing) for promise, found in lacking]
            for profile, lacking in self._find_lacking(profiles).items()
        }

    @api.model
    def _find_lacking(self, profiles):
        """Return the promises of :meth:`_find_broken`, with what the ledger says of each.

        :param kam.credit.profile profiles: the customers
        :return: dict profile -> list of ``(promise, Found)``
        :rtype: dict
        """
        lacking = self.sudo().search_fetch(  # sudo: as in _find_money
            [("profile_id", "in", profiles.ids), ("state", "in", rules.LACKING)],
            ["profile_id", "date_promised"],
        )
        if not lacking:
            return {}
        found = self._find_money(lacking)
        unpaid = lacking.filtered(lambda promise: found[promise].missing > 0)
        return {
            profile.with_env(profiles.env): [(promise, found[promise]) for promise in promises]
            for profile, promises in unpaid.grouped("profile_id").items()
        }

    @api.model
    def _find_reliability(self, profiles):
        """Return how customers kept their promises: those that were judged, nothing else.

        :param kam.credit.profile profiles: the customers
        :return: dict profile -> ``(kept, partly, broken, amount promised, amount kept in time)``,
            of customers about whom something was found
        :rtype: dict
        """
        rows = self.sudo()._read_group(  # sudo: as in _find_money
            [("profile_id", "in", profiles.ids), ("state", "in", rules.JUDGED)],
            ["profile_id", "state"],
            ["__count", "amount:sum", "amount_kept:sum"],
        )
        counts, sums = {}, {}
        for profile, state, count, promised, kept in rows:
            counts.setdefault(profile.id, dict.fromkeys(rules.JUDGED, 0))[state] = count
            before = sums.get(profile.id, (Decimal(0), Decimal(0)))
            sums[profile.id] = (before[0] + _exact(promised), before[1] + _exact(kept))
        return {
            profile: Reliability(
                *(counts[profile.id][state] for state in rules.JUDGED), *sums[profile.id]
            )
            for profile in profiles
            if profile.id in counts
        }

    # ------------------------------------------------------------------
    # judging
    # ------------------------------------------------------------------

    def _judge(self):
        """Write down what became of promises, as far as it is other than what stands there."""
        if not self:
            return
        found = self._find_money(self)
        todays = {company: company._kam_today() for company in self.company_id}
        for promise in self.sudo().exists():  # sudo: what was found is written by the process
            if promise in found:
                promise._take_result(found[promise].came, todays[promise.company_id])

    def _take_result(self, came, today):
        # shares of an entry may end in thirds of a cent
        in_time = self._as_decimal(came.in_time)
        state = rules.result(
            self._as_decimal(self.amount), in_time, is_over=self.date_until < today
        )
        vals = {"state": state, "amount_kept": float(in_time)}
        if state != self.state:
            vals["date_judged"] = state != rules.OPEN and today
        if any(self[name] != value for name, value in vals.items()):
            was_open = self.state == rules.OPEN
            self._protected_write(vals)
            if was_open and state != rules.OPEN:
                self._close_following()
            elif state == rules.OPEN and not was_open:
                self._open_following()

    @api.model
    def _get_judged_domain(self, company):
        """Return the domain of the promises that money may still change.

        :param res.company company: the legal entity
        """
        first = company._kam_today() - timedelta(days=REVIEW_DAYS)
        return Domain("company_id", "=", company.id) & (
            Domain("state", "=", rules.OPEN)
            | Domain("state", "in", rules.JUDGED) & Domain("date_until", ">=", first)
        )

    @api.model
    def _cron_judge(self):
        """Find what became of promises, every night and as soon as money has come."""
        job = transactions.as_job(self)
        companies = self.env["res.company"].search([("parent_id", "=", False)])
        parts = [
            (found, methodcaller("_judge"))
            for company in companies
            if (found := job.search(job._get_judged_domain(company), order="profile_id, id"))
        ]
        transactions.run_batches(self.env, parts, size=BATCH_SIZE, logger=_logger)

    @api.model
    def _on_money(self, partners):
        """Let the job look at promises soon, if somebody who paid has promised to.

        :param res.partner partners: whose receivables were booked on or matched
        """
        # sudo: whoever books need neither read promises nor look after jobs
        if partners and self.sudo().search_count(
            [
                ("partner_id", "in", partners.commercial_partner_id.ids),
                ("state", "in", (rules.OPEN, *rules.LACKING)),
            ],
            limit=1,
        ):
            self.env.ref("kam_credit.ir_cron_kam_credit_promise").sudo()._trigger()

    # ------------------------------------------------------------------
    # withdrawing
    # ------------------------------------------------------------------

    def action_withdraw(self, reason=""):
        """Take promises back that do not hold any more: nothing is found about them.

        :param str reason: why, not blank
        :return: True
        :raise UserError: without a reason, and for what is not open, or past its last day
        :raise AccessError: for everybody but accounting and who looks after the customer's credit
        """
        self.check_access("write")
        self._check_may_collect(self.profile_id)
        label = self._get_label("withdraw_reason")
        reason = arguments.text(self.env, label, reason)
        for promise in self:
            promise._serialise()
            promise._check_withdrawable()
            if not reason:
                raise UserError(
                    self.env._(
                        "“%(field)s” is empty: say why %(promise)s does not hold any more.",
                        field=label,
                        promise=promise.display_name,
                    )
                )
            promise._protected_write({"state": rules.WITHDRAWN, "withdraw_reason": reason})
            # sudo: a process speaks
            promise.sudo()._message_log(body=labelled(self.env, self.env._("Withdrawn"), reason))
        self.env["kam.deadline"]._cancel(self, "not_needed")
        return True

    def _check_withdrawable(self):
        """Refuse what is not open any more: what was not kept is not taken back.

        :raise UserError: naming the promise
        """
        if self.state != rules.OPEN or self.is_late:
            raise UserError(
                self.env._(
                    "%s is not open any more: only what is still to be kept is withdrawn.",
                    self.display_name,
                )
            )

    def action_open_withdrawal(self):
        """Open the dialog that asks why promises are withdrawn.

        :return: a window action
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Withdraw the Promise"),
            "res_model": "kam.credit.promise.withdraw",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_promise_ids": self.ids},
        }


def _exact(amount):
    return Decimal(str(amount or 0))


def _sum_owed(owed, item_ids):
    """Return what is open of some instalments, of all where a promise names none."""
    return sum(
        (amount for item_id, amount in owed.items() if not item_ids or item_id in item_ids),
        Decimal(0),
    )
