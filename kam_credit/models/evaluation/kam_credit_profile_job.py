import logging
from functools import partial

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.kam_management import transactions

_logger = logging.getLogger(__name__)

BATCH_SIZE = 500


class KamCreditProfile(models.Model):
    """The nightly evaluation of all accounts.

    Each batch is a transaction of its own, and what is left to do is read from the profiles: the
    job may be killed at any point and started again.
    """

    _inherit = "kam.credit.profile"

    @api.model
    def _cron_evaluate(self):
        """Evaluate the accounts whose figures are not of today, and act on them."""
        job = transactions.as_job(self)
        transactions.run_batches(
            self.env,
            [
                (job.browse(profile_ids), partial(job._evaluate_profiles, company))
                for company, profile_ids in job._find_stale()
            ],
            size=BATCH_SIZE,
            logger=_logger,
        )

    @api.model
    def _evaluate_profiles(self, company, profiles):
        downgraded = self._evaluate_batch(company, profiles.ids)
        _logger.info(
            "%s: %s customers evaluated, %s downgraded",
            company.name,
            len(profiles),
            len(downgraded),
        )

    @api.model
    def _find_stale(self):
        """Return ``(company, ids of profiles)`` pairs whose figures are not of today."""
        for company in self.env["res.company"].search([]):
            today = company._kam_today()
            stale = Domain("date_figures", "=", False) | Domain("date_figures", "<", today)
            profiles = self.search(
                Domain("company_id", "=", company.id) & Domain("account_id", "!=", False) & stale,
                order="id",
            )
            if profiles:
                yield company, profiles.ids

    @api.model
    def _evaluate_batch(self, company, profile_ids):
        """Evaluate some profiles of a company and return those that were downgraded."""
        before = self.browse(profile_ids).filtered(lambda profile: profile.account_state == "key")
        self.evaluate(
            partner_ids=self.browse(profile_ids).partner_id.ids,
            company_id=company.id,
            simulate=False,
        )
        return before.filtered(lambda profile: profile.account_state != "key")
