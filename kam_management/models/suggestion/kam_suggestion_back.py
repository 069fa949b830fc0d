import logging
from operator import methodcaller

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ... import transactions
from ...rules import suggestions

_logger = logging.getLogger(__name__)
BATCH_SIZE = 100
# who puts suggestions on summaries
LISTING_ROLES = ("manager", "director")


class KamSuggestion(models.Model):
    """What was postponed comes back by itself: on its day it stands on a draft of its unit.

    The customer was told that it is postponed; the promise was kept by that, and is not touched.
    """

    _inherit = "kam.suggestion"

    @api.model
    def _cron_bring_back(self):
        """Take up what was postponed until today, and answered.

        What the customer has not been told yet waits for its answer. The job may be killed at any
        point and started again: what has come back is not postponed any more.
        """
        job = transactions.as_job(self)
        transactions.run_batches(
            self.env,
            [(job._find_coming_back(), methodcaller("_bring_back"))],
            size=BATCH_SIZE,
            logger=_logger,
        )

    @api.model
    def _find_coming_back(self):
        """Return what was postponed until today or before, where its company works."""
        companies = self.env["res.company"].search([("parent_id", "=", False)])
        due = Domain.OR(
            Domain("company_id", "=", company.id) & Domain("date_back", "<=", company._kam_today())
            for company in companies
        )
        found = self.search(self._get_postponed_domain() & due, order="date_back, id")
        # what others are decided with comes before these, which come back with it
        return found.sorted(lambda suggestion: -len(suggestion._get_covered()))

    @api.model
    def _get_postponed_domain(self):
        return Domain("decision", "=", "postponed") & Domain(
            "state", "in", suggestions.ANSWERED_STATES
        )

    def _bring_back(self):
        """Take up again what was postponed, as the job."""
        transactions.serialise(self)
        for suggestion in self:
            # some have come back with others
            if suggestion.filtered_domain(self._get_postponed_domain()):
                suggestion._take_up_again()

    def _take_up_again(self):
        """Put what was postponed on a draft of its unit; what cannot be listed is handled anew.

        :raise UserError: naming the suggestion, where nobody puts it on a summary
        """
        self.ensure_one()
        is_listable = self.is_routed and self._is_reported()
        together = self._get_covered().filtered_domain(self._get_postponed_domain())
        together._write_process(
            {
                "state": "reporting" if is_listable else "accepted",
                "date_returned": self.company_id._kam_today(),
                "decision": False,
                "decision_reason": False,
                "reply_text": False,
                "date_decided": False,
                "decided_by_id": False,
                "date_closed": False,
                "summary_line_id": False,
            }
        )
        if is_listable:
            self.env["kam.suggestion.summary.line"].create(
                {"summary_id": self._find_or_begin_draft().id, "suggestion_id": self.id}
            )
        together._open_duties()

    def _find_or_begin_draft(self):
        """Return the nearest draft above the suggestion that was never submitted, or another one.

        :raise UserError: where nobody could submit it
        """
        summaries = self.env["kam.suggestion.summary"]
        above = self._get_unit()._ancestors() if self._get_unit() else self.env["kam.unit"]
        for unit in above:
            if draft := summaries._find_draft(unit):
                return draft
        holders = self.env["kam.position"]._find_holders(above, LISTING_ROLES)
        for unit in above:
            leaders = self.env["res.users"].union(
                *(holders[unit.id, role] for role in LISTING_ROLES)
            )
            if leaders:
                return summaries.create(
                    {
                        "company_id": self.company_id.id,
                        "unit_id": unit.id,
                        "in_charge_id": leaders.sorted("id")[:1].id,
                    }
                )
        raise UserError(
            self.env._(
                "%s was postponed until today, and nobody could put it on a summary: enter the "
                "position of a manager or director for its unit.",
                self.display_name,
            )
        )
