from odoo.tests import BaseCase, tagged

from odoo.addons.kam_management.rules import ratios

FIGURES = {
    "current_assets": 450,
    "total_assets": 1000,
    "net_profit": 60,
    "revenue": 1200,
    "cost_of_sales": 900,
    "receivables": 300,
    "inventory": 150,
}


@tagged("post_install", "-at_install")
class TestRulesRatios(BaseCase):
    def test_share(self):
        for part, whole, expected in (
            (450, 1000, 0.45),
            (1000, 1000, 1),
            (0, 1000, 0),
            (-60, 1200, -0.05),
            (1500, 1200, 1.25),
            (60, 0, None),
            (0, 0, None),
            (60, -1200, None),
            (-60, -1200, None),
        ):
            with self.subTest(part=part, whole=whole):
                self.assertEqual(ratios.share(part, whole), expected)

    def test_turnover_days(self):
        for stock, flow, days, expected in (
            (300, 1200, 365, 91.25),
            (300, 1200, 366, 91.5),
            # a quarter's revenue lasts as long as a quarter has days
            (300, 300, 90, 90),
            (300, 300, 92, 92),
            (0, 1200, 365, 0),
            (300, 0, 365, None),
            (0, 0, 365, None),
            (300, -1200, 365, None),
            (-300, 1200, 365, None),
            (300, 1200, 0, None),
        ):
            with self.subTest(stock=stock, flow=flow, days=days):
                self.assertEqual(ratios.turnover_days(stock, flow, days), expected)

    def test_compute(self):
        self.assertEqual(
            ratios.compute(FIGURES, 365),
            {
                "current_asset_ratio": 0.45,
                "net_profit_margin": 0.05,
                "return_on_assets": 0.06,
                "collection_days": 91.25,
                "inventory_days": 150 / 900 * 365,
            },
        )
        self.assertEqual(tuple(ratios.compute(FIGURES, 365)), ratios.KINDS)

    def test_which_divisor_takes_which_value(self):
        for divisor, gone in (
            ("total_assets", {"current_asset_ratio", "return_on_assets"}),
            ("revenue", {"net_profit_margin", "collection_days"}),
            ("cost_of_sales", {"inventory_days"}),
        ):
            with self.subTest(divisor=divisor):
                values = ratios.compute({**FIGURES, divisor: 0}, 365)
                self.assertEqual({kind for kind in values if values[kind] is None}, gone)

    def test_scaling_of_the_period(self):
        """The same business, seen over a quarter: the same days."""
        quarter = {name: FIGURES[name] / 4 for name in ("net_profit", "revenue", "cost_of_sales")}
        year = ratios.compute(FIGURES, 364)
        part = ratios.compute({**FIGURES, **quarter}, 91)
        for kind in ("collection_days", "inventory_days", "net_profit_margin"):
            self.assertAlmostEqual(part[kind], year[kind])

    def test_change(self):
        for value, before, expected in (
            (0.5, 0.25, 0.25),
            (0.25, 0.5, -0.25),
            (0, 0.5, -0.5),
            (0.5, 0, 0.5),
            (None, 0.5, None),
            (0.5, None, None),
            (None, None, None),
        ):
            with self.subTest(value=value, before=before):
                self.assertEqual(ratios.change(value, before), expected)
