import logging

from odoo import api, models
from odoo.fields import Domain
from odoo.service.model import retrying

_logger = logging.getLogger(__name__)

BATCH_SIZE = 100
ACTIVITY = "kam_management.mail_activity_type_fact_review"


class KamStakeholder(models.Model):
    """Asks account managers to look at personal facts again on their review date."""

    _inherit = "kam.stakeholder"

    @api.model
    def _cron_review_facts(self):
        """Give each account manager an activity per stakeholder with facts to be reviewed."""
        stakeholder_ids = self._find_facts_to_review().ids
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(stakeholder_ids))
        for start in range(0, len(stakeholder_ids), BATCH_SIZE):
            batch = self.browse(stakeholder_ids[start : start + BATCH_SIZE])
            told = retrying(batch._ask_for_review, self.env)
            _logger.info("Personal facts to be reviewed: %s account managers asked", told)
            if not cron._commit_progress(len(batch)):
                _logger.info("Out of time: the next run goes on from here")
                break

    @api.model
    def _find_facts_to_review(self):
        """Return the stakeholders with facts past their review date and no activity for it."""
        facts = self.env["kam.stakeholder.fact"].search(self._facts_due_domain())
        stakeholders = facts.stakeholder_id.filtered("account_id.manager_id")
        asked = stakeholders._get_review_activities().mapped("res_id")
        return stakeholders - self.browse(asked)

    def _get_review_activities(self):
        """Return the open activities that ask for a review of these stakeholders' facts."""
        return (
            self.env["mail.activity"]
            .sudo()  # sudo: it is the account manager's, whoever settles its cause
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("activity_type_id", "=", self.env.ref(ACTIVITY).id),
                ]
            )
        )

    def _ask_for_review(self):
        # somebody may have reviewed, or been asked, since the job began
        self.env.invalidate_all()
        told = 0
        for stakeholder in self & self._find_facts_to_review():
            manager = stakeholder.account_id.manager_id
            if not stakeholder.with_user(manager).sudo(False).has_access("read"):
                continue
            translated = stakeholder.with_context(lang=manager.lang)
            translated.activity_schedule(
                ACTIVITY,
                date_deadline=stakeholder.company_id._kam_today(),
                summary=translated.env._("Personal facts: still needed, still right?"),
                user_id=manager.id,
            )
            told += 1
        return told

    def _close_review_activities(self):
        """Close the activities whose cause is settled: no fact is past its review date."""
        activities = self._get_review_activities()
        if not activities:
            return
        due = (
            self.env["kam.stakeholder.fact"]
            .sudo()  # sudo: facts count whether or not the user may read them
            .search(self._facts_due_domain() & Domain("stakeholder_id", "in", self.ids))
        )
        settled = set((self - due.stakeholder_id).ids)
        activities.filtered(lambda activity: activity.res_id in settled).action_feedback()
