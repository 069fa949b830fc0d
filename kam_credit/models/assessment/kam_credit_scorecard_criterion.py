from odoo import api, fields, models

from odoo.addons.kam_management import relations, wording
from odoo.addons.kam_management.rules import texts

from ...rules.statement_ratios import DAYS, PERCENT, TIMES

# The scheme's parts of the assessment (credit management, 4.3), as in the content table.
CATEGORIES = [
    ("basic", "Basic information"),
    ("capability", "Overall capability"),
    ("capital", "Capital"),
    ("environment", "Environment"),
]
FORMULAS = [
    ("transaction_amount", "Transaction amount"),
    ("fulfilment_rate", "Contract fulfilment rate"),
    ("overdue_share", "Overdue share of what fell due"),
    ("days_beyond_terms", "Days beyond terms"),
    ("relationship_years", "Years of relationship"),
    ("current_ratio", "Current ratio"),
    ("debt_ratio", "Debt ratio"),
    ("return_on_assets", "Return on assets"),
    ("net_profit_margin", "Net profit margin"),
    ("collection_days", "Collection period"),
    ("altman_z", "Altman Z″"),
]
MONEY, YEARS = "money", "years"
UNITS = {
    "transaction_amount": MONEY,
    "fulfilment_rate": PERCENT,
    "overdue_share": PERCENT,
    "days_beyond_terms": DAYS,
    "relationship_years": YEARS,
    "current_ratio": TIMES,
    "debt_ratio": PERCENT,
    "return_on_assets": PERCENT,
    "net_profit_margin": PERCENT,
    "collection_days": DAYS,
    "altman_z": TIMES,
}


class KamCreditScorecardCriterion(models.Model):
    """One criterion of a scorecard: what it looks at, what it counts, and its levels.

    A manual one is judged by people, who choose one of its worded levels; a computed one by its
    formula, whose value lies in one of them.
    """

    _name = "kam.credit.scorecard.criterion"
    _description = "Criterion of a Scorecard"
    _inherit = ["kam.approval.line.mixin"]
    _order = "scorecard_id, sequence, id"

    _approval_form_field = "scorecard_id"
    _approval_lines_field = "criterion_ids"
    _protected_fields = frozenset({"scorecard_id", "company_id"})
    _protected_except_on_create = frozenset({"scorecard_id"})

    scorecard_id = fields.Many2one(
        "kam.credit.scorecard", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="scorecard_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer(default=10)
    category = fields.Selection(CATEGORIES, required=True, default="basic")
    name = fields.Char(string="Scoring Criterion", required=True, translate=True)
    description = fields.Text(
        string="What to Look At", translate=True, help="For whoever judges it."
    )
    weight = fields.Integer(
        required=True, default=5, aggregator=None, help="The weights of a scorecard make 100."
    )
    kind = fields.Selection(
        [("manual", "Judged by people"), ("computed", "Computed")],
        string="How It Is Judged",
        required=True,
        default="manual",
    )
    formula = fields.Selection(
        FORMULAS, help="What is computed. Ratios are those of the customer's latest statement."
    )
    unit_text = fields.Char(string="Measured In", compute="_compute_unit_text")
    effort = fields.Integer(
        default=2,
        aggregator=None,
        help="What it takes the customer to rise by one level: 1 for little, 5 for much. The "
        "cheapest path to a better tier goes by it.",
    )
    level_ids = relations.One2many("kam.credit.scorecard.level", "criterion_id", string="Levels")
    level_summary = fields.Char(string="Points", compute="_compute_level_summary")

    _weight_possible = models.Constraint(
        "CHECK(weight BETWEEN 1 AND 100)", "“Weight” of a criterion runs from 1 to 100."
    )
    _effort_possible = models.Constraint(
        "CHECK(effort BETWEEN 1 AND 5)", "“Effort” of a criterion runs from 1 to 5."
    )
    _formula_given = models.Constraint(
        "CHECK((kind = 'computed') = (formula IS NOT NULL))",
        "“Formula” of a computed criterion is to be chosen; one judged by people has none.",
    )

    @api.onchange("kind")
    def _onchange_kind(self):
        if self.kind == "manual":
            self.formula = False

    @api.depends("formula", "currency_id")
    @api.depends_context("lang")
    def _compute_unit_text(self):
        for criterion in self:
            criterion.unit_text = self._word_unit(criterion.formula, criterion.currency_id)

    @api.model
    def _word_unit(self, formula, currency):
        """Return in what the value of a formula is measured, for the reader.

        :param formula: a value of ``formula``, or False
        :param res.currency currency: of the company
        """
        return {
            MONEY: currency.name,
            PERCENT: "%",
            DAYS: self.env._("days"),
            YEARS: self.env._("years"),
            TIMES: self.env._("times"),
        }.get(UNITS.get(formula), "")

    @api.depends("level_ids.points")
    def _compute_level_summary(self):
        for criterion in self:
            points = sorted(criterion.level_ids.mapped("points"), reverse=True)
            criterion.level_summary = " / ".join(map(str, points))

    def _get_defects(self):
        """Return why nobody could judge a customer by the criterion, one thing each."""
        self.ensure_one()
        points = self.level_ids.mapped("points")
        defects = []
        if len(set(points)) < 2 or max(points) != 100:
            defects.append(
                self.env._(
                    "“%s”: give it at least two levels with different points, the best one with "
                    "100.",
                    self.name,
                )
            )
        if self.kind == "manual" and not all(map(texts.trimmed, self.level_ids.mapped("text"))):
            defects.append(self.env._("“%s”: say in words what each level means.", self.name))
        lows = self.level_ids.mapped("value_from")
        if self.kind == "computed" and len(set(lows)) < len(lows):
            defects.append(self.env._("“%s”: two levels begin at the same value.", self.name))
        return defects

    def _copy_levels(self, criterion):
        """Give another criterion the levels of this one, in all languages.

        :param criterion: criterion of the next edition
        """
        self.ensure_one()
        levels = self.level_ids.sorted("id")
        copies = levels._protected_create(
            [
                {
                    "criterion_id": criterion.id,
                    "scorecard_id": criterion.scorecard_id.id,
                    "points": level.points,
                    "value_from": level.value_from,
                    "text": level.text,
                }
                for level in levels
            ]
        )
        for level, copy in zip(levels, copies, strict=True):
            level.copy_translations(copy)

    def _prepare_line_vals(self):
        """Return what a line of an assessment takes from the criterion, and keeps."""
        self.ensure_one()
        return {
            "criterion_id": self.id,
            "sequence": self.sequence,
            "category": self.category,
            "weight": self.weight,
            "kind": self.kind,
            "formula": self.formula,
            "effort": self.effort,
            "content": self._get_content(),
        }

    def _get_content(self):
        """Return name, description and levels in all languages, to be kept by an assessment.

        :return: dict ``{"name": {lang: text}, "description": {lang: text}, "levels": [{"id",
            "points", "value_from", "text": {lang: text}}]}``, best level first
        """
        self.ensure_one()
        return {
            "name": wording.in_languages(self, "name"),
            "description": wording.in_languages(self, "description"),
            "levels": [
                {
                    "id": level.id,
                    "points": level.points,
                    "value_from": level.value_from,
                    "text": wording.in_languages(level, "text"),
                }
                for level in self.level_ids
            ],
        }
