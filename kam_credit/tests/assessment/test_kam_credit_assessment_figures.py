from math import floor

from odoo.tests import tagged

from ..common import TODAY, day
from .common import KamCreditAssessmentCommon

FORMULAS = (
    "transaction_amount",
    "fulfilment_rate",
    "overdue_share",
    "days_beyond_terms",
    "relationship_years",
    "return_on_assets",
)
LEVELS = [(100, 1), (0, -1000)]


@tagged("post_install", "-at_install")
class TestKamCreditAssessmentFigures(KamCreditAssessmentCommon):
    """What is computed, from what, and what is unknown; worked out by hand."""

    @classmethod
    def make_scorecard(cls, criteria=None, **vals):
        weights = [20, 20, 20, 20, 10, 10]
        rows = [
            (formula, weight, formula, LEVELS)
            for formula, weight in zip(FORMULAS, weights, strict=True)
        ]
        return super().make_scorecard(criteria or rows, **vals)

    def values(self, sheet):
        return {
            line.formula: round(line.value, 4) if line.has_value else None
            for line in sheet.line_ids
        }

    def assertUnknown(self, sheet, formula, words):
        line = self.line(sheet, formula)
        self.assertFalse(line.has_value)
        self.assertTrue(line.is_open)
        self.assertRegex(line.basis_text, words)

    def test_figures_of_the_ledger(self):
        # besides 8000 paid in time: 1000 that came 20 days late, and 500 that is open for 10
        self.pay(self.invoice(self.customer, 5000, due=day(-9)), on=day(-9))
        self.pay(self.invoice(self.customer, 1000, due=day(-60)), on=day(-40))
        self.invoice(self.customer, 500, due=day(-10))
        self.store(self.customer)
        sheet = self.assess()
        values = self.values(sheet)
        self.assertEqual(values["transaction_amount"], 9500)
        # four decimals are kept, and none is rounded up
        self.assertEqual(values["fulfilment_rate"], round(800000 / 9500, 4))
        self.assertEqual(values["overdue_share"], floor(500_000_000 / 9500) / 10_000)
        # (1000 × 20 + 500 × 10) / 9500
        self.assertEqual(values["days_beyond_terms"], floor(250_000_000 / 9500) / 10_000)
        # the first invoice is dated 90 days ago
        self.assertEqual(values["relationship_years"], round(90 / 365.25, 4))

    def test_nothing_known(self):
        partner = self.make_customer("Newcomer")
        self.make_key(partner)
        sheet = self.assess(partner)
        self.assertEqual(set(self.values(sheet).values()), {None})
        self.assertUnknown(sheet, "transaction_amount", "no figures")
        self.assertUnknown(sheet, "fulfilment_rate", "too little")
        self.assertUnknown(sheet, "relationship_years", "nothing was ever invoiced")
        self.assertUnknown(sheet, "return_on_assets", "no financial statement")
        self.assertEqual((sheet.score, sheet.score_highest), (0, 100))

    def test_a_quarter_is_refused_or_annualised(self):
        quarter = {
            "period_type": "quarter",
            "date_from": "2025-01-01",
            "date_to": "2025-03-31",
            "net_profit": 20,
        }
        self.state_figures(**quarter)
        self.assertUnknown(self.assess(), "return_on_assets", "2025 Q1 is no statement of a year")
        self.root["kam.credit.assessment"].search([])._cancel("figures")
        self.state_figures()
        sheet = self.assess()
        # of the year, not of the newer quarter
        self.assertEqual(self.values(sheet)["return_on_assets"], 8)
        sheet._cancel("figures")
        self.card._protected_write({"is_annualised": True})
        sheet = self.assess()
        # 20 / 1000 of 90 days
        self.assertEqual(self.values(sheet)["return_on_assets"], round(2 * 365 / 90, 4))
        self.assertIn("annualised", self.line(sheet, "return_on_assets").basis_text)

    def test_old_and_incomplete_statements(self):
        statement = self.state_figures(net_profit=0)
        sheet = self.assess()
        self.assertUnknown(sheet, "return_on_assets", "does not say Net Profit")
        statement.write({"net_profit": 80, "date_from": "2022-01-01", "date_to": "2022-12-31"})
        sheet.with_user(self.credit_officer).action_refresh()
        self.assertUnknown(sheet, "return_on_assets", "more than 18 months ago")

    def test_the_reader_reads_units(self):
        self.pay(self.invoice(self.customer, 1000, due=day(-60)), on=day(-40))
        self.store(self.customer)
        sheet = self.assess()
        self.assertEqual(sheet.date_assessed, TODAY)
        texts = {line.formula: line.value_text for line in sheet.line_ids}
        self.assertEqual(texts["fulfilment_rate"], "75.00%")
        self.assertEqual(texts["days_beyond_terms"], "5.00 days")
        self.assertEqual(texts["relationship_years"], "0.24 years")
        self.assertEqual(texts["return_on_assets"], "")

    def test_a_value_does_not_read_as_the_level_above(self):
        sheet = self.assess()
        for formula, value, text in (
            ("fulfilment_rate", 84.9999, "84.99%"),
            ("fulfilment_rate", 85, "85.00%"),
            ("relationship_years", 4.9966, "4.99 years"),
            ("return_on_assets", -0.0001, "-0.01%"),
        ):
            line = self.line(sheet, formula).sudo()
            line._protected_write({"value": value, "has_value": True})
            with self.subTest(formula=formula, value=value):
                self.assertEqual(line.value_text, text)
