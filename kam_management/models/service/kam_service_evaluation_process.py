from odoo import api, models
from odoo.exceptions import UserError

from ... import wording
from ...rules import evaluations, texts

LOW_SCORE = "service_low_score"


class KamServiceEvaluation(models.Model):
    """What an evaluation lacks, what follows from its way, and from low points."""

    _inherit = "kam.service.evaluation"

    # ------------------------------------------------------------------
    # submitting
    # ------------------------------------------------------------------

    @api.model
    def _get_missing_depends(self):
        """See the base method: also services, points and remarks."""
        return super()._get_missing_depends() | {
            "ending_ids",
            "line_ids.our_score",
            "line_ids.customer_score",
            "line_ids.remark",
            "customer_source",
            "customer_person",
        }

    def _get_missing(self):
        """See the base method: services, our points, a word on each difference, who has judged."""
        missing = super()._get_missing()
        if not self.ending_ids:
            missing.append(
                self.env._(
                    "“%s” is empty: say which services are evaluated.",
                    self._get_label("ending_ids"),
                )
            )
        for line in self.line_ids:
            if not line.our_score:
                missing.append(
                    self.env._(
                        "“%(field)s” of “%(criterion)s” is 0: give 1 to 5.",
                        field=line._get_label("our_score"),
                        criterion=line.name,
                    )
                )
            if line.is_finding and not texts.trimmed(line.remark or ""):
                missing.append(
                    self.env._(
                        "“%(field)s” of “%(criterion)s” is empty: we give %(ours)s, the customer "
                        "%(theirs)s. Say why.",
                        field=line._get_label("remark"),
                        criterion=line.name,
                        ours=line.our_score,
                        theirs=line.customer_score,
                    )
                )
        if self.customer_source == "told" and not texts.trimmed(self.customer_person or ""):
            missing.append(
                self.env._(
                    "“%s” is empty: say who at the customer has judged, and how.",
                    self._get_label("customer_person"),
                )
            )
        return missing

    def _check_complete_as_entered(self):
        """See the base method: criteria are given to an evaluation that is stored."""

    def _on_submitted(self):
        """See the base method: it was made; the customer's page is closed."""
        super()._on_submitted()
        # sudo: what is owed counts, whoever may see it
        self.sudo().ending_ids._close_evaluation()
        self._publish_standing()

    def _on_returned(self):
        """See the base method: the customer may still judge; its correction is owed."""
        super()._on_returned()
        self._publish_standing()

    def _on_withdrawn(self):
        """See the base method: the evaluation is owed again."""
        super()._on_withdrawn()
        self._owe_again()

    def _on_rejected(self):
        """See the base method: another evaluation is owed."""
        super()._on_rejected()
        self._owe_again()

    def _on_cancelled(self):
        """See the base method: another evaluation is owed, if this one was made."""
        super()._on_cancelled()
        self._owe_again()

    def _owe_again(self):
        # sudo: what is owed counts, whoever may see it
        self.sudo().ending_ids._owe_evaluation()
        self._publish_standing()

    @api.model
    def _get_step_titles(self):
        """See the base method: as the scheme calls them."""
        return {
            **super()._get_step_titles(),
            "Review of the evaluation by the superior": self.env._(
                "Review Opinion of the Key Account Supervisor"
            ),
            "Approval of the evaluation by the manager": self.env._(
                "Approval Opinion of the Key Account Manager"
            ),
        }

    # ------------------------------------------------------------------
    # low points
    # ------------------------------------------------------------------

    def _get_duty_title(self):
        """See the base method: number and customer, not what was said."""
        return self.display_name

    def _follow_low_points(self):
        """Let the account manager owe an answer to low points, from the day they were given."""
        for form in self.sudo():  # sudo: as the process, whoever wrote them down
            company = form.company_id
            is_low = evaluations.is_low(form.lowest_points, company.kam_service_low_score)
            if is_low and not form.low_state:
                form._protected_write({"low_state": "open"})
                due = company._kam_due(company._kam_today(), company.kam_service_low_days)
                self.env["kam.deadline"]._open([form._prepare_duty_vals(LOW_SCORE, due)])
            elif not is_low and form.low_state == "open":
                form._protected_write({"low_state": False})
                self.env["kam.deadline"]._cancel(form, "not_needed", LOW_SCORE)

    def action_settle_low(self):
        """Say that low points were followed up: what was done stands on the form.

        :return: True
        :raise UserError: where nothing waits for that, or nothing was written down
        """
        self.check_access("write")
        self._serialise()
        for form in self:
            if form.low_state != "open":
                raise UserError(
                    self.env._("%s has no low points to be followed up.", form.display_name)
                )
            if not texts.trimmed(form.low_measures or ""):
                raise UserError(
                    self.env._(
                        "“%(field)s” of %(form)s is empty: say what was done.",
                        field=self._get_label("low_measures"),
                        form=form.display_name,
                    )
                )
            form._protected_write(
                {
                    "low_state": "done",
                    "low_done_by_id": self.env.uid,
                    "date_low_done": form.company_id._kam_today(),
                }
            )
        self.env["kam.deadline"]._close(self, LOW_SCORE, by=self.env.user)
        return True

    # ------------------------------------------------------------------
    # what was heard
    # ------------------------------------------------------------------

    def action_make_suggestion(self):
        """Let what was heard become a suggestion of the customer, in one step.

        :return: True
        :raise UserError: where nothing was heard, or it was done already
        """
        self.check_access("write")
        self._serialise()
        for form in self:
            if form.suggestion_outcome:
                raise UserError(
                    self.env._(
                        "What was heard in %(form)s is a suggestion already: %(outcome)s",
                        form=form.display_name,
                        outcome=form.suggestion_outcome,
                    )
                )
            form._make_suggestion()
        return True

    def _make_suggestion(self):
        heard = [texts.trimmed(self[name] or "") for name in ("customer_words", "customer_views")]
        words = "\n".join(text for text in heard if text)
        if not words:
            raise UserError(
                self.env._(
                    "“%(field)s” of %(form)s is empty: write down what was heard.",
                    field=self._get_label("customer_views"),
                    form=self.display_name,
                )
            )
        self.account_id._take_suggestion(
            {
                "name": self.env._("Heard after a service, %s", self.number),
                "description": words,
                "channel": "web" if self.customer_source == "portal" else "person",
                "contact_name": self.customer_person or False,
            },
            self,
        )
        self.invalidate_recordset(["suggestion_outcome"])

    # ------------------------------------------------------------------
    # My Day
    # ------------------------------------------------------------------

    @api.model
    def _get_described_fields(self):
        """See the base method."""
        return [*super()._get_described_fields(), "lowest_points", "served_by"]

    @api.model
    def _describe_duties(self, deadlines, documents):
        """See the base method: how low the points are."""
        told = super()._describe_duties(deadlines, documents)
        my_day = self.env["kam.my.day"]
        for duty, form in documents.items():
            if duty.code == LOW_SCORE:
                told[duty] = {
                    "why": self.env._("The customer gave %s of 5 points", form.lowest_points),
                    "facts": [
                        wording.labelled(self.env, self._get_label("served_by"), form.served_by)
                    ]
                    if form.served_by
                    else [],
                    "actions": [my_day._prepare_action("open", self.env._("Open It"))],
                }
        return told
