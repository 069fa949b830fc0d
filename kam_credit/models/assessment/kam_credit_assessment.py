from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate

from odoo.addons.kam_management import relations
from odoo.addons.kam_management.models.account.kam_account_form_mixin import one_open_form
from odoo.addons.kam_management.rules.route_table import Step

from ...rules import scoring, tiering

_lt = LazyTranslate(__name__)

# What follows from the lines.
RESULT_FIELDS = (
    "score",
    "score_highest",
    "unknown_count",
    "tier_by_score_id",
    "tier_rated_id",
    "tier_led_id",
    "override_direction",
)
OVERRIDE_REASONS = [
    ("collateral", "Collateral that the criteria do not show"),
    ("support", "Support by its group or the state"),
    ("information", "Information that is in no figure yet"),
    ("dispute", "Late payment because of a dispute that was ours"),
    ("one_off", "A single event that distorts the figures"),
    ("market", "The market is about to turn"),
]


class KamCreditAssessment(models.Model):
    """The assessment of a customer, with the credit rating score sheet 客户信用等级评分表 (scheme,
    credit management, 4.3).

    It keeps the criteria of the scorecard by which it was made, and the figures it rests on. What
    is approved becomes the customer's score; a tier change is proposed, never applied.

    ``kam_credit_assessment_process``: beginning, submitting, and what follows from approval.
    ``kam_credit_assessment_explanation``: how the score came about, and what would change it.
    """

    _name = "kam.credit.assessment"
    _description = "Credit Rating Score Sheet"
    _inherit = ["kam.credit.figures.mixin"]

    # as they were when it was submitted
    _kept_figures = (
        "transaction_amount",
        "amount_due",
        "amount_on_time",
        "amount_overdue",
        "fulfilment_rate",
        "has_rate",
        "count_due",
        "date_figures",
        "tier_by_amount_id",
    )

    # to credit officers of the area, whoever leads the unit
    _is_left_to_owners = True
    _form_prefix = "CRS/%(year)s/"
    _form_line_fields = ("line_ids",)
    _one_open_per_account = one_open_form(
        "This customer is being assessed already: go on with that score sheet."
    )
    _approval_route_name = _lt("Credit assessment")
    _approval_route = (
        Step(
            "credit_reviewer",
            "region",
            _lt("Verification of the score by the region"),
            days=3,
            opinion_required=True,
            writable=("line_ids.second_level_id", "line_ids.remark"),
        ),
        Step(
            "credit_approver",
            "headquarters",
            _lt("Signature of the score by headquarters"),
            days=3,
        ),
    )

    profile_id = fields.Many2one(domain="[('account_state', 'in', ('potential', 'key'))]")
    scorecard_id = fields.Many2one(
        "kam.credit.scorecard",
        required=True,
        index=True,
        copy=False,
        ondelete="restrict",
        help="The edition that was in force when the assessment was begun.",
    )
    date_assessed = fields.Date(
        string="Assessed On", copy=False, help="The day of the figures it rests on."
    )
    line_ids = relations.One2many(
        "kam.credit.assessment.line", "assessment_id", string="Scores by Criteria"
    )
    score = fields.Float(
        string="Total Score",
        digits=(6, 2),
        compute="_compute_score",
        store=True,
        aggregator="avg",
        help="From 0 to 100. What is unknown counts as badly as it can be.",
    )
    score_highest = fields.Float(
        string="Score If All Were Known",
        digits=(6, 2),
        compute="_compute_score",
        store=True,
        aggregator=None,
        help="What the score could rise to if all that is unknown turned out well.",
    )
    unknown_count = fields.Integer(
        string="Unknown", compute="_compute_score", store=True, aggregator=None
    )
    tier_by_score_id = fields.Many2one(
        "kam.credit.tier",
        string="Tier by Score",
        compute="_compute_tier_by_score_id",
        store=True,
        ondelete="restrict",
    )
    tier_policy = fields.Selection(
        [
            (tiering.STRICTER, "The stricter of amount and score"),
            (tiering.SCORE, "The score"),
            (tiering.AMOUNT, "The transaction amount"),
        ],
        string="Tier Decided By",
        copy=False,
    )
    tier_rated_id = fields.Many2one(
        "kam.credit.tier",
        compute="_compute_tier_rated_id",
        store=True,
        ondelete="restrict",
        help="The tier by score, or another one where it was adjusted.",
    )
    tier_led_id = fields.Many2one(
        "kam.credit.tier",
        string="Tier by All Figures",
        compute="_compute_tier_rated_id",
        store=True,
        ondelete="restrict",
        help="What score and transaction amount lead to together.",
    )
    override_tier_id = fields.Many2one(
        "kam.credit.tier",
        string="Adjusted to",
        check_company=True,
        copy=False,
        ondelete="restrict",
        help="Only for a reason of the list, and with evidence.",
    )
    override_reason = fields.Selection(
        OVERRIDE_REASONS, string="Reason of the Adjustment", copy=False
    )
    override_note = fields.Text(
        string="Evidence of the Adjustment",
        copy=False,
        help="What proves it, and where it is to be found.",
    )
    override_direction = fields.Selection(
        [("up", "Better"), ("down", "Worse")],
        string="Adjusted Upwards or Downwards",
        compute="_compute_tier_rated_id",
        store=True,
    )
    conclusion = fields.Text(help="What the score does not say, for those who decide.")
    amount_overdue = fields.Monetary(string="Overdue", copy=False, aggregator=None)
    count_due = fields.Integer(string="Instalments Due", copy=False, aggregator=None)
    count_late = fields.Integer(string="Instalments Not Honoured", copy=False, aggregator=None)
    explanation = fields.Html(compute="_compute_explanation", sanitize=False)
    is_current = fields.Boolean(
        string="Holds", compute="_compute_is_current", help="The customer's score rests on it."
    )

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            *RESULT_FIELDS,
            "count_late",
            "date_assessed",
            "scorecard_id",
            "tier_policy",
        }

    @api.depends("line_ids.points", "line_ids.has_points", "line_ids.weight", "line_ids.content")
    def _compute_score(self):
        for assessment in self:
            total = scoring.total(assessment._get_items())
            assessment.score = float(scoring.shown(total.score))
            assessment.score_highest = float(scoring.shown(total.highest))
            assessment.unknown_count = len(assessment.line_ids.filtered("is_open"))

    @api.depends("score", "company_id")
    def _compute_tier_by_score_id(self):
        for company, assessments in self.grouped("company_id").items():
            # sudo: intervals are policy, which whoever reads the score may know
            tiers = self.env["kam.credit.tier"].sudo().search([("company_id", "=", company.id)])
            for assessment in assessments:
                assessment.tier_by_score_id = bool(assessment.line_ids) and tiers._find_by_score(
                    assessment.score
                )

    @api.depends("tier_by_score_id", "override_tier_id", "tier_by_amount_id", "tier_policy")
    def _compute_tier_rated_id(self):
        for company, assessments in self.grouped("company_id").items():
            ladder = self.env["kam.credit.tier"]._ladder(company)
            for assessment in assessments:
                computed = assessment.tier_by_score_id
                rated = assessment.override_tier_id or computed
                ranks = [
                    ladder.rank_by_id.get(tier.id)
                    for tier in (assessment.tier_by_amount_id, rated, computed)
                ]
                rank, _reason = tiering.combine(
                    assessment.tier_policy or tiering.STRICTER, *ranks[:2], has_score=True
                )
                assessment.tier_rated_id = rated
                assessment.tier_led_id = ladder.tiers[rank] if rank is not None else False
                assessment.override_direction = _direction(*ranks[1:])

    @api.depends("profile_id.assessment_id")
    def _compute_is_current(self):
        for assessment in self:
            assessment.is_current = assessment.profile_id.assessment_id == assessment._origin

    @api.depends(
        "line_ids.points",
        "line_ids.level_id",
        "line_ids.second_level_id",
        "score",
        "tier_rated_id",
        "tier_policy",
    )
    @api.depends_context("lang")
    def _compute_explanation(self):
        for assessment in self:
            assessment.explanation = bool(assessment.line_ids) and self.env["ir.qweb"]._render(
                "kam_credit.assessment_explanation", assessment._explain_score()
            )

    @api.constrains("override_tier_id", "tier_by_score_id")
    def _check_override(self):
        for assessment in self:
            if (
                assessment.approval_state == "draft"
                and assessment.override_tier_id
                and assessment.override_tier_id == assessment.tier_by_score_id
            ):
                raise UserError(
                    self.env._(
                        "“%(field)s” of %(form)s is the tier that the score leads to: choose "
                        "another one, or leave it empty.",
                        field=self._get_label("override_tier_id"),
                        form=assessment.display_name,
                    )
                )

    def _get_items(self):
        """Return the criteria as :class:`rules.scoring.Item`, in the order of the sheet."""
        self.ensure_one()
        return [line._get_item() for line in self.line_ids]


def _direction(rated, computed):
    """Return whether a tier was adjusted ``up`` or ``down``, by ranks of which 0 is the best."""
    if rated == computed:
        return False
    if rated is None:
        return "down"
    return "up" if computed is None or rated < computed else "down"
