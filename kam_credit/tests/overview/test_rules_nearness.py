import datetime
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.kam_credit.rules.bands import Band
from odoo.addons.kam_credit.rules.nearness import Limits, find_edge, is_near_threshold
from odoo.addons.kam_credit.rules.windows import month_ends

LIMITS = Limits(Decimal("0.05"), Decimal("0.1"))
BANDS = [
    Band("yellow", Decimal(5000), None),
    Band("red", Decimal(1000), Decimal(5000)),
    Band("black", Decimal(0), Decimal(1000)),
]


@tagged("post_install", "-at_install")
class TestRulesNearness(BaseCase):
    """Who is close to a limit, as a table."""

    def test_near_the_threshold(self):
        threshold = Decimal("0.75")
        for rate, is_near in (
            (None, False),
            ("0.7499999999", False),
            ("0.75", True),
            ("0.7999", True),
            ("0.8", True),
            ("0.8000000001", False),
            ("1", False),
        ):
            with self.subTest(rate=rate):
                value = rate and Decimal(rate)
                self.assertIs(is_near_threshold(value, threshold, LIMITS), is_near)

    def test_near_a_boundary(self):
        for amount, name, distance in (
            ("4499.99", None, None),
            ("4500", "yellow", "500"),
            ("4999.99", "yellow", "0.01"),
            ("5000", "yellow", "0"),
            ("5500", "yellow", "-500"),
            ("5500.01", None, None),
            ("900", "red", "100"),
            ("1100", "red", "-100"),
            ("1100.01", None, None),
            # nothing lies below the list that begins at nothing
            ("0", None, None),
            ("-50", None, None),
        ):
            with self.subTest(amount=amount):
                edge = find_edge(Decimal(amount), BANDS, LIMITS)
                self.assertEqual(edge and edge.band.name, name)
                self.assertEqual(edge and edge.distance, distance and Decimal(distance))

    def test_of_two_boundaries_the_nearest(self):
        bands = [Band("b", Decimal(110), None), Band("a", Decimal(100), Decimal(110))]
        for amount, name in (("102", "a"), ("107", "b"), ("110", "b")):
            with self.subTest(amount=amount):
                self.assertEqual(find_edge(Decimal(amount), bands, LIMITS).band.name, name)

    def test_ends_of_months(self):
        self.assertEqual(
            month_ends(datetime.date(2025, 3, 31), 2),
            [
                datetime.date(2025, 1, 31),
                datetime.date(2025, 2, 28),
                datetime.date(2025, 3, 31),
            ],
        )
        days = month_ends(datetime.date(2025, 6, 11), 12)
        self.assertEqual(len(days), 13)
        self.assertEqual(
            (days[0], days[-2]), (datetime.date(2024, 6, 30), datetime.date(2025, 5, 31))
        )
