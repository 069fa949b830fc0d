from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.kam_credit.rules.bands import Band, find_band, find_defect, next_band


def bands(*intervals):
    """Return bands named a, b, c, ... of ``(low, high)`` pairs; high None has no end."""
    return [
        Band(chr(ord("a") + number), Decimal(low), None if high is None else Decimal(high))
        for number, (low, high) in enumerate(intervals)
    ]


@tagged("post_install", "-at_install")
class TestRulesBands(BaseCase):
    """Intervals are ``[low, high)``, without gap and overlap."""

    def test_defects(self):
        cases = [
            # intervals, kind, first, second, interval that is wrong
            (((0, 10), (10, None)), None),
            (((10, None), (0, 10)), None),
            (((5, 10), (10, None)), None),
            ((), None),
            (((0, None),), None),
            (((0, 10), (11, None)), ("gap", "a", "b", 10, 11)),
            (((0, 11), (10, None)), ("overlap", "a", "b", 10, 11)),
            (((0, None), (10, None)), ("overlap", "a", "b", 10, None)),
            (((0, None), (10, 20)), ("overlap", "a", "b", 10, 20)),
            (((0, 10), (0, None)), ("overlap", "a", "b", 0, 10)),
            (((0, 10), (10, 20)), ("open", "b", None, 20, None)),
            (((0, 10), (10, 10), (10, None)), ("empty", "b", None, 10, 10)),
            (((0, 10), (20, 15), (10, None)), ("empty", "b", None, 20, 15)),
            (((0, 10), (10, 20), (21, None)), ("gap", "b", "c", 20, 21)),
            (((21, None), (0, 10), (10, 20)), ("gap", "c", "a", 20, 21)),
        ]
        for intervals, expected in cases:
            with self.subTest(intervals=intervals):
                defect = find_defect(bands(*intervals))
                if expected is None:
                    self.assertIsNone(defect)
                    continue
                second = defect.second.name if defect.second else None
                self.assertEqual(
                    (defect.kind, defect.first.name, second, defect.low, defect.high), expected
                )

    def test_band_of_a_value(self):
        ladder = bands((200, 1000), (1000, 5000), (5000, None))
        cases = [
            ("-1", None),
            ("199.999999", None),
            ("200", "a"),
            ("999.999999", "a"),
            ("1000", "b"),
            ("4999.99", "b"),
            ("5000", "c"),
            ("1e12", "c"),
        ]
        for value, name in cases:
            with self.subTest(value=value):
                band = find_band(Decimal(value), ladder)
                self.assertEqual(band and band.name, name)

    def test_next_band(self):
        ladder = bands((200, 1000), (1000, 5000), (5000, None))
        cases = [("0", "a"), ("200", "b"), ("999.99", "b"), ("1000", "c"), ("5000", None)]
        for value, name in cases:
            with self.subTest(value=value):
                band = next_band(Decimal(value), ladder)
                self.assertEqual(band and band.name, name)
