from odoo import api, models

CANDIDATE = "candidate"
# Days within which a candidate is assigned and its analysis begins.
CANDIDATE_DAYS = 7


class KamScreening(models.Model):
    """A candidate is owed: by whoever shall look after the customer, or leads the unit."""

    _inherit = "kam.screening"

    @api.model_create_multi
    def create(self, vals_list):
        """Begin screenings; each is a candidate that somebody takes on."""
        screenings = super().create(vals_list)
        screenings._open_candidate()
        return screenings

    def write(self, vals):
        """Change screenings; who is put in charge of a candidate owes it."""
        result = super().write(vals)
        if {"unit_id", "manager_id"} & vals.keys():
            self._refresh_duties()
        return result

    @api.model
    def _find_duty_users(self, deadlines):
        """See the base method: whoever shall look after the customer; else the unit's leaders."""
        people = super()._find_duty_users(deadlines)
        candidates = deadlines.filtered(lambda duty: duty.code == CANDIDATE)
        for duty, screening in self._find_duty_documents(candidates).items():
            people[duty] = screening.manager_id
        return people

    @api.model
    def _find_duty_units(self, deadlines):
        """See the base method: a candidate that no unit has belongs to the unit of others."""
        units = super()._find_duty_units(deadlines)
        candidates = deadlines.filtered(lambda duty: duty.code == CANDIDATE)
        for duty, screening in self._find_duty_documents(candidates).items():
            units[duty] = screening.unit_id or screening.company_id.kam_candidate_unit_id
        return units

    def _open_candidate(self):
        """Let candidates whose analysis has not begun be owed."""
        candidates = self.filtered(
            lambda screening: (
                screening.approval_state == "draft"
                and not screening.date_started
                and not screening.approval_round
            )
        )
        self.env["kam.deadline"]._open(
            [
                screening._prepare_duty_vals(
                    CANDIDATE,
                    screening.company_id._kam_due(
                        screening.company_id._kam_today(), CANDIDATE_DAYS
                    ),
                    unit_id=(screening.unit_id or screening.company_id.kam_candidate_unit_id).id,
                )
                for screening in candidates
            ]
        )

    def _start(self):
        """See the base method: the candidate is taken on."""
        super()._start()
        self.env["kam.deadline"]._close(self, CANDIDATE)
