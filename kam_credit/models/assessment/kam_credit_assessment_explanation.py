from decimal import Decimal

from odoo import models
from odoo.tools.misc import formatLang

from odoo.addons.kam_management import wording

from ...rules import scoring


class KamCreditAssessment(models.Model):
    """How the score came about: what each criterion contributes, how far the next tier is, and what
    the unknown could change."""

    _inherit = "kam.credit.assessment"

    def _explain_score(self):
        """Return what the page shows of the score, in the language of the reader.

        :return: dict: ``groups``, one per category: ``label``, ``text`` and ``rows`` with ``name``,
            ``text`` (contribution of weight), ``share`` and ``room`` (percent of the widest bar),
            ``is_open``; ``total``, ``tier``, ``boundary`` and ``unknown``: sentences
        """
        self.ensure_one()
        widest = max(self.line_ids.mapped("weight"), default=1)
        labels = dict(self.line_ids._fields["category"]._description_selection(self.env))
        groups = [
            {
                "label": labels[category],
                "text": self._word_part(
                    sum(lines.mapped("contribution")), sum(lines.mapped("weight"))
                ),
                "rows": [line._explain(widest) for line in lines],
            }
            for category, lines in self.line_ids.grouped("category").items()
        ]
        return {
            "groups": groups,
            "total": self._word_part(self.score, scoring.WEIGHT_SUM),
            "tier": self.tier_by_score_id.display_name or self.env._("No tier"),
            "boundary": self._word_boundary(),
            "unknown": self._word_unknown(),
        }

    def _word_override(self):
        """Return to which tier the rating was adjusted, and why, for the print."""
        self.ensure_one()
        reasons = dict(self._fields["override_reason"]._description_selection(self.env))
        return wording.labelled(
            self.env, self.override_tier_id.display_name, reasons.get(self.override_reason, "")
        )

    def _word_part(self, number, whole):
        # contributions have three decimals, which floats say only nearly
        exact = Decimal(str(round(number, 3)))
        return self.env._(
            "%(number)s of %(whole)s",
            number=formatLang(self.env, float(scoring.shown(exact)), digits=2),
            whole=formatLang(self.env, whole, digits=0),
        )

    def _get_score_bands(self):
        # sudo: intervals are policy, which whoever reads the score may know
        tiers = self.env["kam.credit.tier"].sudo()
        return tiers.search([("company_id", "=", self.company_id.id)])._bands("score")

    def _word_boundary(self):
        """Return how far the next end of an interval of scores is, as a sentence."""
        bands = [band for _tier, band in self._get_score_bands()]
        found = scoring.nearest_boundary(Decimal(str(self.score)), bands)
        if found is None:
            return ""
        band, distance = found
        points = formatLang(self.env, float(abs(distance)), digits=2)
        if distance > 0:
            return self.env._(
                "%(points)s points more would lead to “%(tier)s”.", points=points, tier=band.name
            )
        return self.env._(
            "%(points)s points above the lower end of “%(tier)s”.", points=points, tier=band.name
        )

    def _word_unknown(self):
        """Return what the unknown could change, as a sentence; empty where all is known."""
        if not self.unknown_count:
            return ""
        best = next(
            (
                tier
                for tier, band in self._get_score_bands()
                if band.low <= Decimal(str(self.score_highest))
            ),
            None,
        )
        return self.env._(
            "Unknown: %(count)s criteria, counted as badly as they can be. If all turned out well, "
            "the score would be %(score)s (%(tier)s).",
            count=self.unknown_count,
            score=formatLang(self.env, self.score_highest, digits=2),
            tier=best.display_name if best else self.env._("no tier"),
        )
