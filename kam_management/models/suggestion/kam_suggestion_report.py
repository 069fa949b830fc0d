from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate

from ... import arguments
from ...rules import suggestions
from ...rules.route_table import Step
from .kam_suggestion_duties import REPORT

_lt = LazyTranslate(__name__)


class KamSuggestionReport(models.Model):
    """The suggestion report 大客户建议报告: cause and feasibility (scheme, one.3, 3 and 4).

    The manager returns it with comments, its author completes it. What was approved can be put on
    a summary.
    """

    _name = "kam.suggestion.report"
    _description = "Suggestion Report"
    _inherit = ["kam.account.form.mixin"]
    # begun by the suggestion, never by hand
    _protected_except_on_create = frozenset()
    _protected_fields = frozenset({"suggestion_id", "date_promise_kept"})
    _form_prefix = "SR/%(year)s/"
    _required_to_submit = ("cause", "feasibility")
    _approval_route_name = _lt("Suggestion report")
    _approval_route = (
        Step(("manager", "director"), "region", _lt("Review by the manager"), days=3),
    )

    suggestion_id = fields.Many2one(
        "kam.suggestion", required=True, index=True, ondelete="restrict", readonly=True, copy=False
    )
    author_id = fields.Many2one(related="suggestion_id.author_id", string="Handled By")
    suggestion_text = fields.Text(related="suggestion_id.description")
    kind_id = fields.Many2one(
        related="suggestion_id.kind_id", string="Kind of Suggestion", readonly=True
    )
    date_promise = fields.Date(
        string="Promised Date", compute="_compute_date_promise", compute_sudo=True
    )
    date_promise_kept = fields.Date(
        string="Promise When It Was Approved", readonly=True, copy=False
    )
    cause = fields.Text(
        string="Analysis of the Cause", help="Why the customer suggests it: what lies behind it."
    )
    feasibility = fields.Text(
        string="Analysis of the Feasibility",
        help="Whether it can be done, how, and what stands against it.",
    )
    has_cost = fields.Boolean(
        string="Cost Is Estimated",
        compute="_compute_has_cost",
        store=True,
        readonly=False,
        help="Tells a cost of nothing from one that nobody has estimated.",
    )
    cost = fields.Monetary(
        string="Estimated Cost", aggregator=None, help="What carrying it out would cost."
    )
    benefit = fields.Text(string="Expected Benefit", help="What the customer and we have of it.")
    completion = fields.Text(
        string="What Was Completed", help="What the author completed after the manager's comments."
    )

    _suggestion_uniq = models.UniqueIndex(
        "(suggestion_id) WHERE approval_state != 'cancelled'",
        "This suggestion has its report already.",
    )
    _cost_possible = models.Constraint(
        "CHECK(cost >= 0 AND cost < 1e15)", "“Estimated Cost” is an amount, and not negative."
    )

    def _get_protected_fields(self):
        return super()._get_protected_fields() | self._protected_fields

    @api.depends("cost")
    def _compute_has_cost(self):
        for report in self:
            report.has_cost = report.has_cost or bool(report.cost)

    @api.depends("date_promise_kept", "suggestion_id.date_promise")
    def _compute_date_promise(self):
        for report in self:
            report.date_promise = report.date_promise_kept or report.suggestion_id.date_promise

    @api.model
    def _begin(self, suggestion):
        """Begin the report of a suggestion, whose process has checked who may.

        :param suggestion: the suggestion
        :return: the report
        """
        # sudo: as the process; whoever writes it is its author
        return self.sudo()._protected_create(
            [{"suggestion_id": suggestion.id, "account_id": suggestion.sudo().account_id.id}]
        )

    def _get_authors(self):
        """See the base method: also whoever handles the suggestion."""
        return super()._get_authors() | self.suggestion_id.author_id

    def _get_missing(self):
        """See the base method: what the manager wanted completed was completed."""
        missing = super()._get_missing()
        is_back = self.return_note and self.approval_state == "draft"
        if is_back and not (self.completion or "").strip():
            missing.append(
                self.env._(
                    "“%s” is empty: say what you completed after the comments.",
                    self._get_label("completion"),
                )
            )
        return missing

    @api.model
    def _get_missing_depends(self):
        """See the base method: also whether it came back."""
        return super()._get_missing_depends() | {"return_note", "completion"}

    def _check_revisable(self):
        """See the base method: what its summary rests on stays as it was approved."""
        super()._check_revisable()
        suggestion = self.suggestion_id
        if suggestion.state in suggestions.LISTED_STATES:
            raise UserError(
                self.env._(
                    "%(report)s is read on %(summary)s: let the suggestion be taken off first.",
                    report=self.display_name,
                    # sudo: what it stands on is no secret to whoever revises its report
                    summary=suggestion.sudo().summary_id.display_name,
                )
            )

    def _on_submitted(self):
        """See the base method: the report was written."""
        super()._on_submitted()
        self.env["kam.deadline"]._close(self.suggestion_id, REPORT, by=self.env.user)

    def _on_approved(self):
        """See the base method: it is to be put on a summary."""
        super()._on_approved()
        self._protected_write({"date_promise_kept": self.suggestion_id.date_promise})
        self.suggestion_id._open_duties()

    def _on_returned(self):
        """See the base method: its correction is a duty of the form itself."""
        super()._on_returned()
        self.suggestion_id._publish()

    def _on_rejected(self):
        """See the base method: the suggestion waits for another report."""
        super()._on_rejected()
        self._give_back()

    def _on_cancelled(self):
        """See the base method: as above, unless the suggestion itself is over."""
        super()._on_cancelled()
        self._give_back()

    def _give_back(self):
        suggestion = self.suggestion_id.filtered(lambda each: each.state == "reporting")
        suggestion._write_process({"state": "accepted", "report_id": False})
        suggestion._open_duties()

    # ------------------------------------------------------------------
    # what it shows and prints
    # ------------------------------------------------------------------

    def action_view_suggestion(self):
        """Open the suggestion of the report.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "kam.suggestion",
            # sudo: whether it may be read is asked when it is opened
            "res_id": self.sudo().suggestion_id.id,
            "view_mode": "form",
        }

    @api.model
    def _get_step_titles(self):
        """See the base method: as the scheme calls it."""
        return {
            **super()._get_step_titles(),
            "Review by the manager": self.env._("Opinion of the Key Account Manager"),
        }

    def _get_comments(self):
        """Return what the manager wanted completed: list of ``(text, by whom, day)``."""
        self.ensure_one()
        day_of = self.company_id._kam_day_of
        returned = self.review_ids.filtered(lambda review: review.state == "returned")
        return [
            (
                review.opinion or "",
                self._get_signature(review),
                day_of(review.date_decided),
            )
            for review in returned.sorted("id")
        ]

    @api.model
    def _get_cancel_reasons(self):
        """See the base method: also when the suggestion is withdrawn."""
        return super()._get_cancel_reasons() | {
            "suggestion_withdrawn": self.env._("The suggestion was withdrawn"),
            "suggestion_decided": self.env._("It was decided with another suggestion"),
        }
