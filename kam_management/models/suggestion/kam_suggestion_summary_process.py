from odoo import api, models
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

    def _get_missing(self):
        """See the base method: also suggestions, and departments that are asked."""
        missing = super()._get_missing()
        if not self.line_ids:
            missing.append(self.env._("“%s” is empty.", self._get_label("line_ids")))
        label = self.env["kam.suggestion.summary.line"]._get_label("department_ids")
        missing += [
            self.env._(
                "“%(field)s” of %(suggestion)s is empty: say who is asked how to carry it out.",
                field=label,
                suggestion=line.suggestion_id.display_name,
            )
            for line in self.line_ids
            if not line.department_ids
        ]
        return missing

    @api.model
    def _get_missing_depends(self):
        """See the base method: also its lines."""
        return super()._get_missing_depends() | {"line_ids.department_ids"}

    def _get_step_document(self, review):
        """See the base method: a department reads what it is asked, and nothing else."""
        asked = self.opinion_ids.filtered(lambda opinion: opinion.review_id == review)
        return asked or super()._get_step_document(review)

    # ------------------------------------------------------------------
    # its suggestions go along
    # ------------------------------------------------------------------

    def _on_submitted(self):
        """See the base method: departments are asked, and what later steps fill is empty."""
        super()._on_submitted()
        self.line_ids._clear_steps()
        self.env["kam.suggestion.opinion"]._ask(self)
        covered = self.line_ids.suggestion_id
        self.env["kam.deadline"]._close(covered, LISTING, by=self.env.user)

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
        for line in self.line_ids.filtered(lambda line: not line.decision):
            line.decision = decision or line.vote
        return True
