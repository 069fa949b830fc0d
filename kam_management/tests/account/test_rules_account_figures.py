from datetime import date, datetime

from odoo.tests import BaseCase, tagged

from odoo.addons.kam_management.rules import account_figures as rules
from odoo.addons.kam_management.rules.timeline import Cursor, at_that_moment, newest_first


@tagged("post_install", "-at_install")
class TestRulesAccountFigures(BaseCase):
    def test_months_end_with_a_day_like_today(self):
        starts = rules.month_starts(date(2026, 3, 31), 2)
        self.assertEqual(starts, [date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1)])
        starts = rules.month_starts(date(2026, 11, 28), 24)
        self.assertEqual(len(starts), 25)
        self.assertEqual((starts[0], starts[12]), (date(2024, 11, 29), date(2025, 11, 29)))
        self.assertEqual(starts[-1], date(2026, 11, 29))

    def test_change(self):
        for now, before, expected in (
            (120, 100, 0.2),
            (80, 100, -0.2),
            (0, 100, -1),
            (5, 0, None),
            (5, -3, None),
        ):
            with self.subTest(now=now, before=before):
                share = rules.change(now, before)
                self.assertEqual(share if share is None else round(share, 6), expected)

    def test_tones(self):
        self.assertEqual(
            [rules.tone_of_change(share) for share in (None, 0, 0.1, -0.1)],
            ["muted", "muted", "success", "danger"],
        )
        self.assertEqual(
            [rules.tone_of_age(days) for days in (None, 0, 30, 31, 90, 91)],
            ["muted", "success", "success", "warning", "warning", "danger"],
        )

    def test_order_of_a_time_line(self):
        noon, one = (datetime.fromisoformat(f"2026-01-01 {hour}:00") for hour in (12, 13))
        rows = [(noon, 1, 5), (one, 2, 1), (noon, 0, 3), (noon, 1, 9)]
        self.assertEqual(
            newest_first(rows, tuple),
            [(one, 2, 1), (noon, 0, 3), (noon, 1, 9), (noon, 1, 5)],
        )
        cursor = Cursor(noon, 1, 9)
        self.assertEqual([at_that_moment(cursor, rank) for rank in range(3)], ["none", 9, "all"])
