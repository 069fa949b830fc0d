import logging
from datetime import timedelta

import psycopg2

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

# A tier that was refused is not proposed again for this long.
QUIET_DAYS = 30


class KamCreditChange(models.Model):
    """Requests that the evaluation proposes (scheme, credit management, section 5.1)."""

    _inherit = "kam.credit.change"

    def _is_outdated_proposal(self):
        """Tell whether the evaluation made this draft, and would not make it now."""
        self.ensure_one()
        return (
            self.origin == "job"
            and self.approval_state == "draft"
            and not self.approval_round
            # somebody may have corrected it: then it is theirs
            and self.tier_to_id == self.tier_led_id
            and self.tier_to_id != self.profile_id.tier_led_id
        )

    @api.model
    def _find_refused(self, profiles):
        """Return ``(profile id, tier id)`` pairs that were rejected not long ago."""
        since = fields.Datetime.now() - timedelta(days=QUIET_DAYS)
        rejected = self.search_fetch(
            [
                ("profile_id", "in", profiles.ids),
                ("approval_state", "=", "rejected"),
                ("date_closed", ">=", since),
            ],
            ["profile_id", "tier_to_id"],
        )
        return {(change.profile_id.id, change.tier_to_id.id) for change in rejected}

    @api.model
    def _propose(self, profiles):
        """Make a draft request for each profile, and ask its area to submit it.

        Customer by customer: one that fails stays for the next run and holds nobody up.
        """
        changes = self.browse()
        # The evaluation is the author, not the person who happened to start it: who decides on
        # tier changes may start evaluations as well.
        proposals = self.with_user(SUPERUSER_ID)
        for profile in profiles:
            try:
                with self.env.cr.savepoint():
                    changes |= proposals._propose_one(profile).with_env(self.env)
            except (UserError, psycopg2.errors.UniqueViolation) as error:
                # for example somebody opened a request at this moment
                _logger.warning("%s: no tier change proposed: %s", profile.display_name, error)
        return changes

    @api.model
    def _propose_one(self, profile):
        reasons = dict(profile._fields["reason"]._description_selection(self.env))
        change = self._protected_create(
            [
                {
                    "profile_id": profile.id,
                    "tier_to_id": profile.tier_led_id.id,
                    "date_standard_met": profile.company_id._kam_today(),
                    "origin": "job",
                    "justification": self.env._(
                        "Figures of %(day)s: %(reason)s.",
                        day=profile.date_figures,
                        reason=reasons.get(profile.reason, ""),
                    ),
                }
            ]
        )
        change._ask_officers(
            self.env._("Submit the tier change request"), change.date_submission_due
        )
        return change
