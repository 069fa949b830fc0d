from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ...rules.candidates import Standard, Window, find_class, growth, late_share, meets, window


def decimal(text):
    return None if text is None else Decimal(text)


@tagged("post_install", "-at_install")
class TestRulesCandidates(BaseCase):
    def test_window(self):
        for day, sales_from, before_from in (
            (date(2025, 6, 11), date(2024, 6, 12), date(2023, 6, 12)),
            (date(2025, 12, 31), date(2025, 1, 1), date(2024, 1, 1)),
            (date(2025, 3, 31), date(2024, 4, 1), date(2023, 4, 1)),
            (date(2024, 2, 29), date(2023, 3, 1), date(2022, 3, 1)),
            (date(2025, 2, 28), date(2024, 2, 29), date(2023, 3, 1)),
        ):
            with self.subTest(day=day):
                self.assertEqual(window(day), Window(before_from, sales_from, day))

    def test_growth(self):
        for sales, before, expected in (
            ("110", "100", "0.1"),
            ("50", "100", "-0.5"),
            ("100", "100", "0"),
            ("0", "100", "-1"),
            ("100", "0", None),
            ("100", "-5", None),
            ("-20", "100", "-1.2"),
        ):
            with self.subTest(sales=sales, before=before):
                self.assertEqual(growth(Decimal(sales), Decimal(before)), decimal(expected))

    def test_late_share(self):
        for late, due, expected in (
            ("25", "100", "0.25"),
            ("0", "100", "0"),
            ("100", "100", "1"),
            ("0", "0", None),
        ):
            with self.subTest(late=late, due=due):
                self.assertEqual(late_share(Decimal(late), Decimal(due)), decimal(expected))

    def test_meets(self):
        plain = Standard("P", Decimal(100))
        growing = Standard("G", Decimal(100), growth_min=Decimal("0.1"))
        punctual = Standard("L", Decimal(100), late_share_max=Decimal("0.25"))
        for standard, sales, grown, late, expected in (
            (plain, "100", None, None, True),
            (plain, "99.99", "5", "0", False),
            (plain, "100", "-0.9", "1", True),
            (growing, "100", "0.1", None, True),
            (growing, "100", "0.0999", None, False),
            (growing, "100", None, None, False),
            (growing, "99", "0.5", None, False),
            (punctual, "100", None, "0.25", True),
            (punctual, "100", None, "0.2501", False),
            (punctual, "100", None, None, True),
        ):
            with self.subTest(standard=standard.key, sales=sales, grown=grown, late=late):
                met = meets(standard, Decimal(sales), decimal(grown), decimal(late))
                self.assertIs(met, expected)

    def test_find_class(self):
        standards = [
            Standard("A", Decimal(1000)),
            Standard("B", Decimal(500), growth_min=Decimal("0.1")),
            Standard("C", Decimal(100), late_share_max=Decimal("0.25")),
        ]
        for sales, grown, late, expected in (
            ("5000", None, "1", 0),
            ("1000", "-0.5", "0", 0),
            ("999", "0.2", "1", 1),
            ("999", "0", "0.1", 2),
            ("999", "0", "0.3", None),
            ("100", None, None, 2),
            ("99", "9", "0", None),
        ):
            with self.subTest(sales=sales, grown=grown, late=late):
                rank = find_class(standards, Decimal(sales), decimal(grown), decimal(late))
                self.assertEqual(rank, expected)
        self.assertIsNone(find_class([], Decimal(10**9), None, None))
