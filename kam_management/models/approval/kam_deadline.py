from collections import defaultdict
from operator import methodcaller

from odoo import api, models
from odoo.fields import Domain

from .kam_approval_review_duties import KIND as REVIEW

# code of the duty of the archive room
ARCHIVE = "archive"


class KamDeadline(models.Model):
    """Deadlines of forms: delegates work on what others owe, and forms end at their total limit."""

    _inherit = "kam.deadline"

    @api.model
    def _get_reasons(self):
        """See the base method: why duties of forms end."""
        return super()._get_reasons() | {
            "round_ended": self.env._("The round of reviews ended without it"),
            "form_gone": self.env._("The addon of the form was uninstalled"),
            "lapsed": self.env._("No answer by the last day"),
            "form_cancelled": self.env._("The form was given up, or overtaken"),
        }

    def _get_review(self):
        """Return the step that the deadline of a review is about; nothing for others."""
        self.ensure_one()
        return self._get_reviews().get(self, self.env["kam.approval.review"])

    def _get_reviews(self):
        """Return the steps that deadlines of reviews are about: dict duty -> review.

        Browsed together, so that what is read of one is read of all.
        """
        ids = {duty: int(duty.slot) for duty in self if duty.code == REVIEW and duty.slot.isdigit()}
        reviews = self.env["kam.approval.review"].browse(ids.values())
        return dict(zip(ids, reviews, strict=True))

    # ------------------------------------------------------------------
    # people
    # ------------------------------------------------------------------

    def _get_groups(self):
        """Return the external ids of the groups of which a delegate has to hold one."""
        self.ensure_one()
        return [self.env["kam.position"]._role_groups().get(self.role, "base.group_user")]

    @api.model
    def _get_exclusive_codes(self):
        """See the base method: who may decide, and the archive room."""
        return super()._get_exclusive_codes() | {REVIEW, ARCHIVE}

    def _find_successors(self, positions):
        """See the base method: a form is decided by whoever else holds the role of its step."""
        reviews = self._get_reviews()
        others = self.filtered(lambda duty: duty not in reviews)
        successors = super(KamDeadline, others)._find_successors(positions)
        by_review = self.env["kam.approval.review"].concat(*reviews.values())
        decided_by = by_review._find_successors(positions)
        successors.update(
            (duty, decided_by[review]) for duty, review in reviews.items() if review in decided_by
        )
        return successors

    def _find_workers(self, people):
        """See the base method: also who acts today for those who owe it."""
        workers = super()._find_workers(people)
        reviews = self._get_reviews()
        others = {duty: people[duty] for duty in self if duty not in reviews}
        excluded = defaultdict(self.env["res.users"].browse)
        delegates = self.env["kam.approval.delegation"]._find_delegates(others, excluded)
        for duty in self:
            acting = reviews[duty].delegate_ids if duty in reviews else delegates[duty]
            workers[duty] |= duty._keep_able(acting)
        return workers

    def _find_principal(self, user):
        """Return for whom somebody does the duty today who does not owe it; nobody for others.

        :param res.users user: who does it
        :rtype: res.users
        """
        self.ensure_one()
        if user in self.user_ids:
            return self.env["res.users"]
        delegations = self.env["kam.approval.delegation"]
        # sudo: delegations count for everybody
        found = delegations.sudo().search(
            delegations._get_current_domain(self.company_id)
            & Domain("delegate_id", "=", user.id)
            & Domain("user_id", "in", self.user_ids.ids),
            limit=1,
        )
        return found.user_id

    # ------------------------------------------------------------------
    # the total limit
    # ------------------------------------------------------------------

    @api.model
    def _find_work(self):
        """See the base method: first the forms that end at their total limit."""
        reviews = self.search(
            Domain("state", "=", "open") & Domain("code", "=", REVIEW), order="id"
        )
        return [
            (self._find_beyond_limit(), methodcaller("_end_form")),
            (reviews, methodcaller("_refresh_reviews")),
            *super()._find_work(),
        ]

    def _refresh_reviews(self):
        """Bring who may decide up to date with what no change of a position has announced."""
        reviews = self._get_reviews().values()
        self.env["kam.approval.review"].concat(*reviews)._refresh_candidates()

    @api.model
    def _find_beyond_limit(self):
        """Return the duties of reviews whose forms were to be decided before today, or end."""
        beyond = Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("date_total_due", "<", company._kam_today())
            for company in self.env["res.company"].search([])
        )
        return (
            self.env["kam.approval.review"]
            .search(
                Domain("state", "=", "pending")
                & Domain("is_form_gone", "=", False)
                & Domain("on_total_limit", "=", "cancel")
                & beyond,
                order="id",
            )
            ._find_duties()
        )

    def _end_form(self):
        """Cancel the forms that were not decided within their total limit."""
        for duty in self._still_open():
            limit = duty._get_review().date_total_due
            form = self.env[duty.res_model].browse(duty.res_id)
            form._cancel("total_limit", date=str(limit))
