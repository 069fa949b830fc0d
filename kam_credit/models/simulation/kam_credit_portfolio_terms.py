from decimal import Decimal

from odoo import api, models

from odoo.addons.kam_management import wording

from ...queries import portfolio
from ...rules import bands, fulfilment, limits, rescoring, scoring, simulation


class KamCreditPortfolio(models.AbstractModel):
    """Policies and scorecards in plain values, and scores by another scorecard."""

    _inherit = "kam.credit.portfolio"

    @api.model
    def _get_terms_in_force(self, company):
        """Return the settings of a company as a policy.

        :param res.company company: a root
        :rtype: rules.simulation.Terms
        """
        # sudo: figures follow from the policy, whoever has them computed
        company = company.sudo()
        tiers = self.env["kam.credit.tier"].sudo().search([("company_id", "=", company.id)])
        return self._get_terms(lambda name: company[f"kam_credit_{name}"], tiers)

    @api.model
    def _get_terms(self, get, tiers):
        """Return a policy in plain values.

        :param get: called with the name of a setting
        :param tiers: its lists, records of :class:`kam.credit.tier` or of an edition
        :rtype: rules.simulation.Terms
        """
        return simulation.Terms(
            fulfilment=fulfilment.Policy(
                threshold=_exact(get("threshold")),
                minimum=get("minimum_due"),
                by_count=get("basis") == "count",
            ),
            counting=fulfilment.Counting(
                get("grace_days"), _exact(get("honoured_share")), get("with_tax")
            ),
            tier_policy=get("tier_policy"),
            tiers=tuple(
                sorted(
                    (_tier_terms(tier) for tier in tiers),
                    key=lambda tier: tier.amount.low,
                    reverse=True,
                )
            ),
            limit_tolerance=_exact(get("limit_tolerance")),
            capital_months=get("capital_months"),
            dispute_share=_exact(get("dispute_share")),
            ordinary=simulation.Ordinary(
                get("ordinary_policy"),
                _exact(get("ordinary_limit")) if get("ordinary_is_limited") else None,
                _exact(get("ordinary_tolerated")),
            ),
        )

    # ------------------------------------------------------------------
    # another scorecard
    # ------------------------------------------------------------------

    @api.model
    def _find_criteria(self, card):
        """Return the criteria of a scorecard: list of ``(rescoring.Criterion, formula, names)``.

        :param kam.credit.scorecard card: an edition
        """
        return [
            (
                rescoring.Criterion(
                    criterion.id,
                    criterion.weight,
                    bool(criterion.formula),
                    tuple(
                        (level.points, _exact(level.value_from)) for level in criterion.level_ids
                    ),
                ),
                criterion.formula,
                tuple(sorted(wording.in_languages(criterion, "name").items())),
            )
            for criterion in card.criterion_ids
        ]

    @api.model
    def _rescore(self, customers, criteria):
        """Return the scores of assessments by the criteria of another scorecard.

        :param list customers: the customers
        :param criteria: as :meth:`_find_criteria` returns them; None for scores as they are
        :return: dict assessment id -> Decimal as scores are shown, and the names of criteria
            without counterpart, as dicts language -> text
        """
        ids = [customer.assessment_id for customer in customers if customer.assessment_id]
        if criteria is None or not ids:
            return {}, []
        by_formula = {formula: one.key for one, formula, _names in criteria if formula}
        by_name = {
            text: one.key
            for one, formula, names in criteria
            if not formula
            for _lang, text in names
        }
        own_keys = {one.key for one, _formula, _names in criteria}
        self.env["kam.credit.assessment.line"].flush_model()
        kept, unmatched = {}, {}
        for assessment_id, criterion_id, formula, names, value, points in self.env.execute_query(
            portfolio.judged_criteria(ids)
        ):
            texts = names or {}
            key = criterion_id
            if key not in own_keys:
                key = rescoring.match(formula, texts.values(), by_formula, by_name)
            if key is None:
                unmatched[criterion_id] = texts
            else:
                kept.setdefault(assessment_id, {})[key] = rescoring.Kept(
                    *(None if found is None else Decimal(found) for found in (value, points))
                )
        plain = [one for one, _formula, _names in criteria]
        scores = {
            assessment_id: scoring.shown(
                rescoring.rescore(plain, kept.get(assessment_id, {})).score
            )
            for assessment_id in ids
        }
        return scores, [unmatched[key] for key in sorted(unmatched)]


def _exact(number):
    return Decimal(str(number))


def _tier_terms(tier):
    def band(what):
        high = tier[f"{what}_to"]
        return bands.Band(tier.code, _exact(tier[f"{what}_from"]), _exact(high) if high else None)

    return simulation.TierTerms(
        code=tier.code,
        amount=band("amount"),
        score=band("score"),
        formula=limits.Formula(
            tier.limit_method,
            _exact(tier.credit_limit),
            _exact(tier.limit_share),
            _exact(tier.limit_ceiling),
            tier.has_unlimited_credit,
        ),
        horizon_days=tier.horizon_days,
        overdue_days=tier.overdue_days,
        overdue_tolerated=_exact(tier.overdue_tolerated),
        order_policy=tier.order_policy,
    )
