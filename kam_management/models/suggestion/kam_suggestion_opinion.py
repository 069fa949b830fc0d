from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ... import arguments, relations, wording
from ...rules.review_states import OPEN_REVIEW_STATES
from ...searching import by_tick


class KamSuggestionOpinion(models.Model):
    """What a department is sent of a summary, and answers (scheme, one.3, 6).

    Its members read this and nothing else of key accounts. It is the record of their deadline; the
    step of the summary ends with the answer, or lapses, which is no consent.

    ``kam_suggestion_opinion_duties``: by when it is answered, and what follows from silence.
    """

    _name = "kam.suggestion.opinion"
    _description = "Opinion of a Department"
    _inherit = [
        "kam.root.company.mixin",
        "kam.deadline.mixin",
        "kam.protected.mixin",
        "kam.thread.mixin",
    ]
    _order = "id desc"
    _protected_fields = frozenset({"summary_id", "department_id", "review_id", "company_id"})

    summary_id = fields.Many2one(
        "kam.suggestion.summary",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        groups="kam_management.group_kam_supervisor,kam_management.group_kam_administrator",
    )
    summary_number = fields.Char(
        string="Number of the Summary", compute="_compute_number", compute_sudo=True
    )
    department_id = fields.Many2one(
        "hr.department", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    review_id = fields.Many2one(
        "kam.approval.review",
        string="Step of the Summary",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    state = fields.Selection(
        related="review_id.state", string="State of the Opinion", related_sudo=True
    )
    date_due = fields.Date(related="review_id.date_due", string="Answer By", related_sudo=True)
    date_answered = fields.Datetime(
        related="review_id.date_decided", string="Opinion Given At", related_sudo=True
    )
    answered_by_id = fields.Many2one(
        related="review_id.decided_by_id", string="Answered By", related_sudo=True
    )
    outcome = fields.Char(string="What Became of It", compute="_compute_outcome", compute_sudo=True)
    is_late = fields.Boolean(
        string="Late", compute="_compute_is_late", compute_sudo=True, search="_search_is_late"
    )
    line_ids = relations.One2many(
        "kam.suggestion.opinion.line", "opinion_id", string="Suggestions We Are Asked About"
    )
    customers = fields.Char(
        compute="_compute_customers", help="Whose suggestions the department is asked about."
    )
    is_waiting_for_me = fields.Boolean(
        string="Waiting for Me",
        compute="_compute_is_waiting_for_me",
        search="_search_is_waiting_for_me",
    )

    _review_uniq = models.Constraint("UNIQUE(review_id)", "This step has its sheet already.")

    @api.depends("summary_id.number")
    def _compute_number(self):
        for opinion in self:
            opinion.summary_number = opinion.summary_id.number

    @api.depends("summary_number", "department_id")
    def _compute_display_name(self):
        for opinion in self:
            # sudo: the name of a department is no secret
            parts = (opinion.summary_number, opinion.sudo().department_id.name)
            opinion.display_name = " ".join(filter(None, parts))

    @api.depends("review_id.state", "review_id.candidate_ids", "review_id.delegate_ids")
    @api.depends_context("uid")
    def _compute_is_waiting_for_me(self):
        for opinion in self:
            # sudo: who is asked stands in the step
            opinion.is_waiting_for_me = opinion.sudo().review_id._is_waiting_for(self.env.user)

    @api.model
    def _search_is_waiting_for_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("review_id", "any", [("is_mine", "in", list(value))])]

    @api.depends("review_id.state", "review_id.outcome")
    @api.depends_context("lang")
    def _compute_outcome(self):
        for opinion in self:
            review = opinion.review_id
            is_open = review.state in OPEN_REVIEW_STATES
            opinion.outcome = self.env._("To be answered") if is_open else review.outcome

    @api.depends("review_id.state", "review_id.date_due")
    def _compute_is_late(self):
        for opinion in self:
            review, company = opinion.review_id, opinion.company_id
            opinion.is_late = review.state == "pending" and company._kam_today() > review.date_due

    @api.model
    def _search_is_late(self, operator, value):
        late = Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain(
                "review_id",
                "any",
                [("state", "=", "pending"), ("date_due", "<", company._kam_today())],
            )
            for company in self.env.companies.root_id
        )
        return by_tick(operator, value, late)

    @api.depends("line_ids.customer_name")
    @api.depends_context("lang")
    def _compute_customers(self):
        for opinion in self:
            names = dict.fromkeys(filter(None, opinion.line_ids.mapped("customer_name")))
            opinion.customers = wording.listed(self.env, names)

    def _get_mail_title(self):
        """Return what mails call it."""
        return self._get_duty_title()

    def _get_duty_title(self):
        """See the base method: of which summary; in no language, because it is kept."""
        return self.display_name

    def _get_mail_facts(self):
        """Return what its members should know first, as forms do."""
        return [
            (self._fields["department_id"]._description_string(self.env), self.department_id.name)
        ]

    @api.model
    def _ask(self, summary):
        """Send the departments what they are asked of a summary, one sheet each.

        What a department has said in a round before stands there again.

        :param summary: the summary, as superuser, whose steps have been made
        """
        # what was said last counts
        before = summary.opinion_ids.sorted("id").line_ids
        said = {(line.opinion_id.department_id, line.summary_line_id): line for line in before}
        reviews = summary._get_round_reviews().filtered(
            lambda review: review.department_id and review.state == "waiting"
        )
        sheets = self._protected_create(
            [
                {
                    "summary_id": summary.id,
                    "department_id": review.department_id.id,
                    "company_id": summary.company_id.id,
                    "review_id": review.id,
                }
                for review in reviews
            ]
        )
        self.env["kam.suggestion.opinion.line"]._protected_create(
            [
                {
                    "opinion_id": sheet.id,
                    **line._prepare_opinion_line(said.get((sheet.department_id, line))),
                }
                for sheet in sheets
                for line in summary.line_ids
                if sheet.department_id in line.department_ids
            ]
        )

    # ------------------------------------------------------------------
    # answering
    # ------------------------------------------------------------------

    def action_answer(self):
        """Send the answers: the step of the department ends.

        :return: True
        :raise UserError: naming what was not answered, or when nothing is asked any more
        :raise AccessError: for everybody who is not asked
        """
        for opinion in self:
            opinion.check_access("read")
            opinion._check_answered()
            # sudo: the step is decided with the rights of the user, whom it asks
            review = opinion.sudo().review_id.with_env(self.env)
            review.action_answer(opinion._word_answers())
        return True

    def _check_answered(self):
        """Refuse an answer that leaves something open.

        :raise UserError: naming the suggestion
        """
        lines = self.env["kam.suggestion.opinion.line"]
        for line in self.line_ids:
            if not (line.opinion or "").strip() or not line.feasibility:
                name = "feasibility" if not line.feasibility else "opinion"
                raise UserError(
                    self.env._(
                        "“%(field)s” of “%(suggestion)s” is empty: fill it in first.",
                        field=lines._get_label(name),
                        suggestion=line.name,
                    )
                )

    def _word_answers(self):
        """Return the answers as one text, which the step of the summary keeps."""
        return "\n".join(
            f"{number}. {line.opinion or ''}" for number, line in enumerate(self.line_ids, 1)
        )

    def action_view_summary(self):
        """Open the summary, for those who may read it.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "kam.suggestion.summary",
            "res_id": self.sudo().summary_id.id,  # sudo: whether it may be read is asked then
            "view_mode": "form",
        }
