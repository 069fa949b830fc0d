from odoo import api, models
from odoo.tools import formatLang

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

    # ------------------------------------------------------------------
    # My Day
    # ------------------------------------------------------------------

    @api.model
    def _find_decision_facts(self, form_ids):
        """See the base method: the class that is met, the fit, the risk and the likelihood."""
        names = ["class_id", "has_fit", "fit", "risk_level", "risk_total", "has_likelihood"]
        screenings = self._find_seen(form_ids, [*names, "likelihood"])
        levels = dict(self._fields["risk_level"]._description_selection(self.env))
        facts = super()._find_decision_facts(form_ids)
        for screening in screenings:
            of_form = facts.setdefault(screening.id, [])
            if screening.class_id:
                of_form.append(screening.class_id.display_name)
            if screening.has_fit:
                fit = formatLang(self.env, screening.fit, digits=0)
                of_form.append(self.env._("Fit %s %%", fit))
            if screening.risk_level:
                of_form.append(
                    self.env._(
                        "Risk %(total)s %% (%(level)s)",
                        total=formatLang(self.env, screening.risk_total, digits=0),
                        level=levels[screening.risk_level],
                    )
                )
            if screening.has_likelihood:
                likelihood = formatLang(self.env, screening.likelihood, digits=0)
                of_form.append(self.env._("Likelihood %s %%", likelihood))
        return facts

    @api.model
    def _describe_duties(self, deadlines):
        """See the base method: a candidate is begun, or assigned first."""
        told = super()._describe_duties(deadlines)
        candidates = deadlines.filtered(lambda duty: duty.code == CANDIDATE)
        seen = self._find_seen(candidates.mapped("res_id"), ["origin", "unit_id", "manager_id"])
        origins = dict(self._fields["origin"]._description_selection(self.env))
        my_day = self.env["kam.my.day"]
        for duty, screening in self._find_duty_documents(candidates).items():
            if screening not in seen:
                continue
            # found or entered how, and whether somebody looks after it already
            if screening.unit_id and screening.manager_id:
                actions = [my_day._prepare_action("start", self.env._("Start"), bulk=True)]
                why = origins[screening.origin]
            else:
                actions = [my_day._prepare_action("open", self.env._("Assign"))]
                why = self.env._("%s; nobody looks after it yet", origins[screening.origin])
            told[duty] = {
                "why": why,
                "actions": actions,
                "batch": f"{CANDIDATE},{actions[0]['key']}",
            }
        return told

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
