import math

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_amount

from ... import arguments, wording
from ...rules import development_value as value
from .kam_development_forecast import SCENARIOS


class KamDevelopment(models.Model):
    """What the forecast comes to, in three cases, and whether the account is worth it (2.6)."""

    _inherit = "kam.development"

    def _propose_risk(self):
        """Take the risk coefficient from the last risk analysis of the customer, where one is."""
        # sudo: the share is on the form for whoever may read the form
        share = self.account_id.sudo()._get_risk_share()
        if share is not None:
            self._protected_write({"risk_coefficient": share})

    def _get_rates(self):
        """Return the rates of the forecast as shares.

        :rtype: development_value.Rates
        """
        return value.Rates(
            stock=self.stock_rate / 100,
            discount=self.discount_rate / 100,
            risk=self.risk_coefficient,
        )

    @api.depends(
        "forecast_ids.year",
        "forecast_ids.scenario",
        "forecast_ids.sales",
        "forecast_ids.margin",
        "forecast_ids.stock",
        "forecast_ids.staff",
        "forecast_ids.travel",
        "forecast_ids.management",
        "forecast_ids.development",
        "risk_coefficient",
        "discount_rate",
        "stock_rate",
        "company_id.kam_least_return",
        "company_id.kam_least_value",
        "company_id.kam_most_months",
    )
    def _compute_value(self):
        for scheme in self:
            rates, figures = scheme._get_rates(), {}
            for scenario, _label in SCENARIOS:
                lines = scheme.forecast_ids.filtered(
                    lambda line: line.scenario == scenario  # noqa: B023
                ).sorted("year")
                figures[scenario] = value.worth([line._as_year() for line in lines], rates)
            expected = figures["expected"]
            asked = scheme._get_asked()
            scheme.value_figures = {
                **{key: worth._asdict() for key, worth in figures.items()},
                # what was asked when it was reckoned
                "asked": asked._asdict(),
            }
            scheme.present_value = expected.present_value
            scheme.expected_contribution = expected.contribution
            scheme.is_worth = scheme._has_forecast() and not value.failures(expected, asked)

    def _get_asked(self):
        """Return what is asked of the account: of a scheme that was submitted what was asked then.

        :rtype: development_value.Thresholds
        """
        kept = (self.value_figures or {}).get("asked")
        if kept and self.approval_state != "draft":
            return value.Thresholds(**kept)
        return self.company_id._kam_get_thresholds() if self.company_id else value.Thresholds()

    def _forecasts_sales(self):
        """Tell whether sales were forecast in the expected case."""
        return any(line.sales for line in self.forecast_ids if line.scenario == "expected")

    def _has_forecast(self):
        """Tell whether anything was forecast in the expected case."""
        return any(
            any(line._as_year()) for line in self.forecast_ids if line.scenario == "expected"
        )

    @api.depends("value_figures", "company_id")
    @api.depends_context("lang")
    def _compute_verdict(self):
        for scheme in self:
            # a scheme without an account has no currency yet
            is_known = scheme.value_figures and scheme.currency_id and scheme._has_forecast()
            scheme.verdict = scheme._word_verdict() if is_known else False

    def _word_verdict(self):
        """Return whether the account is worth developing, with each figure and its threshold."""
        expected = value.Worth(**self.value_figures["expected"])
        asked = value.Thresholds(**self.value_figures["asked"])
        failed = value.failures(expected, asked)
        currency = self.currency_id

        def marked(key, text):
            return f"✗ {text}" if key in failed else f"✓ {text}"

        lines = [
            self.env._("Worth developing") if not failed else self.env._("Not worth it for now"),
            marked(
                "value",
                self.env._(
                    "Net present value %(value)s, asked %(asked)s",
                    value=format_amount(self.env, expected.present_value, currency),
                    asked=format_amount(self.env, asked.least_value, currency),
                ),
            ),
        ]
        if expected.rate_of_return is not None:
            lines.append(
                marked(
                    "return",
                    self.env._(
                        "Return %(value)s, asked %(asked)s",
                        value=wording.percentage(self.env, expected.rate_of_return * 100, digits=2),
                        asked=wording.percentage(self.env, asked.least_return * 100, digits=2),
                    ),
                )
            )
        if asked.most_months:
            month = expected.break_even_month
            lines.append(
                marked(
                    "months",
                    self.env._(
                        "Break-even in month %(value)s, asked by month %(asked)s",
                        value=month,
                        asked=asked.most_months,
                    )
                    if month
                    else self.env._(
                        "No break-even within the forecast, asked by month %s", asked.most_months
                    ),
                )
            )
        return "\n".join(lines)

    # ------------------------------------------------------------------
    # entering
    # ------------------------------------------------------------------

    def action_fill_cases(self, percent=0):
        """Let the low and the high case follow from the expected one.

        :param float percent: so much less, and more, sales and margin than expected: 0 to 100
        :return: True
        :raise UserError: for what is no such number, or a scheme that is not a draft
        :raise AccessError: for whoever may not write it
        """
        arguments.one(self)
        self.check_access("write")
        percent = self._check_percent(percent)
        self.forecast_ids._fill_cases(self, percent)
        return True

    def _check_percent(self, percent):
        try:
            number = float(percent)
        except (OverflowError, TypeError, ValueError):
            number = math.nan
        if isinstance(percent, bool) or not 0 <= number <= 100:
            raise UserError(
                self.env._(
                    "%s is no percentage: enter a number from 0 to 100.", arguments.shown(percent)
                )
            )
        return number

    def action_add_year(self):
        """Give the forecast one more year.

        :return: True
        :raise UserError: after the fifth, or for a scheme that is not a draft
        :raise AccessError: for whoever may not write it
        """
        arguments.one(self)
        self.check_access("write")
        self.forecast_ids._add_year(self)
        return True

    def action_remove_year(self):
        """Take the last year from the forecast.

        :return: True
        :raise UserError: for the only one, or a scheme that is not a draft
        :raise AccessError: for whoever may not write it
        """
        arguments.one(self)
        self.check_access("write")
        self.forecast_ids._remove_year(self)
        return True
