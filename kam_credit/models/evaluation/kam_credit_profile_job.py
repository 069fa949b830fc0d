import logging
from functools import partial

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.service.model import retrying

from odoo.addons.kam_management import transactions

_logger = logging.getLogger(__name__)

BATCH_SIZE = 500


class KamCreditProfile(models.Model):
    """The nightly evaluation: of whom something has changed, and once a week of everybody.

    Each batch is a transaction of its own, and what is left to do is read from the profiles: the
    job may be killed at any point and started again.
    """

    _inherit = "kam.credit.profile"

    @api.model
    def _cron_evaluate(self):
        """Evaluate the accounts whose figures are not of today any more, and act on them.

        :raise UserError: after all others are done, when something failed by a defect
        """
        job = transactions.as_job(self)
        failure = job._keep_what_holds()
        transactions.run_batches(
            self.env,
            [
                (job.browse(profile_ids), partial(job._evaluate_profiles, company))
                for company, profile_ids in job._find_stale()
            ],
            size=BATCH_SIZE,
            logger=_logger,
        )
        if failure:
            raise failure

    @api.model
    def _keep_what_holds(self):
        """Take the figures that still hold for those of today.

        :return: the error, if it failed by a defect: then everybody is evaluated
        """
        try:
            kept = retrying(self._keep_unchanged, self.env)
        except Exception as error:
            self.env.cr.rollback()
            _logger.exception("Nobody's figures could be kept")
            return UserError(self.env._("Nobody's figures could be kept: %s", error))
        _logger.info("%s customers of whom nothing has changed", kept)
        return None

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
