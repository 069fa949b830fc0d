from odoo import api, fields, models
from odoo.tools.misc import formatLang

from odoo.addons.kam_management import wording


class KamCreditScorecardLevel(models.Model):
    """One level of a criterion: the points it gives, and what it means.

    Of a computed criterion a level reaches from its lower end up to the next one; what lies below
    the lowest end belongs to the lowest level.
    """

    _name = "kam.credit.scorecard.level"
    _description = "Level of a Criterion"
    _inherit = ["kam.approval.line.mixin"]
    _order = "criterion_id, points desc, id"

    _approval_form_field = "scorecard_id"
    _approval_lines_field = "criterion_ids"
    _protected_fields = frozenset({"criterion_id", "scorecard_id", "company_id"})
    _protected_except_on_create = frozenset({"criterion_id"})

    criterion_id = fields.Many2one(
        "kam.credit.scorecard.criterion", required=True, index=True, ondelete="cascade"
    )
    scorecard_id = fields.Many2one(
        "kam.credit.scorecard", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="scorecard_id.company_id", store=True, index=True)
    kind = fields.Selection(related="criterion_id.kind")
    points = fields.Integer(required=True, aggregator=None, help="From 0 to 100.")
    value_from = fields.Float(
        digits=(16, 2),
        aggregator=None,
        help="The level begins with this value and ends where the next one begins. The lowest "
        "level also holds for all that is less.",
    )
    text = fields.Text(
        string="What It Means", translate=True, help="So that two people choose the same level."
    )

    _points_possible = models.Constraint(
        "CHECK(points BETWEEN 0 AND 100)", "“Points” of a level run from 0 to 100."
    )

    @api.depends("points", "text")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for level in self:
            level.display_name = wording.noted(self.env, str(level.points), level.text or "")

    def _get_meaning(self):
        """Return what the level means: its words, or from which value on it holds."""
        self.ensure_one()
        if self.kind == "manual":
            return self.text or ""
        criterion = self.criterion_id
        if self.value_from == min(criterion.level_ids.mapped("value_from")):
            return self.env._("below")
        number = formatLang(self.env, self.value_from, digits=2)
        return self.env._("from %(number)s %(unit)s", number=number, unit=criterion.unit_text)

    @api.model
    def _complete_create(self, vals_list):
        """See the base method: levels belong to the scorecard of their criterion."""
        criteria = self.env["kam.credit.scorecard.criterion"]
        return super()._complete_create(
            [
                {
                    **vals,
                    "scorecard_id": criteria.browse(vals.get("criterion_id")).scorecard_id.id,
                }
                for vals in vals_list
            ]
        )
