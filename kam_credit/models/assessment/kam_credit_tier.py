from decimal import Decimal

from odoo import api, fields, models

from ...rules.bands import find_band

# after how many months a customer of a list is assessed again
DEFAULT_MONTHS = {"green": 12, "yellow": 12, "red": 6, "black": 3}


class KamCreditTier(models.Model):
    """What the score means: the tier it leads to, and how long it holds."""

    _inherit = "kam.credit.tier"

    reassess_months = fields.Integer(
        string="Assessed Again After (Months)",
        default=12,
        tracking=True,
        aggregator=None,
        help="A customer of this tier is assessed again so many months after its last assessment. "
        "0: only when something happens.",
    )

    _reassess_months_possible = models.Constraint(
        "CHECK(reassess_months BETWEEN 0 AND 60)",
        "“Assessed Again After (Months)” runs from 0 to 60.",
    )

    def _find_by_score(self, score):
        """Return which of these tiers a score lies in; empty below all of them.

        :param score: 0 to 100
        """
        pairs = self._bands("score")
        band = find_band(Decimal(str(score)), [band for _tier, band in pairs])
        return next((tier for tier, own in pairs if own is band), self.browse())

    def _check_bands(self):
        """See the base method: where intervals move, the tiers by score of customers follow."""
        super()._check_bands()
        # sudo: every customer's score counts, whichever the policy maker may see
        profiles = self.env["kam.credit.profile"].sudo()
        for company in self.company_id:
            scored = profiles.search(
                [
                    ("company_id", "=", company.id),
                    ("has_score", "=", True),
                    ("is_score_overridden", "=", False),
                ]
            )
            scored._rate_by_score(self.search([("company_id", "=", company.id)]))

    @api.model
    def _prepare_defaults(self, company):
        """See the base method: worse tiers are looked at more often."""
        return [
            {**vals, "reassess_months": DEFAULT_MONTHS[vals["code"]]}
            for vals in super()._prepare_defaults(company)
        ]
