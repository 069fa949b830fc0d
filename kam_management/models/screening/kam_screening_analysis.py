from decimal import Decimal

from odoo import api, models
from odoo.exceptions import ValidationError

from ... import wording
from ...rules import fit, risk, texts


class KamScreening(models.Model):
    """What the analysis comes to: fit, risk, likelihood, and what the form still lacks."""

    _inherit = "kam.screening"

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
            screening.risk_level = screening._get_risk_level(total)

    @api.depends("line_ids.weight", "line_ids.final_score", "threshold_medium", "threshold_high")
    def _compute_risk_span(self):
        for screening in self:
            weighed = ((line.weight, line.final_score) for line in screening.line_ids)
            least, most = risk.span(weighed) or (None, None)
            screening.risk_least, screening.risk_most = fit.rounded(least), fit.rounded(most)
            screening.risk_level_least = screening._get_risk_level(least)
            screening.risk_level_most = screening._get_risk_level(most)

    def _get_risk_level(self, total):
        """Return the level of a total, by the limits that the analysis keeps."""
        return risk.level(
            total, Decimal(str(self.threshold_medium)), Decimal(str(self.threshold_high))
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
        self.sudo().line_ids._protected_unlink()
        self._make_lines()

    # ------------------------------------------------------------------
    # what the form still lacks
    # ------------------------------------------------------------------

    @api.model
    def _get_missing_depends(self):
        """See the base method: also whether the analysis has begun."""
        return super()._get_missing_depends() | {"date_started", "origin"}

    def _get_missing(self):
        """See the base method: also the analysis, or the reason why there is none."""
        missing = super()._get_missing()
        if not self.date_started:
            missing.insert(0, self.env._("The analysis has not begun: use “Start”."))
        if self.origin == "import":
            if not texts.trimmed(self.import_reason):
                missing.append(
                    self.env._("“Reason Instead of the Analysis” is empty: name list and reason.")
                )
            return missing
        missing += self._get_missing_needs()
        missing += self._get_missing_scores()
        if self.is_likelihood_adjusted and not texts.trimmed(self.likelihood_reason):
            missing.append(self.env._("“Reason of the Adjustment” of the likelihood is empty."))
        return missing

    def _get_missing_needs(self):
        if not self.need_ids:
            return [self.env._("There is no need of the customer yet.")]
        unrated = self.need_ids.filtered(lambda need: not need.has_fit)
        return [
            self.env._("The need “%(need)s” asks for no resource: rate what it needs.", need=need)
            for need in unrated.mapped("name")
        ]

    def _get_missing_scores(self):
        if not self.line_ids:
            return [
                self.env._(
                    "There is no risk indicator: an administrator of key accounts activates a risk "
                    "template under Configuration."
                )
            ]
        missing = []
        unscored = self.line_ids.filtered(lambda line: not line.score)
        if unscored:
            missing.append(
                self.env._(
                    "%(count)s of %(total)s risk indicators have no score: %(indicators)s.",
                    count=len(unscored),
                    total=len(self.line_ids),
                    indicators=wording.listed(self.env, unscored.mapped("name")),
                )
            )
        missing += [
            self.env._(
                "“%(indicator)s” has the score %(score)s: give the reason or evidence.",
                indicator=line.name,
                score=line.score,
            )
            for line in self.line_ids
            if line._is_extreme_without_ground()
        ]
        return missing
