from odoo import api, models

CORRECTION = "correction"


class KamApprovalMixin(models.AbstractModel):
    """The deadlines of a form: its steps, and its correction after a return."""

    _inherit = "kam.approval.mixin"

    @api.model
    def _find_duty_users(self, deadlines):
        """See the base method: who may decide, and who corrects what was returned."""
        people = super()._find_duty_users(deadlines)
        reviews = deadlines._get_reviews()
        for duty, form in self._find_duty_documents(deadlines).items():
            if duty in reviews:
                people[duty] = reviews[duty].candidate_ids
            elif duty.code == CORRECTION:
                people[duty] = form._find_correctors()
        return people

    @api.model
    def _find_duty_units(self, deadlines):
        """See the base method: a step is looked for from its own unit, a form has one."""
        units = super()._find_duty_units(deadlines)
        reviews = deadlines._get_reviews()
        for duty, form in self._find_duty_documents(deadlines).items():
            if review := reviews.get(duty):
                units[duty] = review.review_unit_id or review.unit_id
            elif duty.code == CORRECTION:
                units[duty] = form._get_approval_unit()
        return units

    @api.model
    def _settle_duties(self, deadlines, key):
        """See the base method: forms are submitted."""
        if key != "submit":
            return super()._settle_duties(deadlines, key)
        forms = self.browse(deadlines.mapped("res_id"))
        if len(forms) > 1:
            return forms._run_each("action_submit")
        my_day = self.env["kam.my.day"]
        return my_day._attempt(forms, "action_submit", my_day._open_form(forms))

    def _find_correctors(self):
        """Return who corrects the form: whoever is in charge of it, or else wrote it."""
        self.ensure_one()
        in_charge = self.env["res.users"].union(*(self[name] for name in self._in_charge_fields))
        return in_charge or self.submitted_by_id or self.create_uid

    def _get_correction_due(self):
        """Return the last day for correcting the form that is returned today. To be overridden."""
        self.ensure_one()
        today = self.company_id._kam_today()
        route = self.env["kam.approval.route"]._find(self._name, self.company_id)
        due = self.company_id._kam_due(today, route.correction_days, route.day_count or "calendar")
        limit = self.date_total_due
        return min(due, limit) if limit and limit >= today else due

    def _open_correction(self):
        """Let whoever is in charge of the form owe its correction."""
        self.env["kam.deadline"]._open(
            [
                form._prepare_duty_vals(
                    CORRECTION,
                    form._get_correction_due(),
                    unit_id=form._get_approval_unit().id,
                    user_ids=form._find_correctors().ids,
                )
                for form in self
            ]
        )

    def _close_correction(self):
        """The user has submitted the form again."""
        self.env["kam.deadline"]._close(self, CORRECTION)

    def _refresh_duties(self):
        """Bring the people of the forms' open duties up to date."""
        # sudo: duties follow their forms, whoever changes these
        self.sudo().env["kam.deadline"]._find_open(self)._assign()

    def _on_deadline_passed(self, deadline):
        """See the base method: a step does what it says, for example ends without an answer."""
        super()._on_deadline_passed(deadline)
        review = deadline._get_review()
        if review.state == "pending":
            review._lapse()
