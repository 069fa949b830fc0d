import hashlib
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ...rules.windows import window

# However little changes, figures are computed as often as this.
SWEEP_DAYS = 7


class KamCreditProfile(models.Model):
    """Which figures still hold on another day, without being computed again."""

    _inherit = "kam.credit.profile"

    @api.model
    def _get_figures_basis(self, company, scope=None):
        """Return a word for all that figures of today follow from beside ledger and customer.

        Policy, tiers, what accounts mean, whether figures are complete, and the addon itself.

        :param res.company company: a root
        :param Scope scope: what ``kam.credit.ledger._scope`` says of it, for who knows
        :rtype: str
        """
        scope = scope or self.env["kam.credit.ledger"]._scope(company)
        # sudo: figures follow from the policy, whoever has them computed
        policy = company.sudo()
        days = window(company._kam_today(), policy.kam_credit_grace_days)
        policy.flush_model()
        self.env["kam.credit.tier"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT 'version', latest_version
                  FROM ir_module_module
                 WHERE name = 'kam_credit'
             UNION ALL
                SELECT setting.key, setting.value
                  FROM res_company AS company
            CROSS JOIN LATERAL jsonb_each_text(to_jsonb(company)) AS setting
                 WHERE company.id = %(company)s
                   AND (setting.key LIKE %(own)s OR setting.key = 'currency_id')
             UNION ALL
                SELECT tier.id::text,
                       (to_jsonb(tier) - 'write_date' - 'write_uid')::text
                  FROM kam_credit_tier AS tier
                 WHERE tier.company_id = %(company)s
              ORDER BY 1
                """,
                company=company.id,
                own="kam_credit_%",
            )
        )
        known = (
            rows,
            scope._replace(disputed=()),
            company._kam_credit_is_complete(days),
        )
        return hashlib.sha256(repr(known).encode()).hexdigest()[:16]

    @api.model
    def _keep_unchanged(self):
        """Let the figures of whom nothing has changed be those of today.

        Whom something was changed for keeps figures that rest on nothing, until they are computed.

        :return: how many customers keep their figures
        """
        touches = self.env["kam.credit.touch"]
        self.env["kam.credit.ledger"]._flush()
        self.flush_model()
        found, row_ids = touches._read()
        kept = 0
        for (company,) in self._read_group([], ["company_id"]):
            scope = self.env["kam.credit.ledger"]._scope(company)
            if row_ids:
                self._doubt_figures(company, touches._find_touched(scope, found))
            kept += self._move_figures(company, scope)
        touches._forget(row_ids)
        self.invalidate_model()
        return kept

    @api.model
    def _doubt_figures(self, company, debtor_ids):
        """Let figures of debtors rest on nothing.

        All rows are written, so that an evaluation that runs at the same moment on older data
        conflicts with it and is repeated.
        """
        self.env.cr.execute(
            SQL(
                """
                UPDATE kam_credit_profile
                   SET figures_basis = NULL
                 WHERE company_id = %s
                   AND partner_id = ANY(%s)
                """,
                company.id,
                list(debtor_ids),
            )
        )

    @api.model
    def _move_figures(self, company, scope):
        """Let figures of a company that still hold be those of today; return of how many."""
        today = company._kam_today()
        holding = SQL(
            """
            company_id = %(company)s
            AND account_id IS NOT NULL
            AND date_figures < %(today)s
            AND date_figures >= %(first)s
            AND date_evaluated > %(swept)s
            AND figures_basis = %(basis)s
            AND date_allocation_due IS NULL
            """,
            company=company.id,
            today=today,
            first=today - timedelta(days=SWEEP_DAYS),
            swept=self.env.cr.now() - timedelta(days=SWEEP_DAYS),
            basis=self._get_figures_basis(company, scope),
        )
        [[since]] = self.env.execute_query(
            SQL("SELECT MIN(date_figures) FROM kam_credit_profile WHERE %s", holding)
        )
        if since is None:
            return 0
        changed = self.env["kam.credit.touch"]._find_passed(company, since, today, scope)
        if company._kam_credit_acts():
            # what was refused for one of them is tried again every night
            falling = self.search(self._get_falling_domain(company))
            changed.update(falling.partner_id.ids)
        self.env.cr.execute(
            SQL(
                """
                UPDATE kam_credit_profile
                   SET date_figures = %s
                 WHERE %s
                   AND NOT partner_id = ANY(%s)
                """,
                today,
                holding,
                list(changed),
            )
        )
        return self.env.cr.rowcount
