import logging

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.kam_management import transactions

from ...rules import fulfilment, overrides
from .kam_credit_override import FORMS

_logger = logging.getLogger(__name__)

BATCH_SIZE = 500
# An instalment paid later than that is bad.
LATE_DAYS = 60


class KamCreditOverride(models.Model):
    """What became of overrides, looked at once their twelve months are over."""

    _inherit = "kam.credit.override"

    @api.model
    def _cron_judge(self):
        """Judge the overrides whose twelve months are over."""
        job = transactions.as_job(self)
        transactions.run_batches(
            self.env, [(job._find_due(), job._judge)], size=BATCH_SIZE, logger=_logger
        )

    @api.model
    def _enter_past(self):
        """Enter what was approved before there was a register."""
        for model in FORMS:
            forms = self.env[model].search([("approval_state", "=", "approved")], order="id")
            self._enter(forms)

    @api.model
    def _find_due(self):
        """Return the open overrides whose time has passed, in the day of each company."""
        companies = self.env["res.company"].search([("parent_id", "=", False)])
        domain = Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("date_outcome", "<", company._kam_today())
            for company in companies
        )
        return self.search(domain & Domain("verdict", "=", overrides.OPEN), order="id")

    @api.model
    def _judge(self, rows):
        """Keep what became of overrides; three statements, whatever their number.

        :param kam.credit.override rows: those whose twelve months are over
        """
        for company, some in rows.exists().grouped("company_id").items():
            ledger = self.env["kam.credit.ledger"]
            cases = [(row.id, row.partner_id.id, *row._get_days()) for row in some]
            after = ledger._outcomes_of(company, cases)
            late = ledger._outcomes_of(company, cases, LATE_DAYS)
            downgraded = some._find_downgraded()
            policy = company._kam_credit_policy()
            today = company._kam_today()
            for row in some:
                vals = {
                    **row._prepare_outcome(after.get(row.id), late.get(row.id), policy),
                    "is_downgraded": row in downgraded,
                    "date_judged": today,
                }
                is_bad = any(
                    vals[name]
                    for name in ("is_late", "is_below", "is_downgraded", "amount_written_off")
                )
                vals["verdict"] = overrides.judge(
                    row.direction, True, bool(vals["count_due"]), is_bad
                )
                row._protected_write(vals)

    def _prepare_outcome(self, after, late, policy):
        """Return what the ledger says, as values of the row.

        :param after: the outcome of the twelve months, None without an instalment
        :param late: the same with days of delay let pass
        :param rules.fulfilment.Policy policy: the company's
        """
        return {
            "count_due": after.sums.count_due if after else 0,
            "is_below": bool(after) and fulfilment.is_below_threshold(after.sums, policy),
            "amount_written_off": float(after.written_off) if after else 0,
            "is_late": bool(late) and late.sums.count_honoured < late.sums.count_due,
        }

    def _find_downgraded(self):
        """Return those whose customer was downgraded within the time."""
        events = self.env["kam.credit.event"].search_fetch(
            [("kind", "=", "downgraded"), ("profile_id", "in", self.profile_id.ids)],
            ["profile_id", "date"],
        )
        by_profile = events.grouped("profile_id")
        return self.filtered(
            lambda row: any(
                row.date < row.company_id._kam_day_of(event.date) <= row.date_outcome
                for event in by_profile.get(row.profile_id, events.browse())
            )
        )
