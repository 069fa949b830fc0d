from odoo import api, models

from ... import wording

CANDIDATE = "candidate"
# Days within which a candidate is assigned and its analysis begins.
CANDIDATE_DAYS = 7
# What My Day says of screenings.
DESCRIBED = [
    "class_id.code",
    "class_id.name",
    "fit",
    "has_fit",
    "has_likelihood",
    "likelihood",
    "manager_id",
    "origin",
    "risk_level",
    "risk_total",
    "unit_id",
]


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

    # ------------------------------------------------------------------
    # My Day
    # ------------------------------------------------------------------

    @api.model
    def _get_described_fields(self):
        """See the base method."""
        return [*super()._get_described_fields(), *DESCRIBED]

    @api.model
    def _describe_duties(self, deadlines, documents):
        """See the base method: what decisions rest on; candidates are begun, or assigned first."""
        told = super()._describe_duties(deadlines, documents)
        for duty, screening in documents.items():
            is_candidate = duty.code == CANDIDATE
            told[duty] = (
                screening._describe_candidate()
                if is_candidate
                else {"facts": screening._get_facts()}
            )
        return told

    def _get_facts(self):
        """Return the class that is met, the fit, the risk and the likelihood, in few words."""
        facts = [self.class_id.display_name] if self.class_id else []
        if self.has_fit:
            facts.append(self.env._("Fit %s", wording.percentage(self.env, self.fit)))
        if self.risk_level:
            levels = dict(self._fields["risk_level"]._description_selection(self.env))
            facts.append(
                self.env._(
                    "Risk %(total)s (%(level)s)",
                    total=wording.percentage(self.env, self.risk_total),
                    level=levels[self.risk_level],
                )
            )
        if self.has_likelihood:
            likelihood = wording.percentage(self.env, self.likelihood)
            facts.append(self.env._("Likelihood %s", likelihood))
        return facts

    def _describe_candidate(self):
        """Return how the candidate was found, and whether somebody looks after it already."""
        my_day = self.env["kam.my.day"]
        origins = dict(self._fields["origin"]._description_selection(self.env))
        if self.unit_id and self.manager_id:
            actions = [my_day._prepare_action("start", self.env._("Start"), bulk=True)]
            why = origins[self.origin]
        else:
            actions = [my_day._prepare_action("open", self.env._("Assign"))]
            why = self.env._("%s; nobody looks after it yet", origins[self.origin])
        return {"why": why, "actions": actions, "batch": f"{CANDIDATE},{actions[0]['key']}"}

    @api.model
    def _settle_duties(self, deadlines, key):
        """See the base method: analyses of candidates begin."""
        if key != "start":
            return super()._settle_duties(deadlines, key)
        screenings = self.browse(deadlines.mapped("res_id"))
        if len(screenings) > 1:
            return screenings._run_each("action_start")
        my_day = self.env["kam.my.day"]
        form = my_day._open_form(screenings)
        # what was begun goes on there
        done = my_day._attempt(screenings, "action_start", form)
        return form if done is True else done
