from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ... import relations, wording
from ...rules import risk

HEADINGS = [
    ("advantage", "Competitive advantage"),
    ("needs", "Customer needs"),
    ("competitors", "Competitor analysis"),
]


class KamRiskIndicator(models.Model):
    """What a risk template looks at: its weight, and an anchor for each score."""

    _name = "kam.risk.indicator"
    _description = "Risk Indicator"
    _inherit = ["kam.protected.mixin", "kam.company.default.mixin"]
    _order = "template_id, sequence, id"

    # follows the template
    _protected_fields = frozenset({"company_id"})
    # they come with their template
    _default_texts = ("name", "description")

    template_id = fields.Many2one(
        "kam.risk.template", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="template_id.company_id", store=True, index=True)
    heading = fields.Selection(
        HEADINGS,
        required=True,
        default="advantage",
        help="Under which of the scheme's headings the indicator stands in the form.",
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Indicator", required=True, translate=True)
    description = fields.Text(translate=True, help="What to look at before giving a score.")
    weight = fields.Integer(required=True, default=10, help="The weights of a template make 100.")
    anchor_ids = relations.One2many("kam.risk.anchor", "indicator_id", string="Anchors", copy=True)

    _weight_possible = models.Constraint(
        "CHECK(weight BETWEEN 1 AND 100)", "“Weight” of an indicator runs from 1 to 100."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse new indicators of a template that was activated."""
        # afterwards, because the template may come from a default
        indicators = super().create(vals_list)
        indicators.template_id._check_draft()
        return indicators

    def write(self, vals):
        """Refuse changes of a template that was activated, also moving indicators into one."""
        self.check_access("write")
        self._kam_check_input([vals])
        self.template_id._check_draft()
        result = super().write(vals)
        self.template_id._check_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_activated(self):
        self.template_id._check_draft()

    def _check_anchors(self):
        """Refuse an indicator without a worded anchor for each score."""
        self.ensure_one()
        wanted = set(range(risk.LOWEST, risk.HIGHEST + 1))
        missing = wanted - set(self.anchor_ids.mapped("score"))
        if missing:
            raise ValidationError(
                self.env._(
                    "“Anchors” of %(indicator)s lack the scores %(scores)s: say in words what each "
                    "score means.",
                    indicator=self.name,
                    scores=wording.listed(self.env, sorted(missing)),
                )
            )

    def _get_texts(self):
        """Return name, description and anchors in all languages, to be kept by an analysis.

        :return: dict ``{"name": {lang: text}, "description": …, "anchors": {score: {lang: text}}}``
        """
        self.ensure_one()
        return {
            "name": wording.in_languages(self, "name"),
            "description": wording.in_languages(self, "description"),
            "anchors": {
                str(anchor.score): wording.in_languages(anchor, "text")
                for anchor in self.anchor_ids
            },
        }

    def _prepare_line_vals(self):
        """Return what a line of an analysis takes from the indicator."""
        self.ensure_one()
        return {
            "indicator_id": self.id,
            "sequence": self.sequence,
            "heading": self.heading,
            "weight": self.weight,
            "texts": self._get_texts(),
            # not what somebody has stored as default
            "score": 0,
            "review_score": 0,
        }
