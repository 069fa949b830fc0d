from odoo import api, models

from odoo.addons.kam_management import wording
from odoo.addons.kam_management.wording import format_date

SUBMISSION, CONFIRMATION = "credit_submission", "credit_confirmation"
ROLE = "credit_officer"
# What My Day says of requests.
DESCRIBED = [
    "date_standard_met",
    "fulfilment_rate",
    "has_rate",
    "tier_from_id.code",
    "tier_to_id.code",
]


class KamCreditChange(models.Model):
    """Until when the area submits, corrects and confirms a request (scheme, credit management,
    section 5). What is open is seen by credit readers only, by the number of the form."""

    _inherit = "kam.credit.change"

    @api.model
    def _find_duty_units(self, deadlines):
        """See the base method: a draft follows its account."""
        units = super()._find_duty_units(deadlines)
        for duty, change in self._find_duty_documents(deadlines).items():
            if duty.code in (SUBMISSION, CONFIRMATION):
                units[duty] = change.unit_id
        return units

    def _find_correctors(self):
        """See the base method: the area's credit officers, whoever submitted it."""
        return self.env["kam.position"]._find_nearest({self: (self.unit_id, ROLE)})[self]

    def _get_correction_due(self):
        """See the base method: a request that comes back has the whole of its time."""
        return self.date_total_due or super()._get_correction_due()

    def _prepare_duty_vals(self, kind, date_due, **vals):
        """See the base method: what the area owes is a matter of its credit officers."""
        return super()._prepare_duty_vals(
            kind, date_due, **{"role": ROLE, "unit_id": self.unit_id.id, **vals}
        )

    def _open_submission(self):
        """Let the area owe the submission of requests that were never submitted."""
        self.env["kam.deadline"]._open(
            [
                change._prepare_duty_vals(SUBMISSION, change.date_submission_due)
                for change in self.filtered(
                    lambda change: (
                        change.approval_state == "draft" and not change.date_first_submitted
                    )
                )
            ]
        )

    def _open_confirmation(self):
        """Let the area owe the confirmation that management follows the new tier."""
        self.env["kam.deadline"]._open(
            [
                change._prepare_duty_vals(CONFIRMATION, change.date_confirmation_due)
                for change in self
            ]
        )

    def _cancel_own_duties(self):
        """Nothing is left to do for the area."""
        self.env["kam.deadline"]._cancel(self, "form_cancelled", [SUBMISSION, CONFIRMATION])

    def write(self, vals):
        """Change requests; another day on which the standard was met moves their submission."""
        result = super().write(vals)
        if "date_standard_met" in vals:
            self._open_submission()
        return result

    def _on_withdrawn(self):
        """See the base method: a request that was taken back is owed as one that was returned."""
        super()._on_withdrawn()
        self._open_correction()

    # ------------------------------------------------------------------
    # My Day
    # ------------------------------------------------------------------

    @api.model
    def _get_described_fields(self):
        """See the base method."""
        return [*super()._get_described_fields(), *DESCRIBED]

    @api.model
    def _describe_duties(self, deadlines, documents):
        """See the base method: from which tier to which, the rate it rests on, and since when the
        standard is met (scheme, credit management, section 5)."""
        told = super()._describe_duties(deadlines, documents)
        for duty, change in documents.items():
            told[duty] = {"facts": change._get_facts(), **change._describe_own(duty.code)}
        return told

    def _get_facts(self):
        """Return from which tier to which the request leads, and the rate, in few words."""
        no_tier = self.env._("no tier")
        facts = [
            self.env._(
                "%(before)s → %(after)s",
                before=self.tier_from_id.display_name or no_tier,
                after=self.tier_to_id.display_name or no_tier,
            )
        ]
        if self.has_rate:
            rate = wording.percentage(self.env, self._get_rate_percent(), digits=2)
            facts.append(self.env._("Contract fulfilment rate %s", rate))
        return facts

    def _describe_own(self, code):
        """Return why the area owes something, and what settles it; nothing of what others owe.

        :param str code: of the kind of the deadline
        """
        my_day = self.env["kam.my.day"]
        met = format_date(self.env, self.date_standard_met)
        if code == SUBMISSION:
            return {
                "why": self.env._("Standard met on %s: two days to submit it", met),
                "actions": [my_day._prepare_action("submit", self.env._("Submit"), bulk=True)],
            }
        if code == CONFIRMATION:
            return {
                "why": self.env._("Standard met on %s: ten days until management follows it", met),
                "actions": [my_day._prepare_action("confirm", self.env._("Confirm"), bulk=True)],
            }
        return {}

    @api.model
    def _settle_duties(self, deadlines, key):
        """See the base method: the area confirms."""
        if key != "confirm":
            return super()._settle_duties(deadlines, key)
        changes = self.browse(deadlines.mapped("res_id"))
        if len(changes) > 1:
            return changes._run_each("action_confirm")
        my_day = self.env["kam.my.day"]
        return my_day._attempt(changes, "action_confirm", my_day._open_form(changes))
