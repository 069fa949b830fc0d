from odoo import api, models
from odoo.service.model import get_public_method

from ... import transactions, wording
from .kam_approval_run import TOGETHER


class KamApprovalMixin(models.AbstractModel):
    """What the user may do with a form now, for its buttons, and doing it with many forms.

    The buttons only mirror the methods behind them: these check for themselves.
    """

    _inherit = "kam.approval.mixin"

    @api.depends("review_ids.state", "review_ids.candidate_ids.name")
    @api.depends_context("lang")
    def _compute_waiting_for(self):
        for form in self:
            form.waiting_for = wording.parted(
                self.env,
                [
                    self.env._(
                        "%(step)s: %(users)s",
                        step=review.step_name,
                        users=wording.listed(self.env, review.candidate_ids.mapped("name"))
                        or self.env._("nobody now"),
                    )
                    for review in form.review_ids
                    if review.state == "pending"
                ],
            )

    @api.depends("approval_state", "approval_round", "review_ids.state")
    @api.depends_context("lang")
    def _compute_return_note(self):
        for form in self:
            returned = form._get_round_reviews().filtered(lambda review: review.state == "returned")
            form.return_note = False
            if form.approval_state == "draft" and returned:
                form.return_note = self.env._(
                    "Returned by %(user)s: %(opinion)s",
                    user=returned[0].who,
                    opinion=returned[0].opinion or "",
                )

    @api.depends(
        "approval_round", "approval_state", "is_waiting_for_me", "review_ids.date_due_before"
    )
    @api.depends_context("uid")
    def _compute_can(self):
        for form in self:
            is_draft = form.approval_state == "draft"
            form.can_submit = is_draft and form._needs_approval() and form._may_submit()
            mine = form.review_ids.filtered("is_mine")
            form.can_decide = any(review._is_consent() for review in mine)
            form.can_answer = "answer" in mine.mapped("kind")
            form.can_complete = "complete" in mine.mapped("kind")
            form.can_extend = any(review._can_extend() for review in form.review_ids)
            form.can_withdraw = form.approval_state == "in_review" and form._may_withdraw()
            form.can_give_up = is_draft and form._may_give_up()

    @api.depends("approval_state", "approval_round")
    @api.depends_context("uid")
    def _compute_can_delete(self):
        allowed = self._origin._filtered_access("unlink")
        for form in self:
            form.can_delete = form._origin in allowed and not form._stays_in_records()

    def _stays_in_records(self):
        """Tell whether this form is deleted no more, by anybody. To be extended."""
        self.ensure_one()
        return self.approval_state != "draft" or bool(self.approval_round)

    def _may_submit(self):
        """Tell whether the user is one of those who submit this form. To be extended."""
        self.ensure_one()
        return self.has_access("write")

    def _may_withdraw(self):
        """Tell whether the user takes this form back: who created or submitted it does."""
        self.ensure_one()
        return self.env.user in self.create_uid | self.submitted_by_id

    def _may_give_up(self):
        """Tell whether the user may give this draft up. To be extended.

        One that was never submitted is deleted instead.
        """
        self.ensure_one()
        return bool(self.approval_round) and self._may_submit()

    def _run_each(self, method_name):
        """Call a method of each of the forms; what cannot be done is named, the others stand.

        For server actions: alone a form is refused as ever, among several it is reported. Many are
        done in the background.

        :param str method_name: public method without arguments
        :return: True for one form, otherwise an action that tells what was done and what was not,
            or how far it is
        """
        method = get_public_method(self, method_name)
        if len(self) == 1:
            return method(self)
        runs = self.env["kam.approval.run"]
        if len(self) >= runs._background_from():
            return runs._start(self, method_name)
        run = transactions.run_together if method_name in TOGETHER else transactions.run_each
        _results, refused = run(self, method)
        failures = [form._explain(error) for form, error in refused]
        return transactions.notify_done(self.env, len(self) - len(failures), failures)

    def _find_followed(self, subtype):
        """Return who follows a kind of message of the forms: dict id of a form -> partners.

        :param str subtype: external id of the kind
        """
        followers = (
            self.env["mail.followers"]
            .sudo()  # sudo: whoever follows is told, whoever writes
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("subtype_ids", "in", self.env.ref(subtype).ids),
                ]
            )
        )
        return {
            res_id: of_form.partner_id for res_id, of_form in followers.grouped("res_id").items()
        }

    # ------------------------------------------------------------------
    # deciding, from the form or a list
    # ------------------------------------------------------------------

    def action_open_decision(self):
        """Open the dialog in which the user decides the forms' steps that wait for them.

        :return: a window action
        """
        decision = self.env.context.get("kam_decision")
        return self._open_decision(decision if isinstance(decision, str) else None)

    def action_open_extension(self):
        """Open the dialog that gives the pending step of the forms more time.

        :return: a window action
        """
        return self._open_decision("extend")

    def _open_decision(self, decision=None):
        """Open the dialog on the pending steps of the forms.

        Of steps side by side only the user's own are taken. A form of which nothing is the user's
        keeps its steps: deciding them says who may, instead of passing over the form in silence.
        """
        pending = self.review_ids.filtered(lambda review: review.state == "pending")
        # asked of all at once
        wanted = pending.filtered("extension_max_days" if decision == "extend" else "is_mine")
        reviews = self.env["kam.approval.review"]
        for form in self:
            of_form = pending.filtered(lambda review: review.res_id == form.id)  # noqa: B023
            reviews |= (of_form & wanted) or of_form
        without = self.filtered(lambda form: form.id not in reviews.mapped("res_id"))
        return self.env["kam.approval.review"]._open_decision(reviews, decision, without)
