from odoo import api, fields, models
from odoo.exceptions import UserError

from ...rules import development_value as value

SCENARIOS = [("low", "Low case"), ("expected", "Expected case"), ("high", "High case")]
AMOUNTS = ("sales", "margin", "stock", "staff", "travel", "management", "development")
# what differs between the cases where nobody has said otherwise; costs are the same
VARYING = ("sales", "margin")
DEFAULT_YEARS = 3
MOST_YEARS = 5
MOST = 1e15


class KamDevelopmentForecast(models.Model):
    """What one year brings and takes in one case (development scheme, 2.6)."""

    _name = "kam.development.forecast"
    _description = "Year of a Forecast"
    _inherit = ["kam.approval.line.mixin"]
    _order = "development_id, year, scenario, id"
    _rec_name = "year"

    _approval_form_field = "development_id"
    _approval_lines_field = "forecast_ids"
    _protected_fields = frozenset(
        {"development_id", "company_id", "stock_interest", "contribution"}
    )
    _protected_except_on_create = frozenset({"development_id"})

    development_id = fields.Many2one(
        "kam.development", required=True, index=True, ondelete="cascade", copy=False
    )
    company_id = fields.Many2one(related="development_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="development_id.currency_id")
    year = fields.Integer(string="Year of the Forecast", required=True, default=1, aggregator=None)
    scenario = fields.Selection(
        SCENARIOS, string="Forecast Case", required=True, default="expected"
    )
    sales = fields.Monetary(string="Forecast Sales")
    margin = fields.Monetary(
        string="Gross Margin", help="Sales less what the goods cost, before all that follows."
    )
    stock = fields.Monetary(
        string="Average Stock",
        help="Value of what lies in stock for the customer on the average. It is entered: invoices "
        "do not tell what lies in stock.",
    )
    stock_interest = fields.Monetary(
        compute="_compute_contribution", store=True, help="Average stock × yearly rate."
    )
    staff = fields.Monetary(string="Staff Cost")
    travel = fields.Monetary(string="Travel Cost")
    management = fields.Monetary(string="Management and Operating Cost")
    development = fields.Monetary(
        string="Development Cost",
        help="What it costs to win the customer; spent as the year begins.",
    )
    contribution = fields.Monetary(
        compute="_compute_contribution",
        store=True,
        help="Gross margin × (1 − risk coefficient) less all costs.",
    )

    _year_scenario_uniq = models.Constraint(
        "UNIQUE(development_id, year, scenario)",
        "This year of the forecast stands there already: complete that line.",
    )
    _year_possible = models.Constraint(
        f"CHECK(year BETWEEN 1 AND {MOST_YEARS})", "A forecast has at most 5 years: 1 to 5."
    )
    _amounts_possible = models.Constraint(
        f"CHECK(sales BETWEEN 0 AND {MOST:.0f} AND ABS(margin) <= {MOST:.0f}"
        f" AND stock BETWEEN 0 AND {MOST:.0f} AND staff BETWEEN 0 AND {MOST:.0f}"
        f" AND travel BETWEEN 0 AND {MOST:.0f} AND management BETWEEN 0 AND {MOST:.0f}"
        f" AND development BETWEEN 0 AND {MOST:.0f})",
        "Amounts of a forecast are not negative, at most 1,000,000,000,000,000. Only the gross "
        "margin may be less than 0.",
    )

    @api.depends(
        *AMOUNTS,
        "development_id.risk_coefficient",
        "development_id.stock_rate",
    )
    def _compute_contribution(self):
        for line in self:
            rates, year = line.development_id._get_rates(), line._as_year()
            line.stock_interest = value.stock_interest(year.stock, rates.stock)
            line.contribution = value.contribution(year, rates)

    def _as_year(self):
        """Return the line for the rules.

        :rtype: development_value.Year
        """
        return value.Year(*(self[name] for name in AMOUNTS))

    @api.model
    def _create_defaults_of(self, development):
        """Give a scheme the years that a forecast begins with, in each case."""
        return self._protected_create(
            [
                {"development_id": development.id, "year": year, "scenario": scenario}
                for year in range(1, DEFAULT_YEARS + 1)
                for scenario, _label in SCENARIOS
            ]
        )

    @api.model
    def _add_year(self, development):
        """Give a scheme one more year, in each case.

        :raise UserError: when it has as many as a forecast can have
        """
        year = max(development.forecast_ids.mapped("year"), default=0) + 1
        if year > MOST_YEARS:
            raise UserError(
                self.env._(
                    "%(scheme)s has a forecast of %(years)s years already: that is the most.",
                    scheme=development.display_name,
                    years=MOST_YEARS,
                )
            )
        self.create(
            [
                {"development_id": development.id, "year": year, "scenario": scenario}
                for scenario, _label in SCENARIOS
            ]
        )

    @api.model
    def _remove_year(self, development):
        """Take the last year from a scheme, in all cases.

        :raise UserError: for the only one
        """
        lines = development.forecast_ids
        last = max(lines.mapped("year"), default=0)
        if last <= 1:
            raise UserError(
                self.env._(
                    "%s has a forecast of one year: a forecast has at least that.",
                    development.display_name,
                )
            )
        lines.filtered(lambda line: line.year == last).unlink()

    @api.model
    def _fill_cases(self, development, percent):
        """Let the low and the high case of a scheme follow from its expected one.

        :param development: the scheme
        :param float percent: so much less, and more, sales and margin than expected
        """
        lines = {(line.year, line.scenario): line for line in development.forecast_ids}
        missing = []
        for (year, scenario), line in lines.items():
            if scenario != "expected":
                continue
            for other, sign in (("low", -1), ("high", 1)):
                vals = line._derive(sign * percent / 100)
                if (year, other) in lines:
                    lines[year, other].write(vals)
                else:
                    missing.append(
                        {
                            **vals,
                            "development_id": development.id,
                            "year": year,
                            "scenario": other,
                        }
                    )
        self.create(missing)

    def _derive(self, share):
        """Return what a year holds in a case that is so much better, or worse, than this one.

        A loss is worse by being greater.

        :param float share: by which sales and margin differ; below 0: worse
        """
        currency = self.currency_id
        return {
            name: min(currency.round(self[name] + abs(self[name]) * share), MOST)
            if name in VARYING
            else self[name]
            for name in AMOUNTS
        }
