import logging
from collections import defaultdict
from decimal import Decimal
from operator import methodcaller

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.kam_management import transactions, wording

from ...rules import fulfilment, receipts
from ...rules.windows import window

_logger = logging.getLogger(__name__)

# The duty of accounting.
ALLOCATION = "credit_allocation"
# Working days that accounting has to allocate receipts before a downgrade.
ALLOCATION_DAYS = 2


class KamCreditProfile(models.Model):
    """The automatic downgrade (scheme, credit management, section 4.2).

    A key account whose contract fulfilment rate is below the threshold becomes an ordinary
    customer. If receipts that nobody has allocated yet could lift the rate to the threshold,
    accounting gets a task first; then the rate is computed again.
    """

    _inherit = "kam.credit.profile"

    @api.model
    def _act_on_figures(self, company, debtor_ids):
        """Do what follows from figures that were just stored: ask for allocation, downgrade.

        While automatic downgrades are off, or figures are incomplete, nothing follows. What is
        refused for one customer is named on its profile, stays for the next run and holds nobody
        up.

        :param res.company company: whose profiles
        :param list debtor_ids: ids of commercial partners
        :return: profiles downgraded
        """
        domain = [("company_id", "=", company.id), ("partner_id", "in", debtor_ids)]
        # sudo: the evaluation acts for the company; who may start it was checked
        profiles = self.sudo()
        recovered = profiles.search(
            [*domain, ("date_allocation_due", "!=", False), ("is_below_threshold", "=", False)]
        )
        recovered._end_allocation(is_settled=True)
        falling = profiles.browse()
        if company._kam_credit_acts():
            falling = profiles.search(Domain(domain) & self._get_falling_domain())
        asked = profiles.search([*domain, ("date_allocation_due", "!=", False)])
        (asked - falling)._end_allocation()
        waiting = falling._liftable_by_receipts(company)._await_allocation()
        downgraded, refused = transactions.run_together(
            falling - waiting, methodcaller("_downgrade")
        )
        for profile, error in refused:
            _logger.warning("%s could not be downgraded: %s", profile.display_name, error)
            transactions.note_failure(profile, error)
        profiles.search([*domain, ("account_id.state", "=", "key")])._on_figures_stored()
        return profiles.browse().union(*downgraded).with_env(self.env)

    def _on_figures_stored(self):
        """Do what follows from new figures of key accounts that remain so. To be overridden."""

    # ------------------------------------------------------------------
    # guard for unallocated receipts
    # ------------------------------------------------------------------

    def _liftable_by_receipts(self, company, policy=None, counting=None):
        """Return the profiles whose unallocated receipts would lift the rate to the threshold.

        Found by the same calculation as the rate, with everything allocated, the oldest first.

        :param rules.fulfilment.Policy policy: another policy than the company's
        :param rules.fulfilment.Counting counting: what that asks of the ledger
        """
        ledger = self.env["kam.credit.ledger"]
        debtor_ids = self.partner_id.ids
        credits = ledger._unallocated(company, debtor_ids) if debtor_ids else {}
        if not credits:
            return self.browse()
        policy = policy or company._kam_credit_policy()
        counting = counting or company._kam_credit_counting()
        days = window(company._kam_today(), counting.grace_days)
        items = defaultdict(list)
        for row in ledger._instalments(company, days, list(credits), counting):
            items[row["debtor_id"]].append(
                receipts.OpenItem(
                    row["date_due"],
                    row["last_day"],
                    Decimal(row["base"]),
                    Decimal(row["on_time"]),
                    # a history line is in no ledger: nothing can be allocated to it
                    Decimal(row["open"] if row["line_id"] > 0 else 0),
                    row["currency_id"],
                    Decimal(row["open_currency"]),
                )
            )

        def is_lifted(debtor_id):
            allocated = receipts.allocate(items[debtor_id], credits[debtor_id])
            sums = receipts.sums(allocated, counting.honoured_share)
            return not fulfilment.is_below_threshold(sums, policy)

        return self.filtered(
            lambda profile: profile.partner_id.id in credits and is_lifted(profile.partner_id.id)
        )

    def _await_allocation(self):
        """Ask accounting to allocate the receipts of customers, once for each.

        :return: the profiles for which there is still time
        """
        asked = self.filtered("date_allocation_due")
        in_time = self.browse()
        for company, profiles in self.grouped("company_id").items():
            today = company._kam_today()
            in_time |= (profiles & asked).filtered(
                lambda profile, today=today: today <= profile.date_allocation_due
            )
            if fresh := profiles - asked:
                due = company._kam_due(today, ALLOCATION_DAYS, "working")
                fresh._open_allocation(due)
                in_time |= fresh._protected_write({"date_allocation_due": due})
        return in_time

    def _open_allocation(self, due):
        """Let accounting owe the allocation of the receipts until a day.

        :param date due: the last day
        """
        people = {company: company._kam_credit_allocation_user().ids for company in self.company_id}
        self.env["kam.deadline"]._open(
            [
                profile._prepare_duty_vals(ALLOCATION, due, user_ids=people[profile.company_id])
                for profile in self
            ]
        )

    @api.model
    def _find_duty_users(self, deadlines):
        """See the base method: accounting allocates receipts."""
        people = super()._find_duty_users(deadlines)
        for duty in deadlines.filtered(lambda duty: duty.code == ALLOCATION):
            people[duty] = duty.company_id._kam_credit_allocation_user()
        return people

    @api.model
    def _describe_duties(self, deadlines, documents):
        """See the base method: what accounting is asked for; nothing of what follows from it."""
        told = super()._describe_duties(deadlines, documents)
        for duty in deadlines.filtered(lambda duty: duty.code == ALLOCATION):
            told[duty] = {"why": self.env._("Receipts wait to be matched with invoices")}
        return told

    def _get_duty_title(self):
        """See the base method: the customer, and no figure, which accounting may not know."""
        return self.partner_id.display_name

    def action_open_receipts(self):
        """Open what the customer's receivables hold that is matched to nothing.

        :return: a window action
        :raise AccessError: for everybody but accounting
        """
        self.ensure_one()
        self.env["account.move.line"].check_access("read")
        # sudo: whose receipts are to be allocated is told to accounting; figures are not
        profile = self.sudo()
        receipts = [
            ("partner_id", "child_of", profile.partner_id.ids),
            ("company_id", "=", profile.company_id.id),
            ("account_id.account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
        ]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open Receipts"),
            "res_model": "account.move.line",
            "view_mode": "list,form",
            "domain": receipts,
        }

    def _end_allocation(self, is_settled=False):
        """End the wait for receipts to be allocated.

        :param bool is_settled: whether they were allocated; otherwise nobody needs them any more
        """
        if not self:
            return
        deadlines = self.env["kam.deadline"]
        if is_settled:
            deadlines._close(self, ALLOCATION)
        else:
            deadlines._cancel(self, "not_needed", ALLOCATION)
        self._protected_write({"date_allocation_due": False})

    # ------------------------------------------------------------------
    # downgrade
    # ------------------------------------------------------------------

    def _downgrade(self):
        """Make key accounts ordinary customers; the figures behind it are kept for good.

        Set-based: many at once cost the database little more than one.

        :return: the profiles
        """
        snapshots = self.env["kam.credit.snapshot"]._take(self)
        events = self.env["kam.credit.event"]._record_each(
            {
                profile: {
                    "kind": "downgraded",
                    "reason": profile._get_downgrade_reason(),
                    "tier_from": profile.tier_id,
                    "snapshot_id": snapshots[profile].id,
                }
                for profile in self
            }
        )
        self._end_tier()
        # The account's history is read by people who may not know the figures.
        self.account_id._downgrade(
            "credit",
            wording.worded("below_threshold"),
            documents={profile.account_id.id: event for profile, event in events.items()},
        )
        return self

    def _get_downgrade_reason(self):
        self.ensure_one()
        return wording.worded(
            "below_threshold",
            rate=wording.percent(self.fulfilment_rate, digits=4),
            # sudo: the threshold is part of the reason, which goes to credit readers
            threshold=wording.percent(self.company_id.sudo().kam_credit_threshold),
            on_time=wording.amount(self.amount_on_time, self.currency_id),
            due=wording.amount(self.amount_due, self.currency_id),
        )
