from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...rules import fit, risk

RISK_LEVELS = [("low", "Low"), ("medium", "Medium"), ("high", "High")]


class KamScreening(models.Model):
    """What the analysis comes to: fit, risk, and the likelihood that follows from them."""

    _inherit = "kam.screening"

    template_id = fields.Many2one(
        "kam.risk.template",
        string="Risk Template",
        index=True,
        ondelete="restrict",
        copy=False,
        help="The version of the indicators on which the analysis rests.",
    )
    # kept with the analysis, as the indicators are
    threshold_medium = fields.Float(string="Medium Risk From", digits=(5, 2), copy=False)
    threshold_high = fields.Float(string="High Risk From", digits=(5, 2), copy=False)
    scored_count = fields.Integer(compute="_compute_risk", store=True)
    is_scored = fields.Boolean(compute="_compute_risk", store=True)
    risk_total = fields.Float(
        string="Risk",
        digits=(5, 2),
        compute="_compute_risk",
        store=True,
        aggregator=None,
        help="Weighted mean of the scores, in percent of the highest score: from 20 to 100. Where "
        "the reviewer gave another score, that one counts.",
    )
    risk_level = fields.Selection(RISK_LEVELS, compute="_compute_risk", store=True, index=True)
    has_fit = fields.Boolean(compute="_compute_fit", store=True)
    fit = fields.Float(
        digits=(5, 2),
        compute="_compute_fit",
        store=True,
        aggregator=None,
        help="How much of what the customer needs we can give, in percent; important needs weigh "
        "more.",
    )
    likelihood_proposed = fields.Float(
        digits=(5, 2),
        compute="_compute_likelihood",
        store=True,
        aggregator=None,
        help="The fit, less what the risk takes: at the lowest risk the fit itself, at the highest "
        "one 0.",
    )
    has_likelihood = fields.Boolean(compute="_compute_likelihood", store=True)
    is_likelihood_adjusted = fields.Boolean(
        string="Adjust the Likelihood", help="Give another one than follows from fit and risk."
    )
    likelihood_adjusted = fields.Float(string="Adjusted Likelihood", digits=(5, 2), aggregator=None)
    likelihood_reason = fields.Text(string="Reason of the Adjustment")
    likelihood = fields.Float(
        digits=(5, 2),
        compute="_compute_likelihood",
        store=True,
        aggregator=None,
        help="How likely the customer becomes a key account, in percent.",
    )
    risk_conclusion = fields.Text(
        string="Conclusion", help="What the analysis says, and what is done about the risks."
    )

    _likelihood_possible = models.Constraint(
        "CHECK(likelihood_adjusted BETWEEN 0 AND 100)",
        "“Adjusted Likelihood” runs from 0 to 100 percent.",
    )

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "template_id",
            "threshold_medium",
            "threshold_high",
            "scored_count",
            "is_scored",
            "risk_total",
            "risk_level",
            "has_fit",
            "fit",
            "likelihood_proposed",
            "has_likelihood",
            "likelihood",
        }

    def _get_risk_total(self):
        """Return the exact total of the risk, or None."""
        return risk.total((line.weight, line.final_score) for line in self.line_ids)

    @api.depends("line_ids.weight", "line_ids.final_score", "threshold_medium", "threshold_high")
    def _compute_risk(self):
        for screening in self:
            total = screening._get_risk_total()
            screening.scored_count = len(screening.line_ids.filtered("final_score"))
            screening.is_scored = total is not None
            screening.risk_total = fit.rounded(total)
            screening.risk_level = risk.level(
                total,
                Decimal(str(screening.threshold_medium)),
                Decimal(str(screening.threshold_high)),
            )

    def _get_fit(self):
        """Return the exact fit of all needs, or None."""
        return fit.total_fit(
            (need.importance, fit.fit(need._get_pairs())) for need in self.need_ids
        )

    @api.depends(lambda self: self._fit_dependencies())
    def _compute_fit(self):
        for screening in self:
            value = screening._get_fit()
            screening.has_fit = value is not None
            screening.fit = fit.rounded(value)

    @api.model
    def _fit_dependencies(self):
        names = self.env["kam.screening.need"]._get_matrix_fields()
        return [f"need_ids.{name}" for name in ("importance", *names)]

    @api.depends("fit", "risk_total", "is_likelihood_adjusted", "likelihood_adjusted")
    def _compute_likelihood(self):
        for screening in self:
            proposed = fit.likelihood(screening._get_fit(), screening._get_risk_total())
            screening.likelihood_proposed = fit.rounded(proposed)
            screening.has_likelihood = proposed is not None or screening.is_likelihood_adjusted
            if screening.is_likelihood_adjusted:
                screening.likelihood = screening.likelihood_adjusted
            else:
                screening.likelihood = screening.likelihood_proposed

    @api.constrains("is_likelihood_adjusted", "likelihood_adjusted")
    def _check_likelihood(self):
        for screening in self:
            if not 0 <= screening.likelihood_adjusted <= 100:
                raise ValidationError(
                    self.env._(
                        "“Adjusted Likelihood” of %(screening)s is %(value)s: enter 0 to 100 "
                        "percent.",
                        screening=screening.display_name,
                        value=screening.likelihood_adjusted,
                    )
                )

    # ------------------------------------------------------------------
    # the indicators
    # ------------------------------------------------------------------

    def _make_lines(self):
        """Give screenings the indicators of the active template of their company."""
        # sudo: nobody makes indicators of an analysis themselves
        screenings_sudo = self.sudo()
        for company, screenings in screenings_sudo.grouped("company_id").items():
            template = self.env["kam.risk.template"]._get_active(company)
            if not template:
                continue
            screenings._protected_write(
                {
                    "template_id": template.id,
                    "threshold_medium": template.threshold_medium,
                    "threshold_high": template.threshold_high,
                }
            )
            prepared = [indicator._prepare_line_vals() for indicator in template.indicator_ids]
            screenings.line_ids._protected_create(
                [
                    {**vals, "screening_id": screening.id}
                    for screening in screenings
                    for vals in prepared
                ]
            )

    def _renew_lines(self):
        """Take the indicators that are active now, when nobody has given a score yet."""
        self.ensure_one()
        template = self.env["kam.risk.template"]._get_active(self.company_id)
        if template == self.template_id or self.scored_count:
            return
        # sudo: as above
        self.sudo().line_ids._remove()
        self._make_lines()
