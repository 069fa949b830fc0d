from odoo.tests import BaseCase, tagged

from odoo.addons.kam_management.rules import development_value as value
from odoo.addons.kam_management.rules import developments
from odoo.addons.kam_management.rules.development_value import Rates, Thresholds, Year

# earns 100 a month against 200 at the beginning
STEADY = Year(sales=4000, margin=1200, development=200)


@tagged("post_install", "-at_install")
class TestRulesDevelopmentValue(BaseCase):
    """What a forecast comes to, reckoned by hand."""

    def test_stock_interest(self):
        for stock, rate, days, interest in (
            (1000, 0.06, 365, 60),
            (1000, 0.06, 73, 12),
            (0, 0.06, 365, 0),
            (1000, 0, 365, 0),
        ):
            with self.subTest(stock=stock, rate=rate, days=days):
                self.assertAlmostEqual(value.stock_interest(stock, rate, days), interest)

    def test_contribution(self):
        year = Year(sales=1000, margin=300, stock=100, staff=60, travel=20, management=10,
                    development=50)  # fmt: skip
        for rates, expected in (
            (Rates(), 300 - 60 - 20 - 10 - 50),
            (Rates(stock=0.06), 300 - 6 - 90 - 50),
            # risk lessens what is earned, not what is spent
            (Rates(stock=0.06, risk=0.5), 150 - 6 - 90 - 50),
            (Rates(risk=1), -90 - 50),
        ):
            with self.subTest(rates=rates):
                self.assertAlmostEqual(value.contribution(year, rates), expected)

    def test_risk_makes_no_loss_less(self):
        for risk in (0, 0.35, 1):
            with self.subTest(risk=risk):
                loss = value.contribution(Year(margin=-20, staff=5), Rates(risk=risk))
                self.assertAlmostEqual(loss, -25)

    def test_compared_as_it_is_shown(self):
        figures = value.Worth(10, 0.0999999, 1, 99.9999)
        self.assertEqual(value.failures(figures, Thresholds(100, 0.1)), [])
        figures = value.Worth(10, 0.0999, 1, 99.99)
        self.assertEqual(value.failures(figures, Thresholds(100, 0.1)), ["value", "return"])

    def test_return(self):
        self.assertAlmostEqual(value.rate_of_return([STEADY], Rates()), (1200 - 200) / 200)
        self.assertIsNone(value.rate_of_return([Year(margin=100)], Rates()))
        self.assertIsNone(value.rate_of_return([], Rates()))

    def test_break_even(self):
        for years, rates, month in (
            ([STEADY], Rates(), 2),
            ([STEADY._replace(development=1200)], Rates(), 12),
            ([STEADY._replace(development=1201)], Rates(), None),
            ([STEADY], Rates(risk=0.5), 4),
            # nothing was spent: from the first month on
            ([Year(margin=12)], Rates(), 1),
            # what is spent in the second year is earned later again
            ([STEADY, STEADY._replace(development=1500)], Rates(), 17),
            ([], Rates(), None),
        ):
            with self.subTest(years=years, rates=rates):
                self.assertEqual(value.worth(years, rates).break_even_month, month)

    def test_present_value(self):
        years = [Year(margin=110, development=50), Year(margin=121)]
        self.assertAlmostEqual(value.present_value(years, Rates(discount=0.1)), -50 + 100 + 100)
        self.assertAlmostEqual(value.present_value(years, Rates()), 181)
        # spent as the second year begins
        late = [Year(), Year(development=110)]
        self.assertAlmostEqual(value.present_value(late, Rates(discount=0.1)), -100)

    def test_failures(self):
        figures = value.worth([STEADY], Rates())
        for asked, failed in (
            (Thresholds(), []),
            (Thresholds(least_value=1000), []),
            (Thresholds(least_value=1001), ["value"]),
            (Thresholds(least_return=5.01), ["return"]),
            (Thresholds(most_months=2), []),
            (Thresholds(most_months=1), ["months"]),
        ):
            with self.subTest(asked=asked):
                self.assertEqual(value.failures(figures, asked), failed)

    def test_furthest(self):
        for steps, furthest in (
            ([], False),
            ([False, False], False),
            (["contact", "proposal", "introduction"], "proposal"),
        ):
            with self.subTest(steps=steps):
                self.assertEqual(developments.furthest(steps), furthest)

    def test_falling(self):
        for scores, falls in (
            ([], False),
            ([1], False),
            ([1, -1], True),
            ([1, 0, -1], True),
            ([1, 0], False),
            ([-1, 1, 0], False),
            ([1, -1, 0], False),
        ):
            with self.subTest(scores=scores):
                self.assertEqual(developments.is_falling(scores), falls)
