from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.kam_credit.rules.fulfilment import (
    Fulfilment,
    Policy,
    fraction,
    is_below_threshold,
    missing_on_time,
    rate,
)

THREE_QUARTERS = Policy(Decimal("0.75"))
COUNTING = Policy(Decimal("0.75"), by_count=True)


def sums(due, on_time, count_due=1, count_honoured=0):
    return Fulfilment(Decimal(due), Decimal(on_time), count_due, count_honoured)


@tagged("post_install", "-at_install")
class TestRulesFulfilment(BaseCase):
    """The rate and its threshold, exactly."""

    def test_rate(self):
        cases = [
            (sums("100", "100"), THREE_QUARTERS, "1"),
            (sums("100", "0"), THREE_QUARTERS, "0"),
            (sums("400", "100"), THREE_QUARTERS, "0.25"),
            (sums("0", "0"), THREE_QUARTERS, None),
            (sums("0", "0", 0), THREE_QUARTERS, None),
            (sums("100", "100", 1), Policy(Decimal("0.75"), minimum=2), None),
            (sums("100", "100", 2), Policy(Decimal("0.75"), minimum=2), "1"),
            (sums("100", "100", 0), Policy(Decimal("0.75"), minimum=0), None),
            (sums("100", "1", 4, 3), COUNTING, "0.75"),
            (sums("0", "0", 4, 3), COUNTING, None),
        ]
        for figures, policy, expected in cases:
            with self.subTest(figures=figures, policy=policy):
                self.assertEqual(
                    rate(figures, policy), None if expected is None else Decimal(expected)
                )

    def test_numerator_and_denominator(self):
        self.assertEqual(fraction(sums("3", "1"), THREE_QUARTERS), (1, 3))
        self.assertEqual(fraction(sums("3", "1", 5, 2), COUNTING), (2, 5))

    def test_threshold_is_strict_and_unrounded(self):
        cases = [
            ("1000000", "749999", True),
            ("1000000", "750000", False),
            ("1000000", "750001", False),
            ("100000000000", "74999999999.99", True),
            ("3", "2.25", False),
            ("3", "2.249999", True),
            ("0", "0", False),
        ]
        for due, on_time, below in cases:
            with self.subTest(due=due, on_time=on_time):
                self.assertEqual(is_below_threshold(sums(due, on_time), THREE_QUARTERS), below)

    def test_threshold_without_enough_instalments(self):
        self.assertFalse(is_below_threshold(sums("9", "0"), Policy(Decimal("0.75"), minimum=2)))

    def test_threshold_counting(self):
        self.assertTrue(is_below_threshold(sums("9", "9", 4, 2), COUNTING))
        self.assertFalse(is_below_threshold(sums("9", "0", 4, 3), COUNTING))

    def test_missing(self):
        cases = [
            (sums("1000", "600"), THREE_QUARTERS, "150"),
            (sums("1000", "750"), THREE_QUARTERS, "0"),
            (sums("1000", "900"), THREE_QUARTERS, "0"),
            (sums("0", "0"), THREE_QUARTERS, "0"),
            (sums("9", "0", 4, 1), COUNTING, "2"),
        ]
        for figures, policy, expected in cases:
            with self.subTest(figures=figures):
                self.assertEqual(missing_on_time(figures, policy), Decimal(expected))
