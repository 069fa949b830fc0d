from decimal import Decimal

from odoo import fields, models

from ...rules.bands import find_band


class KamCreditTierMixin(models.AbstractModel):
    """What the score means: the tier it leads to, and how long it holds."""

    _inherit = "kam.credit.tier.mixin"

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
