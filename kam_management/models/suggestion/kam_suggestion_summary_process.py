from odoo import models
from odoo.exceptions import AccessError, UserError

from ... import arguments
from ...rules import suggestions
from .kam_suggestion_duties import LISTING

VOTE, DECISION, CONSOLIDATED = "line_ids.vote", "line_ids.decision", "line_ids.consolidated"


class KamSuggestionSummary(models.Model):
    """The steps of a summary, and what its suggestions become by them."""

    _inherit = "kam.suggestion.summary"

    def _get_approval_departments(self):
        """See the base method: the departments that its lines name."""
        return self.line_ids.department_ids

    def _get_step_document(self, review):
        """See the base method: a department reads what it is asked, and nothing else."""
        asked = self.opinion_ids.filtered(lambda opinion: opinion.review_id == review)
        return asked or super()._get_step_document(review)

    def action_view_my_sheet(self):
        """Open the sheet in which the user answers for a department.

        :return: a window action
        :raise AccessError: for whoever is not asked now
        """
        arguments.one(self)
        self.check_access("read")
        # sudo: which sheet is the user's follows from the step
        mine = self.sudo().opinion_ids.filtered("is_waiting_for_me")[:1]
        if not mine:
            raise AccessError(self.env._("%s: you are not asked now.", self.display_name))
        return {
            "type": "ir.actions.act_window",
            "res_model": mine._name,
            "res_id": mine.id,
            "views": [(False, "form")],
        }

    # ------------------------------------------------------------------
    # its suggestions go along
    # ------------------------------------------------------------------

    def _on_submitted(self):
        """See the base method: departments are asked, and what later steps fill is empty."""
        super()._on_submitted()
        self._check_has_decision()
        self.line_ids._clear_steps()
        self.env["kam.suggestion.opinion"]._ask(self)
        covered = self.line_ids.suggestion_id._get_covered()
        self.env["kam.deadline"]._close(covered, LISTING, by=self.env.user)

    def _check_has_decision(self):
        """Refuse a route in which nobody decides the suggestions.

        :raise UserError: naming the form
        """
        steps = self._get_round_reviews().filtered(lambda review: review.state == "waiting")
        if not any(DECISION in review._get_writable() for review in steps):
            raise UserError(
                self.env._(
                    "No step of %(form)s decides its suggestions: an administrator of key accounts "
                    "lets one fill in “%(field)s”, under Configuration, in the approval route.",
                    form=self.display_name,
                    field=self.env["kam.suggestion.summary.line"]._get_label("decision"),
                )
            )

    def _open_next(self):
        """See the base method: the suggestions stand where their summary stands."""
        result = super()._open_next()
        for summary in self.filtered(lambda each: each.approval_state == "in_review"):
            summary.line_ids.suggestion_id._follow(summary._get_stage())
        return result

    def _get_stage(self):
        """Return the state of the suggestions while the summary is in review."""
        pending = self._get_round_reviews().filtered(lambda review: review.state == "pending")
        if any(DECISION in review._get_writable() for review in pending):
            return "deciding"
        if any(review._is_consent() for review in pending):
            return "reviewing"
        return "asking"

    def _on_returned(self):
        """See the base method: its suggestions are on it still."""
        super()._on_returned()
        self.line_ids.suggestion_id._follow("listed")

    def _on_withdrawn(self):
        """See the base method: as above."""
        super()._on_withdrawn()
        self.line_ids.suggestion_id._follow("listed")

    def _on_rejected(self):
        """See the base method: its suggestions are to be put on another one."""
        super()._on_rejected()
        self.line_ids._release()

    def _on_cancelled(self):
        """See the base method: as above."""
        super()._on_cancelled()
        self.line_ids._release()

    def _on_approved(self):
        """See the base method: each suggestion was decided (scheme, one.3, 7)."""
        super()._on_approved()
        self.line_ids._keep_promises()
        last = self._get_round_reviews().filtered("decided_by_id").sorted("sequence")[-1:]
        for line in self.line_ids:
            line.suggestion_id._get_covered()._decide(
                line.decision,
                line.decision_reason,
                line.reply_text,
                date_back=line.date_back,
                user=last.decided_by_id,
            )

    # ------------------------------------------------------------------
    # what each step has to fill
    # ------------------------------------------------------------------

    def _check_decision(self, review, decision, opinion):
        """See the base method: each step has filled its columns.

        :raise UserError: naming the field and the suggestion
        """
        super()._check_decision(review, decision, opinion)
        if decision not in ("approved", "answered", "completed"):
            return
        if review.department_id:
            self._get_step_document(review)._check_answered()
            return
        writable = review._get_writable()
        for name in ("consolidated", "vote", "decision"):
            if f"line_ids.{name}" in writable:
                self._check_filled(name)
        if DECISION in writable:
            for line in self.line_ids:
                line._check_decided()

    def _check_filled(self, name):
        lines = self.env["kam.suggestion.summary.line"]
        for line in self.line_ids:
            value = line[name]
            if not (value.strip() if isinstance(value, str) else value):
                raise UserError(
                    self.env._(
                        "“%(field)s” of %(suggestion)s is empty: fill it in first.",
                        field=lines._get_label(name),
                        suggestion=line.suggestion_id.display_name,
                    )
                )

    def action_decide_rest(self, decision=""):
        """Fill in what is not decided yet: all but the exceptions in one go.

        :param str decision: adopted, postponed or refused; by default what the director proposes
        :return: True
        :raise UserError: for a summary that is not with whoever decides
        :raise AccessError: for everybody else
        """
        arguments.one(self)
        self.check_access("read")
        waiting = self.review_ids.filtered(
            lambda review: review.is_mine and DECISION in review._get_writable()
        )
        if not waiting:
            raise AccessError(self.env._("%s: you do not decide it now.", self.display_name))
        if decision and (not isinstance(decision, str) or decision not in suggestions.DECISIONS):
            raise UserError(
                self.env._(
                    "“%s”: choose one of those that are offered.",
                    self.env["kam.suggestion.summary.line"]._get_label("decision"),
                )
            )
        left = self.line_ids.filtered(lambda line: not line.decision)
        if decision:
            left.write({"decision": decision})
            return True
        for vote, lines in left.grouped("vote").items():
            if vote:
                lines.write({"decision": vote})
        return True
