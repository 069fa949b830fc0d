from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import LazyTranslate

from ... import relations
from ...rules.route_table import Step

_lt = LazyTranslate(__name__)


class KamSuggestionSummary(models.Model):
    """The suggestion summary 建议汇总表 of a unit (scheme, one.3, 5 to 7).

    Several suggestions, sent to the departments concerned, consolidated, reviewed by the director
    and decided one by one by the general manager. Each step fills its own columns, and nobody
    another's.

    ``kam_suggestion_summary_process``: its steps, and what follows from the decision.
    ``kam_suggestion_summary_matrix``: what each department says of each suggestion.
    ``kam_suggestion_summary_drafts``: drafts that are begun, extended and deleted.
    """

    _name = "kam.suggestion.summary"
    _description = "Suggestion Summary"
    _inherit = ["kam.root.company.mixin", "kam.form.mixin"]
    _order = "id desc"
    _rec_name = "number"
    _check_company_auto = True
    _form_prefix = "SS/%(year)s/"
    _form_line_fields = ("line_ids",)
    _in_charge_fields = ("in_charge_id",)
    _entity_fields = ("in_charge_id",)
    _origin_roles = ("supervisor",)
    _approval_route_name = _lt("Suggestion summary")
    _approval_route = (
        Step(
            None,
            None,
            _lt("Opinions of the departments"),
            days=5,
            per_department=True,
            kind="answer",
            on_due="lapse",
        ),
        Step(
            None,
            None,
            _lt("Consolidation"),
            days=3,
            kind="complete",
            writable=("line_ids.consolidated",),
        ),
        Step(
            ("director",),
            "headquarters",
            _lt("Review by the marketing director"),
            days=3,
            writable=("line_ids.vote", "line_ids.vote_note"),
        ),
        Step(
            ("general_manager", "vice_president"),
            "headquarters",
            _lt("Decision by the general manager"),
            days=3,
            writable=(
                "line_ids.decision",
                "line_ids.decision_reason",
                "line_ids.reply_text",
                "line_ids.date_back",
            ),
        ),
    )

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company.root_id,
    )
    unit_id = fields.Many2one(
        "kam.unit",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self._default_unit(),
        help="Suggestions of accounts of this unit and of those below it.",
    )
    in_charge_id = fields.Many2one(
        "res.users",
        string="Consolidated By",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        help="Who brings the opinions of the departments together.",
    )
    line_ids = relations.One2many(
        "kam.suggestion.summary.line", "summary_id", string="Suggestions on the Summary"
    )
    opinion_ids = relations.One2many(
        "kam.suggestion.opinion", "summary_id", string="Opinions of Departments", readonly=True
    )
    line_count = fields.Integer(string="Number of Suggestions", compute="_compute_line_count")
    date_promise = fields.Date(
        string="Earliest Promise",
        compute="_compute_date_promise",
        help="The first of the days by which its customers are answered.",
    )
    matrix = fields.Json(
        string="Opinions by Department",
        compute="_compute_matrix",
        # whoever reads the summary reads what it rests on, also a delegate of who decides
        compute_sudo=True,
        help="What each department says of each suggestion, and what the reader fills in now.",
    )
    can_decide_rest = fields.Boolean(compute="_compute_can_decide_rest")

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"company_id", "opinion_ids"}

    _protected_except_on_create = frozenset({"company_id"})

    @api.model
    def _default_unit(self):
        company = self.env.company.root_id
        units = self.env["kam.position"]._find_units(company, self.env.user)
        return units.get(self.env.user, self.env["kam.unit"]).id

    @api.depends("number", "unit_id")
    def _compute_display_name(self):
        for summary in self:
            # sudo: how a unit is called is no secret to whoever reads its summary
            parts = (summary.number, summary.sudo().unit_id.name)
            summary.display_name = " ".join(filter(None, parts))

    @api.depends("line_ids")
    def _compute_line_count(self):
        for summary in self:
            summary.line_count = len(summary.line_ids)

    @api.depends("line_ids.date_promise")
    def _compute_date_promise(self):
        for summary in self:
            days = filter(None, summary.line_ids.mapped("date_promise"))
            summary.date_promise = min(days, default=False)

    @api.constrains("unit_id", "company_id", "line_ids")
    def _check_unit(self):
        # what is in review is decided where it was asked, wherever its accounts go
        for summary in self.filtered(lambda summary: summary.approval_state == "draft"):
            # sudo: where units hang counts, whoever sees them
            own = summary.sudo()
            for line in own.line_ids:
                if not own._covers(line.suggestion_id):
                    raise ValidationError(
                        self.env._(
                            "%(suggestion)s is not of %(unit)s, nor of a unit below it: put it on "
                            "a summary of its own unit.",
                            suggestion=line.suggestion_id.display_name,
                            unit=own.unit_id.display_name,
                        )
                    )
