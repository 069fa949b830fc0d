from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from odoo.addons.kam_management.rules import periods


@tagged("post_install", "-at_install")
class TestRulesPeriods(BaseCase):
    def test_last_complete(self):
        for kind, today, expected in (
            ("year", date(2026, 1, 1), date(2025, 1, 1)),
            ("year", date(2026, 12, 31), date(2025, 1, 1)),
            ("half", date(2026, 6, 30), date(2025, 7, 1)),
            ("half", date(2026, 7, 1), date(2026, 1, 1)),
            ("quarter", date(2026, 2, 28), date(2025, 10, 1)),
            ("quarter", date(2026, 4, 1), date(2026, 1, 1)),
            ("quarter", date(2026, 12, 31), date(2026, 7, 1)),
        ):
            with self.subTest(kind=kind, today=today):
                self.assertEqual(periods.last_complete(kind, today), expected)

    def test_last_complete_is_the_last_one(self):
        """Whatever the day: the period is over, and the next one is not."""
        for kind in periods.MONTHS:
            for offset in range(0, 1500, 7):
                today = date(2024, 1, 1) + timedelta(days=offset)
                last = periods.last_day(kind, periods.last_complete(kind, today))
                self.assertLess(last, today)
                self.assertGreaterEqual(periods.last_day(kind, last + timedelta(days=1)), today)

    def test_last_day(self):
        for kind, first, expected in (
            ("year", date(2025, 1, 1), date(2025, 12, 31)),
            ("year", date(2024, 7, 1), date(2025, 6, 30)),
            ("year", date(2023, 3, 1), date(2024, 2, 29)),
            ("year", date(2024, 3, 1), date(2025, 2, 28)),
            ("year", date(2024, 2, 29), date(2025, 2, 28)),
            ("half", date(2024, 1, 1), date(2024, 6, 30)),
            ("half", date(2024, 9, 1), date(2025, 2, 28)),
            ("quarter", date(2024, 1, 1), date(2024, 3, 31)),
            ("quarter", date(2025, 12, 1), date(2026, 2, 28)),
            ("quarter", date(2025, 1, 31), date(2025, 4, 30)),
            ("quarter", date(2025, 1, 15), date(2025, 4, 14)),
        ):
            with self.subTest(kind=kind, first=first):
                self.assertEqual(periods.last_day(kind, first), expected)

    def test_length(self):
        for kind, first, expected in (
            ("year", date(2025, 1, 1), 365),
            ("year", date(2024, 1, 1), 366),
            ("half", date(2025, 1, 1), 181),
            ("half", date(2024, 1, 1), 182),
            ("half", date(2025, 7, 1), 184),
            ("quarter", date(2025, 1, 1), 90),
            ("quarter", date(2024, 1, 1), 91),
            ("quarter", date(2025, 4, 1), 91),
            ("quarter", date(2025, 7, 1), 92),
            ("quarter", date(2025, 10, 1), 92),
        ):
            with self.subTest(kind=kind, first=first):
                days = periods.length(first, periods.last_day(kind, first))
                self.assertEqual(days, expected)
                self.assertLessEqual(days, periods.LONGEST_DAYS[kind])

    def test_label(self):
        for kind, first, last, expected in (
            ("year", date(2025, 1, 1), date(2025, 12, 31), "2025"),
            ("half", date(2025, 1, 1), date(2025, 6, 30), "2025 H1"),
            ("half", date(2025, 7, 1), date(2025, 12, 31), "2025 H2"),
            ("quarter", date(2024, 1, 1), date(2024, 3, 31), "2024 Q1"),
            ("quarter", date(2025, 10, 1), date(2025, 12, 31), "2025 Q4"),
            ("year", date(2024, 7, 1), date(2025, 6, 30), "2024-07-01 – 2025-06-30"),
            ("year", date(2025, 1, 1), date(2025, 12, 28), "2025-01-01 – 2025-12-28"),
            ("quarter", date(2025, 2, 1), date(2025, 4, 30), "2025-02-01 – 2025-04-30"),
            ("half", date(2025, 1, 2), date(2025, 6, 30), "2025-01-02 – 2025-06-30"),
        ):
            with self.subTest(kind=kind, first=first, last=last):
                self.assertEqual(periods.label(kind, first, last), expected)
