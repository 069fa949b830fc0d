from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.tools import SQL

# working days that the area has to assess a customer to whom something happened
DAYS_AFTER_EVENT = 10
# from this share of the limit on a customer is looked at
LIMIT_SHARE = 0.9
STATEMENT_MONTHS = 12


class KamCreditProfile(models.Model):
    """What happens that asks for another assessment before its time: the first late payment,
    statements older than a year, a credit limit that is nearly used up."""

    _inherit = "kam.credit.profile"

    def _on_figures_stored(self):
        """See the base method: look for what asks for another assessment."""
        result = super()._on_figures_stored()
        self._watch_assessments()
        return result

    def _watch_assessments(self):
        """Let the area assess those of the customers to whom something has happened, once."""
        assessed = self.filtered(
            lambda profile: profile.assessment_id and profile.reassess_code in (False, "period")
        )
        found = {
            **dict.fromkeys(assessed._filter_limit_used(), "limit"),
            **dict.fromkeys(assessed._filter_old_statements(), "statement"),
            **dict.fromkeys(assessed._filter_first_late(), "late"),
        }
        for profile, code in found.items():
            company = profile.company_id
            due = company._kam_due(company._kam_today(), DAYS_AFTER_EVENT, "working")
            if not profile.open_assessment_id and (
                not profile.date_reassess or due < profile.date_reassess
            ):
                profile._owe_assessment(due, code)

    def _filter_first_late(self):
        """Return those who paid late now, and had paid everything on time when assessed."""
        return self.filtered(
            lambda profile: (
                not profile.assessment_id.count_late and profile.count_due > profile.count_honoured
            )
        )

    def _filter_old_statements(self):
        """Return those whose assessment rests on statements that are older than a year by now."""
        # sudo: how old the file is hangs on no reader
        newest = dict(
            self.env["kam.financial.statement"]
            .sudo()
            ._read_group(
                [("account_id", "in", self.account_id.ids)], ["account_id"], ["date_to:max"]
            )
        )
        oldest = {
            company: company._kam_today() - relativedelta(months=STATEMENT_MONTHS)
            for company in self.company_id
        }
        return self.filtered(
            lambda profile: (
                profile.account_id in newest
                and newest[profile.account_id] < oldest[profile.company_id]
            )
        )

    def _filter_limit_used(self):
        """Return those whose open receivables use up most of their credit limit."""
        granted = self._get_watched_limits()
        found = self.browse()
        for company, profiles in self.browse().union(*granted).grouped("company_id").items():
            used = profiles._find_open_receivables(company)
            found |= profiles.filtered(
                lambda profile, used=used: (
                    used.get(profile.partner_id.id, 0) > LIMIT_SHARE * granted[profile]
                )
            )
        return found

    def _get_watched_limits(self):
        """Return the credit limits of those who have one: dict profile -> company currency.

        To be overridden.
        """
        return {
            profile: profile.credit_limit
            for profile in self
            if profile.credit_limit and not profile.has_unlimited_credit
        }

    def _find_open_receivables(self, company):
        """Return what is posted and open of each debtor: dict partner id -> company currency.

        :param res.company company: a root; its branches' ledgers count as well
        """
        scope = self.env["kam.credit.ledger"]._scope(company)
        self.env["account.move.line"].flush_model(
            ["account_id", "amount_residual", "parent_state", "partner_id", "reconciled"]
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner.commercial_partner_id, SUM(line.amount_residual)
                  FROM account_move_line AS line
                  JOIN res_partner AS partner ON partner.id = line.partner_id
                 WHERE partner.commercial_partner_id = ANY(%(partners)s)
                   AND line.account_id IN %(accounts)s
                   AND line.company_id IN %(companies)s
                   AND line.parent_state = 'posted'
                   AND line.reconciled IS NOT TRUE
              GROUP BY partner.commercial_partner_id
                """,
                partners=self.partner_id.ids,
                accounts=scope.claim_ids,
                companies=scope.company_ids,
            )
        )
        return {partner_id: float(amount) for partner_id, amount in rows}
