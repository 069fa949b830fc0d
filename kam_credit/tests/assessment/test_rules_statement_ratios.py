from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ...rules import statement_ratios as ratios

FIGURES = {
    name: Decimal(value)
    for name, value in {
        "current_assets": 600,
        "total_assets": 1000,
        "current_liabilities": 300,
        "total_liabilities": 500,
        "equity": 500,
        "retained_earnings": 200,
        "operating_profit": 100,
        "net_profit": 80,
        "revenue": 1600,
        "receivables": 200,
    }.items()
}


@tagged("post_install", "-at_install")
class TestRulesStatementRatios(BaseCase):
    def test_ratios_of_a_year(self):
        for kind, value in (
            ("current_ratio", "2"),
            ("debt_ratio", "50"),
            ("return_on_assets", "8"),
            ("net_profit_margin", "5"),
            # 200 / 1600 × 365
            ("collection_days", "45.625"),
            # 6.56 × 0.3 + 3.26 × 0.2 + 6.72 × 0.1 + 1.05 × 1
            ("altman_z", "4.342"),
        ):
            with self.subTest(kind=kind):
                self.assertEqual(ratios.compute(kind, FIGURES, 365), Decimal(value))

    def test_a_quarter_is_not_set_against_a_year(self):
        quarter = {**FIGURES, "net_profit": Decimal(20), "revenue": Decimal(400)}
        self.assertAlmostEqual(
            float(ratios.compute("return_on_assets", quarter, 91)), 20 * 365 / 91 / 10
        )
        # flows against flows, and stocks against stocks, are not touched by it
        self.assertAlmostEqual(float(ratios.compute("net_profit_margin", quarter, 91)), 5)
        self.assertEqual(ratios.compute("current_ratio", quarter, 91), 2)

    def test_what_counts_as_a_year(self):
        for days, is_year in ((349, False), (350, True), (366, True), (380, True), (381, False)):
            with self.subTest(days=days):
                self.assertEqual(ratios.is_year(days), is_year)

    def test_what_is_missing(self):
        self.assertEqual(ratios.missing("altman_z", FIGURES), [])
        figures = {**FIGURES, "equity": Decimal(0), "total_liabilities": Decimal(0)}
        self.assertEqual(ratios.missing("altman_z", figures), ["equity", "total_liabilities"])
        self.assertEqual(ratios.missing("current_ratio", figures), [])
