from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.kam_credit.rules import exposure
from odoo.addons.kam_credit.rules.exposure import Exposure


@tagged("post_install", "-at_install")
class TestRulesExposure(BaseCase):
    """What counts in the exposure, and until when."""

    def test_total(self):
        parts = Exposure(Decimal("-5.5"), Decimal(30), Decimal(7), Decimal(100))
        # what is overdue is a part of the receivables
        self.assertEqual(parts.total, Decimal("31.5"))
        self.assertEqual(Exposure().total, 0)

    def test_last_day(self):
        today = date(2025, 6, 11)
        for horizon, expected in (
            (0, None),
            (1, date(2025, 6, 12)),
            (10, date(2025, 6, 21)),
        ):
            with self.subTest(horizon=horizon):
                self.assertEqual(exposure.last_day(today, horizon), expected)

    def test_overdue_before(self):
        today = date(2025, 6, 11)
        for days, due, is_overdue in (
            (0, date(2025, 6, 10), True),
            (0, date(2025, 6, 11), False),
            (30, date(2025, 5, 12), False),
            (30, date(2025, 5, 11), True),
        ):
            with self.subTest(days=days, due=due):
                self.assertEqual(due < exposure.overdue_before(today, days), is_overdue)
