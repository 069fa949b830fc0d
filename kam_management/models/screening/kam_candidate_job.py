import logging
from functools import partial

from odoo import api, models
from odoo.exceptions import UserError
from odoo.service.model import retrying

from ...queries.candidates import Filters

_logger = logging.getLogger(__name__)

BATCH_SIZE = 100


class KamCandidate(models.AbstractModel):
    """The monthly job that starts screenings of candidates.

    Each batch is a transaction of its own that looks at its customers again; who has a screening
    is no candidate any more. The job may be killed at any point and started again.
    """

    _inherit = "kam.candidate"

    @api.model
    def _cron_propose(self):
        """Start screenings of who meets the standard, in the companies that want it."""
        work = [
            (company, partner_ids[start : start + BATCH_SIZE])
            for company in self.env["res.company"].search([("kam_candidate_job", "=", True)])
            for partner_ids in [self._find_for_job(company)]
            for start in range(0, len(partner_ids), BATCH_SIZE)
        ]
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=sum(len(partner_ids) for _company, partner_ids in work))
        for company, partner_ids in work:
            started = self._propose_or_skip(company, partner_ids)
            _logger.info(
                "%s: %s candidates, %s screenings started", company.name, len(partner_ids), started
            )
            if not cron._commit_progress(len(partner_ids)):
                _logger.info("Out of time: the next run goes on from here")
                break

    @api.model
    def _find_for_job(self, company):
        """Return the ids of the customers to be proposed in a company, the best ones first."""
        found = self._find(company, Filters(only_new=True), company.kam_candidate_class_id)
        if not found:
            _logger.info("%s: no customer meets the standard of a key account", company.name)
        return [candidate["partner_id"] for candidate in found]

    @api.model
    def _propose_or_skip(self, company, partner_ids):
        """Start screenings of some customers; one that is refused does not stop the others.

        :return: number of screenings started
        """
        try:
            # Somebody may start some of them at the same moment: then the batch starts again.
            return retrying(partial(self._propose_batch, company, partner_ids), self.env)
        except UserError as error:
            self.env.cr.rollback()
            if len(partner_ids) == 1:
                _logger.warning("%s: customer %s: %s", company.name, partner_ids[0], error)
                return 0
        return sum(self._propose_or_skip(company, [partner_id]) for partner_id in partner_ids)

    @api.model
    def _propose_batch(self, company, partner_ids):
        """Start screenings of those among some customers who still are candidates.

        :return: number of screenings started
        """
        company._kam_enter_candidates()
        found = self._find(
            company,
            Filters(only_new=True, partner_ids=tuple(partner_ids)),
            company.kam_candidate_class_id,
        )
        owners = self._find_owners(company, found)
        self.env["kam.screening"]._propose(
            [
                self._prepare_screening_vals(
                    company,
                    candidate,
                    owners[candidate["partner_id"]][0] or company.kam_candidate_unit_id,
                    owners[candidate["partner_id"]][1],
                    "job",
                )
                for candidate in found
            ]
        )
        return len(found)
