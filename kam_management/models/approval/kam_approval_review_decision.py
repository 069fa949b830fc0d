from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ... import arguments, protection, wording
from ...rules import deadlines, review_states
from ...rules.review_states import OPEN_REVIEW_STATES
from ...wording import format_date

# How a step of each kind is ended when all that is known is that it goes on.
GOING_ON = {"decide": "approve", "answer": "answer", "complete": "complete"}


class KamApprovalReview(models.Model):
    """What may be done to a pending review: approve, return, reject, answer, complete, extend."""

    _inherit = "kam.approval.review"

    def action_approve(self, opinion=""):
        """Approve the step.

        :param str opinion: what is written beside the decision
        :return: True
        :raise UserError: when the review is not pending, the step wants an opinion, or nobody
            would be left to decide another step
        :raise AccessError: for everybody who is neither a candidate nor a delegate of one
        """
        self._decide("approved", opinion)
        return True

    def action_return(self, opinion=""):
        """Return the form for correction.

        :param str opinion: what is to be corrected; required
        :return: True
        :raise UserError, AccessError: as :meth:`action_approve`
        """
        self._decide("returned", opinion)
        return True

    def action_reject(self, opinion=""):
        """Reject the form for good.

        :param str opinion: why; required
        :return: True
        :raise UserError, AccessError: as :meth:`action_approve`
        """
        self._decide("rejected", opinion)
        return True

    def action_answer(self, opinion=""):
        """Give the opinion that the step asks for. The form goes on; nobody has consented.

        :param str opinion: the answer; required, unless the step has fields of the form to fill
        :return: True
        :raise UserError: when the review is not pending, or asks for more than an opinion
        :raise AccessError: as :meth:`action_approve`
        """
        self._decide("answered", opinion)
        return True

    def action_complete(self, opinion=""):
        """Say that the form is complete, as whoever is in charge of it.

        :param str opinion: what is to be remarked
        :return: True
        :raise UserError: when the review is not pending, or is no step that completes the form
        :raise AccessError: as :meth:`action_approve`
        """
        self._decide("completed", opinion)
        return True

    def _go_on(self, opinion):
        """Let the form go on: approve, answer or complete the reviews, whatever each asks for."""
        for kind, reviews in self.grouped(lambda review: review.kind or "decide").items():
            getattr(reviews, f"action_{GOING_ON[kind]}")(opinion)

    def _carry_out(self, decision, opinion, days=0):
        """Do what the dialog asks for.

        :param str decision: a value of ``kam.approval.decide.decision``
        :param str opinion: opinion or reason
        :param int days: more days, to extend
        """
        if decision == "approve":
            self._go_on(opinion)
        elif decision == "answer":
            self.action_answer(opinion)
        elif decision == "complete":
            self.action_complete(opinion)
        elif decision == "return":
            self.action_return(opinion)
        elif decision == "reject":
            self.action_reject(opinion)
        else:
            self.action_extend(days, opinion)

    def action_extend(self, days=0, reason=""):
        """Give the step more time, once (scheme, credit management, section 5.3).

        :param int days: days on top of the present due date; 0 for as many as possible
        :param str reason: why; required
        :return: True
        :raise UserError: without reason, a second time, or beyond what is possible
        :raise AccessError: for everybody who does not hold the step's extension role above
        """
        for review in self:
            review._extend(days, reason)
        return True

    def _decide(self, decision, opinion):
        if not self:
            return
        self.check_access("read")
        opinion = arguments.text(self.env, self.env._("Opinion"), opinion)
        # sudo: nobody writes reviews themselves; who may decide is checked with each set
        left = self.sudo()
        while left:
            # of several steps of one form one at a time: the first may end the round
            of_form = left.grouped(lambda review: (review.res_model, review.res_id))
            together = left.browse().concat(*(reviews[0] for reviews in of_form.values()))
            for reviews in together.grouped("res_model").values():
                reviews._decide_together(decision, opinion, self.env)
            left -= together

    def _decide_together(self, decision, opinion, env):
        """Decide reviews of as many forms of one model: the database is asked once for all.

        :param env: the environment of whoever decides, with their rights
        """
        forms = {review: review._get_form() for review in self}
        documents = forms[self[0]].browse().concat(*forms.values())
        forms = dict(zip(self, documents, strict=True))
        documents._serialise()
        for review in self:
            review._check_pending()
        self._refresh_candidates()
        on_behalf_of = {review: review._check_may_decide() for review in self}
        self._check_readable(env)
        for review in self:
            review._check_kind(decision)
            if not opinion and review._is_opinion_needed(decision):
                raise UserError(
                    self.env._(
                        "“Opinion” of %(review)s is empty: write what you think of the form.",
                        review=review.display_name,
                    )
                )
        if decision == "approved":
            self._check_leave_deciders(
                {review: self.env.user | on_behalf_of[review] for review in self}
            )
        for review in self:
            forms[review]._check_decision(review, decision, opinion)
        self._note_decisions(decision, opinion, on_behalf_of, forms)
        self._close_duties()
        documents._on_reviews_decided(decision)
        self._post_decisions(forms)

    def _note_decisions(self, decision, opinion, on_behalf_of, forms):
        now, vals_by_review = fields.Datetime.now(), {}
        for review in self:
            vals = {
                "state": decision,
                "decided_by_id": self.env.uid,
                "on_behalf_of_id": on_behalf_of[review].id,
                "opinion": opinion,
                "date_decided": now,
            }
            if review.document_name != forms[review].display_name:
                vals["document_name"] = forms[review].display_name
            vals_by_review[review] = vals
        protection.write_each(vals_by_review)

    def _check_readable(self, env):
        """Refuse to decide what the user may not read.

        :param env: the environment of whoever decides, with their rights
        :raise AccessError: naming the step
        """
        by_model = {}
        for review, document in self._find_documents().items():
            by_model.setdefault(document._name, []).append((review, document.id))
        for model, pairs in by_model.items():
            asked = env[model].browse([document_id for _review, document_id in pairs])
            readable = set(asked._filtered_access("read").ids)
            for review, document_id in pairs:
                if document_id not in readable:
                    raise AccessError(
                        self.env._(
                            "%(review)s: you may not read this form, somebody else decides it.",
                            review=review.display_name,
                        )
                    )

    def _check_kind(self, decision):
        """Refuse what the step does not ask for.

        :raise UserError: saying what it asks for
        """
        kind = self.kind or "decide"
        if review_states.is_allowed(kind, decision):
            return
        wanted = {
            "decide": self.env._("Approve, return or reject it."),
            "answer": self.env._(
                "It asks for an opinion: answer it. Others approve, return or reject the form."
            ),
            "complete": self.env._("It is completed: fill what is missing and choose “Complete”."),
        }
        raise UserError(
            self.env._(
                "%(review)s cannot be ended like this. %(remedy)s",
                review=self.display_name,
                remedy=wanted[kind],
            )
        )

    def _is_opinion_needed(self, decision):
        self.ensure_one()
        return review_states.is_opinion_needed(
            decision, self.opinion_required, bool(self._get_writable())
        )

    def _explain(self, error):
        """Return why a decision was refused, naming the review where the error names no form."""
        why = str(error)
        if self.document_name and self.document_name in why:
            return why
        return wording.labelled(self.env, self.display_name, why)

    def _check_pending(self):
        if self.state == "pending":
            return
        if self.decided_by_id:
            raise UserError(
                self.env._(
                    "%(review)s was decided already: %(state)s by %(user)s.",
                    review=self.display_name,
                    state=dict(self._fields["state"]._description_selection(self.env))[self.state],
                    user=self.decided_by_id.name,
                )
            )
        raise UserError(
            self.env._(
                "%(review)s is not to be decided now (%(state)s).",
                review=self.display_name,
                state=dict(self._fields["state"]._description_selection(self.env))[self.state],
            )
        )

    def _check_may_decide(self):
        """Return on whose behalf the user decides: nobody's for a candidate.

        :raise AccessError: for everybody else
        """
        user = self.env.user
        if user in self.candidate_ids:
            return self.env["res.users"]
        principals = self.env["kam.approval.delegation"]._find_principals(user, self)
        if principals:
            return principals[0]
        if user in self.author_ids:
            raise AccessError(
                self.env._(
                    "%(review)s: you created or submitted this form, somebody else decides it.",
                    review=self.display_name,
                )
            )
        raise AccessError(
            self.env._(
                "%(review)s is decided by %(users)s.",
                review=self.display_name,
                users=wording.listed(self.env, self.candidate_ids.mapped("name"))
                or self.env._("nobody now"),
            )
        )

    def _extend(self, days, reason):
        self.ensure_one()
        self.check_access("read")
        reason = arguments.text(self.env, self.env._("Reason"), reason)
        # sudo: as in _decide
        review = self.sudo()
        review._get_form()._serialise()
        review._check_pending()
        review._check_may_extend()
        if not reason:
            raise UserError(self.env._("“Reason” is empty: say why the step needs more time."))
        review._check_extension_days(days)
        company = review.company_id
        new_due, furthest = deadlines.extended_due(
            company._kam_day_of(review.date_received),
            review.date_due,
            days,
            review.extension_max_days,
            review.date_total_due or None,
            company._kam_is_working() if review.day_count == "working" else None,
        )
        if new_due > furthest or new_due <= review.date_due:
            raise UserError(
                self.env._(
                    "%(review)s is due on %(due)s and can be extended to %(furthest)s at most.",
                    review=review.display_name,
                    due=format_date(self.env, review.date_due),
                    furthest=format_date(self.env, furthest),
                )
            )
        review._protected_write(
            {
                "date_due_before": review.date_due,
                "date_due": new_due,
                "extended_by_id": self.env.uid,
                "extension_reason": reason,
            }
        )
        review._move_duty(new_due, reason)
        review._tell_extended()

    def _check_extension_days(self, days):
        if type(days) is not int or not 0 <= days <= self.extension_max_days:
            raise UserError(
                self.env._(
                    "“More Days” is %(days)s: enter a whole number from 0 to %(most)s.",
                    days=arguments.shown(days),
                    most=self.extension_max_days,
                )
            )

    def _check_may_extend(self):
        if not self.extension_max_days:
            raise UserError(self.env._("%(review)s cannot be extended.", review=self.display_name))
        if self.date_due_before:
            raise UserError(
                self.env._(
                    "%(review)s was extended already, from %(before)s to %(due)s. "
                    "A second extension is not possible.",
                    review=self.display_name,
                    before=format_date(self.env, self.date_due_before),
                    due=format_date(self.env, self.date_due),
                )
            )
        if not self._holds_extension_role():
            roles = dict(self._fields["extension_role"]._description_selection(self.env))
            raise AccessError(
                self.env._(
                    "%(review)s is extended by: %(role)s.",
                    review=self.display_name,
                    role=roles[self.extension_role],
                )
            )

    def _holds_extension_role(self):
        return self.env["kam.position"]._has_role_over(
            self.env.user, self.review_unit_id or self.unit_id, [self.extension_role]
        )

    def _can_extend(self):
        """Tell whether the user could give this step more time now."""
        self.ensure_one()
        return (
            self.state == "pending"
            and bool(self.extension_max_days)
            and not self.date_due_before
            and self._holds_extension_role()
        )

    def _cancel_open(self, cancel_reason=False):
        """Cancel what is open: the round has ended without it.

        :param str cancel_reason: a value of ``cancel_reason``, where it is not the round that ended
        """
        reviews = self.filtered(lambda review: review.state in OPEN_REVIEW_STATES)
        reviews._cancel_duties(cancel_reason or "round_ended")
        if reviews:
            reviews._protected_write(
                {
                    "state": "cancelled",
                    "date_decided": fields.Datetime.now(),
                    "cancel_reason": cancel_reason,
                }
            )
