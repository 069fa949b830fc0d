from decimal import Decimal

from dateutil.relativedelta import relativedelta

from odoo import api, models

from odoo.addons.kam_management import wording

from ...rules import limits


class KamCreditProfile(models.Model):
    """The limit of the tier by its formula: from turnover or capital of the customer."""

    _inherit = "kam.credit.profile"

    def _prepare_limits(self, tier=None):
        """See the base method: by the formula of the tier, with the words for it."""
        prepared = super()._prepare_limits(tier)
        by_capital = self.filtered(
            lambda profile: (tier or profile.tier_id).limit_method == limits.CAPITAL
        )
        statements = by_capital._find_capital_statements()
        for profile, vals in prepared.items():
            formula = (tier or profile.tier_id)._get_formula()
            statement = statements.get(profile)
            basis = profile._get_limit_basis(formula.method, statement)
            outcome = limits.of_formula(formula, basis, profile.company_id._kam_credit_unit())
            vals.update(
                credit_limit=float(outcome.amount),
                has_unlimited_credit=outcome.is_unlimited,
                limit_explanation=profile._explain_limit(formula, outcome, basis, statement),
            )
        return prepared

    @api.model
    def _prepare_no_tier(self):
        """See the base method: nothing is to be explained."""
        return {**super()._prepare_no_tier(), "limit_explanation": False}

    def _get_limit_basis(self, method, statement):
        """Return what a share is taken of, in company currency; None where nobody knows it.

        :param str method: as the tier says
        :param kam.financial.statement statement: the one that tells the capital, if there is one
        :rtype: Decimal
        """
        self.ensure_one()
        if method == limits.TURNOVER:
            known = self.date_figures
            return Decimal(str(self.transaction_amount)) if known else None
        if method == limits.CAPITAL and statement:
            # at the rate of its last day, of which its balance sheet is
            capital = statement.currency_id._convert(
                statement.equity,
                self.company_id.currency_id,
                self.company_id,
                statement.date_to,
                round=False,
            )
            return Decimal(str(capital))
        return None

    def _find_capital_statements(self, months=None):
        """Return the latest yearly statements that are new enough: dict profile -> statement.

        :param int months: how old one may be; by default what the company's policy says
        """
        if not self:
            return {}
        found = {}
        for company, profiles in self.grouped("company_id").items():
            today = company._kam_today()
            # sudo: limits follow from the policy, whoever has them computed
            age = months or company.sudo().kam_credit_capital_months
            statements = (
                self.env["kam.financial.statement"]
                .sudo()  # sudo: the limit follows the statement, whoever may read the account
                .search(
                    [
                        ("account_id", "in", profiles.account_id.ids),
                        ("period_type", "=", "year"),
                        ("date_to", "<=", today),
                        ("date_to", ">=", today - relativedelta(months=age)),
                    ],
                    order="date_to, id",
                )
            )
            # the latest one stays
            latest = {statement.account_id: statement for statement in statements}
            found.update(
                (profile, latest[profile.account_id])
                for profile in profiles
                if profile.account_id in latest
            )
        return found

    def _explain_limit(self, formula, outcome, basis, statement):
        """Return why a limit is what it is, as the field keeps it."""
        self.ensure_one()
        currency = self.company_id.currency_id
        values = {}
        if formula.method != limits.FIXED and not formula.is_unlimited:
            values = {
                "share": wording.percent(
                    float(formula.share), digits=limits.percent_digits(formula.share)
                ),
                "basis": wording.amount(float(basis or 0), currency),
                "ceiling": wording.amount(float(formula.ceiling), currency),
                "statement": statement.name if statement else "",
                # sudo: the policy is part of the explanation
                "months": self.company_id.sudo().kam_credit_capital_months,
            }
        return wording.worded(f"limit_{outcome.reason}", **values)

    def _prepare_limit_event(self, before, vals, why):
        """See the base method: with the limit before, and what the new one was made of."""
        amount, was_unlimited = before
        currency = self.company_id.currency_id
        reason = wording.reworded(
            vals["limit_explanation"],
            "moved_",
            before="∞" if was_unlimited else wording.amount(amount, currency),
            after="∞" if self.has_unlimited_credit else wording.amount(self.credit_limit, currency),
        )
        return {
            **super()._prepare_limit_event(before, vals, why),
            "reason": reason,
            "limit_before": amount,
            "was_unlimited": was_unlimited,
        }

    # ------------------------------------------------------------------
    # following the figures
    # ------------------------------------------------------------------

    def _on_figures_stored(self):
        """See the base method: limits follow, and what has to be decided on some is over."""
        result = super()._on_figures_stored()
        self._follow_figures()
        self.env["kam.credit.temporary.limit"]._end_notices(self)
        return result

    def _follow_figures(self):
        """Let the limits of those who hold a tier follow their figures, beyond the tolerance.

        Incomplete figures move nothing.
        """
        holders = self.filtered(lambda profile: profile.tier_id and not profile.is_incomplete)
        prepared = holders._prepare_limits()
        tolerance = {
            company: company._kam_credit_limit_tolerance() for company in holders.company_id
        }
        moved = {
            profile: vals
            for profile, vals in prepared.items()
            if limits.is_moved(
                (Decimal(str(profile.credit_limit)), profile.has_unlimited_credit),
                (Decimal(str(vals["credit_limit"])), vals["has_unlimited_credit"]),
                tolerance[profile.company_id],
            )
        }
        self._apply_limit(moved)
        for profile in holders.filtered(lambda profile: not profile.limit_explanation):
            # granted before limits were explained
            explanation = prepared[profile]["limit_explanation"]
            profile._protected_write({"limit_explanation": explanation})
