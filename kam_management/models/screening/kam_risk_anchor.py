from odoo import api, fields, models


class KamRiskAnchor(models.Model):
    """What a score means, in words, so that two people give the same one."""

    _name = "kam.risk.anchor"
    _description = "Anchor of a Risk Score"
    _inherit = ["kam.protected.mixin", "kam.company.default.mixin"]
    _order = "indicator_id, score"
    _rec_name = "text"

    # follows the indicator
    _protected_fields = frozenset({"company_id"})
    # they come with their template
    _default_texts = ("text",)

    indicator_id = fields.Many2one(
        "kam.risk.indicator", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="indicator_id.company_id", store=True, index=True)
    score = fields.Integer(required=True, help="From 1, the lowest risk, to 5, the highest.")
    text = fields.Char(required=True, translate=True)

    _score_possible = models.Constraint(
        "CHECK(score BETWEEN 1 AND 5)", "“Score” of an anchor runs from 1 to 5."
    )
    _score_uniq = models.Constraint(
        "UNIQUE(indicator_id, score)", "The indicator has an anchor for this score already."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse new anchors of a template that was activated."""
        self.check_access("create")
        self._kam_check_input(vals_list)
        indicators = self.env["kam.risk.indicator"].browse(
            [vals["indicator_id"] for vals in vals_list if vals.get("indicator_id")]
        )
        indicators.template_id._check_draft()
        anchors = super().create(vals_list)
        # once more, because the indicator may come from a default
        anchors.indicator_id.template_id._check_draft()
        return anchors

    def write(self, vals):
        """Refuse changes of a template that was activated, also moving anchors into one."""
        self.check_access("write")
        self._kam_check_input([vals])
        self.indicator_id.template_id._check_draft()
        result = super().write(vals)
        self.indicator_id.template_id._check_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_activated(self):
        self.indicator_id.template_id._check_draft()
