from odoo import api, models
from odoo.fields import Domain

from ...wording import format_date
from .kam_approval_mixin_duties import CORRECTION
from .kam_approval_review_duties import KIND as REVIEW

REVIEW_FIELDS = [
    "company_id",
    "date_received",
    "decided_by_id.partner_id.name",
    "kind",
    "name",
    "names",
    "opinion",
    "opinion_required",
    "res_id",
    "res_model",
    "round",
    "sequence",
    "state",
    "writable_fields",
]


class KamMyDay(models.AbstractModel):
    """Decisions and corrections of forms: what they rest on, and taking them from the page."""

    _inherit = "kam.my.day"

    @api.model
    def _get_read_with(self, duties, done):
        """See the base method: also the steps that are, or were, decided, and who returned what."""
        read = super()._get_read_with(duties, done)
        reviews = (duties | done)._get_reviews().values()
        corrections = duties.filtered(lambda duty: duty.code == CORRECTION)
        returned = (
            Domain("state", "=", "returned")
            & Domain("res_model", "in", list(set(corrections.mapped("res_model"))))
            & Domain("res_id", "in", corrections.mapped("res_id"))
        )
        read["kam.approval.review"] = (
            Domain("id", "in", [review.id for review in reviews]) | returned,
            REVIEW_FIELDS,
        )
        return read

    @api.model
    def _describe(self, duties, is_own, seen, ended=None):
        """See the base method: also which step is decided, and who returned what is corrected."""
        told = super()._describe(duties, is_own, seen, ended)
        asked = (duties | (ended or duties.browse()))._get_reviews()
        ids = set(seen["kam.approval.review"].ids)
        self._describe_decisions(
            {duty: review for duty, review in asked.items() if review.id in ids}, told, is_own
        )
        corrections = duties.filtered(lambda duty: duty.code == CORRECTION)
        if corrections:
            self._describe_corrections(corrections, told, is_own, seen)
        return told

    @api.model
    def _describe_decisions(self, reviews, told, is_own):
        states = dict(
            self.env["kam.approval.review"]._fields["state"]._description_selection(self.env)
        )
        for duty, review in reviews.items():
            if duty.state != "open":
                told[duty] = {"outcome": states[review.state]}
                continue
            # of all forms alike, together: the dialog takes steps of several kinds of forms
            told[duty].update(
                why=self.env._(
                    "%(step)s, here since %(day)s",
                    step=review.step_name,
                    day=format_date(self.env, duty.date_open),
                ),
                batch=f"{REVIEW},{review.kind or 'decide'}",
                actions=self._get_decisions(review) if is_own else [],
            )

    @api.model
    def _get_decisions(self, review):
        kind = review.kind or "decide"
        if kind == "decide":
            return [
                self._prepare_action("approve", self.env._("Approve"), bulk=True),
                self._prepare_action("return", self.env._("Return"), bulk=True),
            ]
        # what is filled stands on the form, or on what was sent of it
        if kind == "complete" or review._get_writable() or review._is_sent_apart():
            return [self._prepare_action("open", self.env._("Fill In"))]
        return [self._prepare_action("answer", self.env._("Answer"), bulk=True)]

    @api.model
    def _describe_corrections(self, duties, told, is_own, seen):
        returned = (
            seen["kam.approval.review"]
            .filtered(lambda review: review.state == "returned")
            .sorted(lambda review: (review.round, review.id))
        )
        last = {(review.res_model, review.res_id): review for review in returned}
        for duty in duties:
            review = last.get((duty.res_model, duty.res_id))
            if review:
                told[duty]["why"] = self.env._(
                    "Returned by %(user)s: %(opinion)s",
                    # sudo: who decided stands beside the decision
                    user=review.sudo().decided_by_id.name,
                    opinion=review.opinion or "",
                )
            if is_own:
                told[duty]["actions"] = [
                    self._prepare_action("open", self.env._("Correct")),
                    self._prepare_action("submit", self.env._("Submit"), bulk=True),
                ]

    # ------------------------------------------------------------------
    # doing it
    # ------------------------------------------------------------------

    @api.model
    def _settle(self, duties, key):
        """See the base method: decisions by their steps, whatever forms these are of."""
        if set(duties.mapped("code")) != {REVIEW}:
            return super()._settle(duties, key)
        reviews = self.env["kam.approval.review"].concat(*duties._get_reviews().values())
        dialog = reviews._open_decision(reviews, key)
        if key == "approve" and len(reviews) == 1 and not reviews._is_opinion_needed("approved"):
            return self._attempt(reviews, "action_approve", dialog)
        return dialog
