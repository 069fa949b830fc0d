from datetime import date

from odoo.tests import BaseCase, tagged

from ...rules import rescreening


@tagged("post_install", "-at_install")
class TestRulesRescreening(BaseCase):
    def test_first_day(self):
        for rejected, days, expected in (
            (date(2026, 1, 1), 180, date(2026, 6, 30)),
            (date(2026, 12, 31), 1, date(2027, 1, 1)),
            (date(2024, 2, 28), 1, date(2024, 2, 29)),
            (date(2026, 1, 1), 0, date(2026, 1, 1)),
        ):
            with self.subTest(rejected=rejected, days=days):
                self.assertEqual(rescreening.earliest_day(rejected, days), expected)
                self.assertFalse(rescreening.is_too_early(rejected, days, expected))

    def test_too_early(self):
        self.assertTrue(rescreening.is_too_early(date(2026, 1, 1), 180, date(2026, 6, 29)))
        self.assertTrue(rescreening.is_too_early(date(2026, 1, 1), 1, date(2026, 1, 1)))
        self.assertFalse(rescreening.is_too_early(None, 180, date(2026, 1, 1)))
