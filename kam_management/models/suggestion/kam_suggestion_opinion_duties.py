from odoo import api, models

from ... import wording


class KamSuggestionOpinion(models.Model):
    """By when a department answers, and what follows from its silence.

    The duty is that of the step, see ``kam.approval.review``: its members owe it until the step
    ends. After its day the step lapses, which is no consent, and the head of the department hears
    of it.
    """

    _inherit = "kam.suggestion.opinion"

    @api.model
    def _find_duty_users(self, deadlines):
        """See the base method: the members of the department, as they are now."""
        people = super()._find_duty_users(deadlines)
        people.update(
            (duty, review.candidate_ids) for duty, review in deadlines._get_reviews().items()
        )
        return people

    @api.model
    def _find_duty_units(self, deadlines):
        """See the base method: the unit from which the step is looked for."""
        units = super()._find_duty_units(deadlines)
        units.update(
            (duty, review.review_unit_id or review.unit_id)
            for duty, review in deadlines._get_reviews().items()
        )
        return units

    def _on_deadline_passed(self, deadline):
        """See the base method: the step ends without an answer, if its route says so."""
        super()._on_deadline_passed(deadline)
        review = deadline._get_review()
        if review.state != "pending":
            return
        review._lapse()
        if review.state == "lapsed":
            self._tell_silence(deadline)

    def _tell_silence(self, deadline):
        """Tell whoever leads the department that it has not answered.

        :param deadline: the duty that has ended
        """
        heads = filter(
            None, (users - deadline.user_ids for users in deadline._find_department_steps())
        )
        # sudo: the name of a department is no secret
        for lang, users in wording.by_language(next(heads, self.env["res.users"])):
            own = self.sudo().with_context(lang=lang)
            # sudo: as the engine; they are told that there was no answer, and nothing of the form
            own.env["mail.thread"]._kam_tell(
                users,
                wording.labelled(own.env, own.department_id.name, own.review_id.outcome),
                own.env["ir.qweb"]._render(
                    "kam_management.mail_facts",
                    {
                        "lead": own.env._(
                            "%s was asked how suggestions of customers can be carried out. The "
                            "summary goes on without its opinion.",
                            own.department_id.name,
                        ),
                        "facts": [(own.env._("Asked Of"), own._get_duty_title())],
                    },
                ),
            )
