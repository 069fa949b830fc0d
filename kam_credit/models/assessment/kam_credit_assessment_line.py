from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.kam_management import wording
from odoo.addons.kam_management.rules import texts

from ...rules import scoring
from ..profile.kam_position import CREDIT_ROLES
from .kam_credit_assessment_process import OFFICER_ROLES
from .kam_credit_scorecard_criterion import CATEGORIES, FORMULAS

# What a line takes from its criterion, and keeps.
KEPT_FIELDS = (
    "assessment_id",
    "company_id",
    "criterion_id",
    "sequence",
    "category",
    "weight",
    "kind",
    "formula",
    "effort",
    "content",
)
# what is computed for it, and what comes of that
FOUND_FIELDS = ("value", "has_value", "basis")
RESULT_FIELDS = ("points", "has_points", "is_open", "contribution", "headroom")
# a level and who chose it
SCORES = {"level_id": "scored_by_id", "second_level_id": "second_by_id"}
# what the second one to score writes
SECOND_FIELDS = {"second_level_id", "evidence", "remark"}


class KamCreditAssessmentLine(models.Model):
    """One criterion of an assessment: what it got, what that rests on, and what it contributes.

    Name, weight and levels are copied from the scorecard in all languages: an assessment reads the
    same after the scorecard has changed.

    ``kam_credit_assessment_line_figures``: values that are computed, and what they rest on.
    """

    _name = "kam.credit.assessment.line"
    _description = "Criterion of an Assessment"
    _inherit = ["kam.approval.line.mixin"]
    _order = "assessment_id, sequence, id"
    _rec_name = "name"
    # the text of a line is worded when it is read, and no column
    _rec_names_search = ["criterion_id"]

    _approval_form_field = "assessment_id"
    _approval_lines_field = "line_ids"
    _protected_fields = frozenset({*KEPT_FIELDS, *SCORES.values(), *FOUND_FIELDS, *RESULT_FIELDS})

    assessment_id = fields.Many2one(
        "kam.credit.assessment", required=True, index=True, ondelete="cascade", copy=False
    )
    company_id = fields.Many2one(related="assessment_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    criterion_id = fields.Many2one(
        "kam.credit.scorecard.criterion",
        string="Criterion of the Scorecard",
        required=True,
        index=True,
        ondelete="restrict",
    )
    sequence = fields.Integer()
    category = fields.Selection(CATEGORIES, required=True)
    weight = fields.Integer(required=True, aggregator=None)
    kind = fields.Selection(
        [("manual", "Judged by people"), ("computed", "Computed")], string="How It Is Judged"
    )
    formula = fields.Selection(FORMULAS)
    effort = fields.Integer(aggregator=None)
    content = fields.Json(help="Name, description and levels in all languages.")
    name = fields.Char(string="Scoring Criterion", compute="_compute_texts")
    description = fields.Text(string="What to Look At", compute="_compute_texts")
    # judged by people
    level_id = fields.Many2one(
        "kam.credit.scorecard.level",
        string="Score",
        domain="[('criterion_id', '=', criterion_id)]",
        ondelete="restrict",
        help="The level whose words fit. The best and the worst need evidence.",
    )
    scored_by_id = fields.Many2one("res.users", ondelete="restrict")
    second_level_id = fields.Many2one(
        "kam.credit.scorecard.level",
        string="Second Score",
        domain="[('criterion_id', '=', criterion_id)]",
        ondelete="restrict",
        help="By somebody else. The points are the mean of both.",
    )
    second_by_id = fields.Many2one("res.users", string="Second Score By", ondelete="restrict")
    is_unknown = fields.Boolean(
        string="Cannot Be Judged",
        help="Nothing is known of it: it counts as badly as it can be. Say why.",
    )
    evidence = fields.Text(
        help="What the score rests on, and where it is to be found: a document, a page, a link."
    )
    remark = fields.Text(help="Why two scores differ, or why nothing is known.")
    difference = fields.Integer(
        compute="_compute_difference", help="Points of the first score less those of the second."
    )
    is_dissent = fields.Boolean(string="Scores Differ", compute="_compute_difference")
    # computed
    value = fields.Float(digits=(16, 4), aggregator=None)
    has_value = fields.Boolean(string="Value Known")
    basis = fields.Json(help="What the value rests on, or why there is none: a code and values.")
    value_text = fields.Char(string="Value Found", compute="_compute_value_text")
    basis_text = fields.Char(string="Rests On", compute="_compute_value_text")
    # what comes of it
    points = fields.Float(
        digits=(5, 2), compute="_compute_points", store=True, aggregator=None, help="Of 100."
    )
    has_points = fields.Boolean(string="Judged", compute="_compute_points", store=True)
    is_open = fields.Boolean(
        string="Nothing Known",
        compute="_compute_points",
        store=True,
        help="Nothing is known of it.",
    )
    contribution = fields.Float(
        string="Contributes",
        digits=(6, 3),
        compute="_compute_points",
        store=True,
        help="Weight times points: what it adds to the score.",
    )
    headroom = fields.Float(
        string="Could Add",
        digits=(6, 3),
        compute="_compute_points",
        store=True,
        aggregator=None,
        help="What it would add besides if it were known, and as good as can be.",
    )

    @api.model
    def _get_protected_remedy(self):
        return self.env._("Criteria come from the scorecard: choose a score and give evidence.")

    # ------------------------------------------------------------------
    # texts and points
    # ------------------------------------------------------------------

    @api.depends("content")
    @api.depends_context("lang")
    def _compute_texts(self):
        for line in self:
            content = line.content or {}
            line.name = wording.kept(self.env, content.get("name"))
            line.description = wording.kept(self.env, content.get("description"))

    def _get_levels(self):
        """Return the levels as they were kept: list of dicts, the best one first."""
        self.ensure_one()
        return (self.content or {}).get("levels", [])

    def _get_level_points(self, level):
        """Return the points that a level gives, as they were kept; None for no level."""
        kept = {one["id"]: one["points"] for one in self._get_levels()}
        return Decimal(kept[level.id]) if level.id in kept else None

    def _get_points_at(self, value):
        """Return the points that a value of a computed criterion gives; None without levels.

        :param Decimal value: in the unit of the formula
        """
        levels = self._get_levels()
        if not levels:
            return None
        lows = [Decimal(str(level["value_from"])) for level in levels]
        return Decimal(levels[scoring.level_of(value, lows)]["points"])

    def _is_risen_to(self, low, high):
        """Tell whether a level of a computed criterion is reached from below, by a greater value.

        Where the value is unknown, by what is better: more of it, or less.

        :param low: lower end of the level, None for the lowest
        :param high: its upper end, None for the highest
        """
        self.ensure_one()
        if low is None or high is None:
            return high is None
        if self.has_value:
            return Decimal(str(self.value)) < low
        by_value = sorted(self._get_levels(), key=lambda level: level["value_from"])
        return by_value[0]["points"] < by_value[-1]["points"]

    def _find_points(self):
        """Return the points of the criterion, or None where nothing is known."""
        self.ensure_one()
        if self.kind == "computed":
            return self._get_points_at(Decimal(str(self.value))) if self.has_value else None
        if self.is_unknown:
            return None
        return scoring.mean(
            self._get_level_points(self.level_id), self._get_level_points(self.second_level_id)
        )

    def _get_item(self):
        """Return the criterion as :class:`rules.scoring.Item`."""
        self.ensure_one()
        points = [level["points"] for level in self._get_levels()] or [0]
        return scoring.Item(
            self.weight, self._find_points(), Decimal(min(points)), Decimal(max(points))
        )

    @api.depends(
        "level_id", "second_level_id", "is_unknown", "value", "has_value", "content", "weight"
    )
    def _compute_points(self):
        for line in self:
            item = line._get_item()
            score = scoring.total([item])
            line.has_points = item.points is not None
            line.is_open = item.points is None
            line.points = float(item.lowest if item.points is None else item.points)
            line.contribution = float(score.score)
            line.headroom = float(score.highest - score.score)

    @api.depends("level_id", "second_level_id", "content")
    def _compute_difference(self):
        for line in self:
            first = line._get_level_points(line.level_id)
            second = line._get_level_points(line.second_level_id)
            line.difference = int(first - second) if None not in (first, second) else 0
            line.is_dissent = scoring.differs(first, second)

    # ------------------------------------------------------------------
    # who scores, and what is refused
    # ------------------------------------------------------------------

    @api.model
    def _complete_create(self, vals_list):
        """Refuse: the criteria are those of the scorecard.

        :raise UserError: unless there is nothing to add
        """
        if vals_list:
            raise UserError(
                self.env._(
                    "The criteria of an assessment are those of its scorecard: nobody adds others."
                )
            )
        return super()._complete_create(vals_list)

    def _check_unlink(self):
        """See the base method: all criteria are judged.

        :raise UserError: always
        """
        super()._check_unlink()
        if self:
            raise UserError(
                self.env._(
                    "“%s” is one of the criteria of the scorecard, and stays.", self[:1].name
                )
            )

    def _check_write(self, vals):
        """See the base method: two scores are two people's, and none is the account manager's.

        :raise UserError: naming the criterion
        :raise AccessError: for the customer's own account manager, and for who looks after the
            credit of other units
        """
        super()._check_write(vals)
        self.assessment_id._check_written_by(
            CREDIT_ROLES if vals.keys() <= SECOND_FIELDS else OFFICER_ROLES
        )
        for line in self:
            if not self.env.su and self.env.user == line.assessment_id.account_id.manager_id:
                raise AccessError(
                    self.env._(
                        "%(form)s: nobody scores the customers whom they look after.",
                        form=line.assessment_id.display_name,
                    )
                )
            for name in SCORES.keys() & vals.keys():
                line._check_score(name, vals)

    def _check_score(self, name, vals):
        """Refuse levels of other criteria, and two scores of one person."""
        level_id = vals[name]
        if level_id and level_id not in [level["id"] for level in self._get_levels()]:
            raise UserError(
                self.env._(
                    "“%(field)s” of “%(criterion)s”: choose one of its own levels.",
                    field=self._get_label(name),
                    criterion=self.name,
                )
            )
        [other] = SCORES.keys() - {name}
        # what is written at once is all of one person
        is_given = vals[other] if other in vals else self[other]
        is_own = other in vals or self[SCORES[other]] == self.env.user
        if level_id and is_given and is_own:
            raise UserError(
                self.env._(
                    "“%(criterion)s”: you have given the other score yourself. Somebody else gives "
                    "this one.",
                    criterion=self.name,
                )
            )

    def write(self, vals):
        """Score criteria; who gave a score is kept with it."""
        result = super().write(vals)
        for name, by in SCORES.items():
            if name in vals:
                # sudo: who scored is written down, as the process
                self.sudo()._protected_write({by: self.env.uid if vals[name] else False})
        return result

    def _get_lacking(self):
        """Return what the line still lacks before the sheet is submitted, one thing each."""
        self.ensure_one()
        lacking = []
        has_remark, has_evidence = bool(texts.trimmed(self.remark)), texts.trimmed(self.evidence)
        if self.kind == "manual" and not self.is_unknown:
            if not self.level_id:
                lacking.append(
                    self.env._("“%s”: choose a score, or say that it cannot be judged.", self.name)
                )
            elif self._is_extreme(self.level_id) and not has_evidence:
                lacking.append(
                    self.env._("“%s”: the best and the worst score need evidence.", self.name)
                )
            if self._is_extreme(self.second_level_id) and not (has_evidence or has_remark):
                lacking.append(
                    self.env._(
                        "“%s”: the best and the worst score need evidence, of the second one as a "
                        "remark.",
                        self.name,
                    )
                )
        if self.kind == "manual" and self.is_unknown and not has_remark:
            lacking.append(self.env._("“%s”: say why it cannot be judged.", self.name))
        if self.is_dissent and not has_remark:
            lacking.append(self.env._("“%s”: say why the two scores differ.", self.name))
        return lacking

    def _is_extreme(self, level):
        """Tell whether a level is the best or the worst there is."""
        points = [one["points"] for one in self._get_levels()]
        return self._get_level_points(level) in (Decimal(min(points)), Decimal(max(points)))
