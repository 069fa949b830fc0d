from datetime import date, timedelta
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ...rules import rolling

TODAY = date(2025, 6, 11)


def due(days_ago, base=100, on_time=0, still_open=0, late=30):
    return rolling.Due(
        TODAY - timedelta(days=days_ago), Decimal(base), Decimal(on_time), Decimal(still_open), late
    )


@tagged("post_install", "-at_install")
class TestRulesRolling(BaseCase):
    def test_a_rate_by_waiting(self):
        good, bad = due(10, on_time=100, late=0), due(300)
        for dues, target, days in (
            ([good], "0.9", 0),
            # the missed instalment leaves the window 366 days after it was due
            ([good, bad], "0.9", 66),
            ([good, bad], "0.5", 0),
            # what is still open never leaves
            ([good, due(300, still_open=100)], "0.9", None),
            # nothing is left then
            ([bad], "0.9", None),
            ([], "0.9", None),
        ):
            with self.subTest(dues=dues, target=target):
                found = rolling.first_day(dues, TODAY, rolling.has_rate(Decimal(target)))
                expected = None if days is None else TODAY + timedelta(days=days)
                self.assertEqual(found, expected)
                if days:
                    kept = rolling.kept_on(expected - timedelta(days=1), dues)
                    self.assertFalse(rolling.has_rate(Decimal(target))(kept))

    def test_days_beyond_terms_by_waiting(self):
        dues = [due(10, late=0), due(300, late=60)]
        for days, expected in (("31", 0), ("30", 66), ("10", 66)):
            with self.subTest(days=days):
                found = rolling.first_day(dues, TODAY, rolling.is_paid_within(Decimal(days)))
                self.assertEqual(found, TODAY + timedelta(days=expected))

    def test_more_on_time(self):
        for target, expected in (("0.5", "0"), ("0.75", "100"), ("1", None)):
            with self.subTest(target=target):
                more = rolling.more_on_time(Decimal(target), Decimal(100), Decimal(50))
                self.assertEqual(more, None if expected is None else Decimal(expected))
                if more:
                    self.assertEqual((50 + more) / (100 + more), Decimal(target))

    def test_less_open(self):
        unit = Decimal("0.01")
        for target, overdue, expected in (
            ("0.1", "5", "0"),
            # the share has to be less, not the same
            ("0.1", "10", "0.01"),
            ("0.1", "25", "15.01"),
            ("0.01", "1", "0.01"),
        ):
            with self.subTest(target=target, overdue=overdue):
                amount = rolling.less_open(Decimal(target), Decimal(100), Decimal(overdue), unit)
                self.assertEqual(amount, Decimal(expected))
                self.assertLess(Decimal(overdue) - amount, Decimal(target) * 100)
