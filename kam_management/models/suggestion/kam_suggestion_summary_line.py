from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ... import relations, transactions
from ...rules import suggestions
from .kam_suggestion import DECISIONS

VOTES = [("adopted", "Agrees"), ("postponed", "Would postpone"), ("refused", "Does not agree")]
# what steps of the summary fill, and nobody in the draft
STEP_FIELDS = (
    "consolidated",
    "vote",
    "vote_note",
    "decision",
    "decision_reason",
    "reply_text",
    "date_back",
)


class KamSuggestionSummaryLine(models.Model):
    """A suggestion on a summary: who is asked, what is proposed, and what was decided."""

    _name = "kam.suggestion.summary.line"
    _description = "Suggestion on a Summary"
    _inherit = ["kam.approval.line.mixin"]
    _order = "summary_id, sequence, id"
    _rec_name = "suggestion_id"
    _approval_form_field = "summary_id"
    _approval_lines_field = "line_ids"
    _protected_except_on_create = frozenset({"summary_id", "suggestion_id"})
    _protected_fields = _protected_except_on_create | {"date_promise_kept"}

    summary_id = fields.Many2one(
        "kam.suggestion.summary", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    suggestion_id = fields.Many2one(
        "kam.suggestion",
        string="Suggestion Listed",
        required=True,
        index=True,
        ondelete="restrict",
    )
    partner_id = fields.Many2one(related="suggestion_id.partner_id", string="Customer")
    suggestion_text = fields.Text(related="suggestion_id.description")
    date_promise = fields.Date(
        string="Promised Date", compute="_compute_date_promise", compute_sudo=True
    )
    date_promise_kept = fields.Date(
        string="Promise When It Was Decided",
        readonly=True,
        copy=False,
        help="What is decided prints as it was: a later promise does not change it.",
    )
    joined_text = fields.Char(
        string="Decided Together With",
        compute="_compute_joined_text",
        help="Further suggestions of the same matter, as far as you may read them.",
    )
    report_id = fields.Many2one(related="suggestion_id.report_id")
    department_ids = relations.Many2many(
        "hr.department",
        relation="kam_suggestion_summary_line_department_rel",
        column1="line_id",
        column2="department_id",
        string="Departments Asked",
        compute="_compute_department_ids",
        store=True,
        readonly=False,
        precompute=True,
    )
    opinion_line_ids = relations.One2many(
        "kam.suggestion.opinion.line", "summary_line_id", string="What Departments Say"
    )
    consolidated = fields.Text(
        string="Consolidated Proposal", help="What follows from the opinions of the departments."
    )
    vote = fields.Selection(VOTES, string="Director")
    vote_note = fields.Text(string="Director's Remark")
    decision = fields.Selection(DECISIONS, string="General Manager")
    decision_reason = fields.Text(
        string="Internal Reason", help="Why it was decided so. The customer never reads it."
    )
    reply_text = fields.Text(
        string="Sentence for the Customer", help="What the customer is told of the decision."
    )
    date_back = fields.Date(
        string="Comes Back On", help="When what is postponed is put on a summary again."
    )

    _suggestion_uniq = models.Constraint(
        "UNIQUE(summary_id, suggestion_id)", "This suggestion is on the summary already."
    )

    @api.model
    def _get_protected_remedy(self):
        return self.env._("Remove the line, and add the suggestion that is meant.")

    @api.constrains("summary_id", "suggestion_id")
    def _check_unit(self):
        self.summary_id._check_unit()

    @api.constrains("date_back")
    def _check_given_date_back(self):
        for line in self:
            if line.date_back:
                line._check_date_back()

    def _check_date_back(self):
        """Refuse a day on which what is postponed cannot come back.

        :raise ValidationError: naming the field and the suggestion
        """
        today = self.summary_id.company_id._kam_today()
        if not suggestions.may_come_back(self.date_back, today):
            raise ValidationError(
                self.env._(
                    "“%(field)s” of %(suggestion)s: choose the day, after today and within two "
                    "years, on which it is put on a summary again.",
                    field=self._get_label("date_back"),
                    # sudo: whoever reads the summary reads of which suggestion
                    suggestion=self.sudo().suggestion_id.display_name,
                )
            )

    @api.depends("suggestion_id.number", "suggestion_id.name")
    def _compute_display_name(self):
        for line in self:
            # sudo: whoever reads the summary reads of which suggestion, wherever its account is
            line.display_name = line.sudo().suggestion_id.display_name

    @api.depends("date_promise_kept", "suggestion_id.date_promise")
    def _compute_date_promise(self):
        for line in self:
            line.date_promise = line.date_promise_kept or line.suggestion_id.date_promise

    def _keep_promises(self):
        """Keep what was promised, with the decision."""
        for day, lines in self.grouped("date_promise").items():
            lines._protected_write({"date_promise_kept": day})

    @api.depends("suggestion_id")
    def _compute_department_ids(self):
        for line in self:
            # sudo: whoever makes the summary need not read the set-up
            proposed = line.sudo().suggestion_id.kind_id.department_ids
            line.department_ids = line.department_ids or proposed

    @api.depends("suggestion_id.joined_ids")
    @api.depends_context("uid", "allowed_company_ids", "lang")
    def _compute_joined_text(self):
        for line in self:
            line.joined_text = line.suggestion_id._word_joined()

    @api.model
    def _complete_create(self, vals_list):
        """Put suggestions on a summary: what was reported and waits for it.

        :raise UserError: naming the suggestion
        :raise AccessError: for whoever may not write it
        """
        for vals in vals_list:
            self._refuse_steps(vals)
        vals_list = super()._complete_create(vals_list)
        ids = [vals["suggestion_id"] for vals in vals_list if vals.get("suggestion_id")]
        chosen = self.env["kam.suggestion"].browse(set(ids))
        chosen.check_access("read")
        # of two who take the same one at once, the second finds it taken
        transactions.serialise(chosen)
        chosen._check_listable()
        twice = next((one for one in chosen if ids.count(one.id) > 1), None)
        if twice:
            raise UserError(
                self.env._("%s stands there twice: put it on one summary.", twice.display_name)
            )
        return vals_list

    @api.model_create_multi
    def create(self, vals_list):
        """Put suggestions on summaries: from then on they stand there."""
        lines = super().create(vals_list)
        for line in lines:
            line.suggestion_id._write_process({"state": "listed", "summary_line_id": line.id})
            line.suggestion_id._take_along()
        return lines

    def _check_write(self, vals):
        """See the base method: what steps fill is filled by them only.

        :raise UserError: naming the field
        """
        drafts = self.filtered(lambda line: line.summary_id.approval_state == "draft")
        if drafts:
            drafts._refuse_steps(vals)
        super()._check_write(vals)

    def _refuse_steps(self, vals):
        """Refuse what only steps of the summary fill; what stands there already may be repeated.

        :raise UserError: naming the field
        """
        refused = [
            name
            for name in STEP_FIELDS
            if name in vals
            and (any(line._holds_other(name, vals[name]) for line in self) if self else vals[name])
        ]
        if refused:
            raise UserError(
                self.env._(
                    "“%s” is filled in a step of the summary, by whoever that step is for. "
                    "Submit it first.",
                    self._get_label(refused[0]),
                )
            )

    def _holds_other(self, name, value):
        # texts, choices and days, which read alike as texts
        return str(self[name] or "") != str(value or "")

    def unlink(self):
        """Take suggestions off a draft: they wait for another summary."""
        self.check_access("unlink")
        self._check_unlink()
        self._release()
        return super().unlink()

    def _take_off(self):
        """Take suggestions off drafts, as a process: they are withdrawn, or moved elsewhere."""
        self._release()
        self._protected_unlink()

    def _release(self):
        """Let the suggestions wait for another summary; those that went on stay where they are."""
        # sudo: the process's own fields; who may was checked
        waiting = (
            self.sudo()
            .suggestion_id.filtered(
                lambda suggestion: (
                    suggestion.summary_line_id in self
                    and suggestion.state in suggestions.LISTED_STATES
                )
            )
            ._get_covered()
        )
        waiting._write_process({"state": "reporting", "summary_line_id": False})
        waiting._stand_by_report()
        waiting._open_duties()

    def _clear_steps(self):
        """Let the steps of a new round fill their columns; the consolidation is kept."""
        kept = ("consolidated",)
        self._protected_write(dict.fromkeys((n for n in STEP_FIELDS if n not in kept), False))

    def _check_decided(self):
        """Refuse a decision that lacks what follows from it.

        :raise UserError: naming the field and the suggestion
        """
        name = self.suggestion_id.display_name
        is_told = self.decision in suggestions.EXPLAINED_DECISIONS
        if is_told and not (self.reply_text or "").strip():
            raise UserError(
                self.env._(
                    "“%(field)s” of %(suggestion)s is empty: write what the customer is told.",
                    field=self._get_label("reply_text"),
                    suggestion=name,
                )
            )
        if self.decision == "postponed":
            self._check_date_back()

    def _prepare_opinion_line(self, said=None):
        """Return what a department is sent of the line: values of a line of its sheet.

        :param said: what it said of it in a round before
        """
        suggestion = self.suggestion_id
        vals = {
            "summary_line_id": self.id,
            "sequence": self.sequence,
            "name": suggestion.name,
            "customer_name": suggestion.partner_id.name,
            "suggestion_text": suggestion.description,
        }
        if said:
            vals |= {
                "feasibility": said.feasibility,
                "opinion": said.opinion,
                "owner_id": said.owner_id.id,
                "date_possible": said.date_possible,
            }
        return vals
