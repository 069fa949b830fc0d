import logging
from functools import partial

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.kam_management import transactions

from .kam_credit_signal import LASTING

_logger = logging.getLogger(__name__)

BATCH_SIZE = 500


class KamCreditSignal(models.Model):
    """The nightly look at all customers who have a profile and owe money.

    The ledger is read once for all of them; what is found is kept batch by batch, each a
    transaction of its own. What is left to do is read from the profiles: the job may be killed at
    any point and started again.
    """

    _inherit = "kam.credit.signal"

    @api.model
    def _cron_watch(self):
        """Find the signals of customers at whom the radar has not looked today."""
        job = transactions.as_job(self)
        transactions.run_batches(
            self.env,
            [
                (profiles, partial(job._watch_batch, company, facts))
                for company, profiles, facts in job._find_unseen()
            ],
            size=BATCH_SIZE,
            logger=_logger,
        )

    @api.model
    def _find_unseen(self):
        """Return ``(company, profiles, facts)`` of customers not looked at today."""
        unseen = []
        for company in self.env["res.company"].search([("parent_id", "=", False)]):
            today = company._kam_today()
            profiles = self.env["kam.credit.profile"]
            of_company = Domain("company_id", "=", company.id)
            stale = Domain("date_radar", "=", False) | Domain("date_radar", "<", today)
            found = profiles.search(of_company & stale, order="id")
            if found:
                is_everybody = len(found) == profiles.search_count(of_company)
                facts = self._find_facts(company, found, today, is_everybody)
                unseen.append((company, found, facts))
        return unseen

    @api.model
    def _watch_batch(self, company, facts, profiles):
        """Bring the signals of some customers up to date."""
        profiles = profiles.exists()
        self._keep(company, profiles, facts)
        profiles._protected_write({"date_radar": facts.day})
        lasting = self.search_count([("profile_id", "in", profiles.ids), ("state", "in", LASTING)])
        _logger.info(
            "%s: %s customers looked at, %s signals last", company.name, len(profiles), lasting
        )
