from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.kam_credit.rules.ageing import bucket
from odoo.addons.kam_credit.rules.exposure import Standing, standing


@tagged("post_install", "-at_install")
class TestRulesAgeing(BaseCase):
    """How old what is owed is, and how a customer stands against its limit."""

    def test_bucket(self):
        cases = [
            (100, -5, "not_due"),
            (100, 0, "not_due"),
            (100, 1, "days_30"),
            (100, 30, "days_30"),
            (100, 31, "days_60"),
            (100, 60, "days_60"),
            (100, 61, "days_90"),
            (100, 90, "days_90"),
            (100, 91, "over_90"),
            (100, 4000, "over_90"),
            # matched to nothing, however old
            (-1, -5, "credit"),
            (-1, 500, "credit"),
        ]
        for amount, days, expected in cases:
            with self.subTest(amount=amount, days=days):
                self.assertEqual(bucket(Decimal(amount), days), expected)

    def test_standing(self):
        cases = [
            # limit, used, available, share, over
            ("1000", "0", "1000", "0", False),
            ("1000", "900", "100", "0.9", False),
            ("1000", "1000", "0", "1", False),
            ("1000", "1000.01", "-0.01", "1.00001", True),
            # more was paid than owed
            ("1000", "-50", "1050", "0", False),
            # no credit
            ("0", "0", "0", "0", False),
            ("0", "1", "-1", "1", True),
        ]
        for limit, used, available, share, is_over in cases:
            with self.subTest(limit=limit, used=used):
                found = standing(Decimal(limit), Decimal(used))
                self.assertEqual(found, Standing(True, Decimal(available), Decimal(share)))
                self.assertEqual(found.is_over, is_over)
        unlimited = standing(None, Decimal(10**9))
        self.assertEqual((unlimited.is_limited, unlimited.is_over), (False, False))
