from decimal import Decimal
from fractions import Fraction

from odoo.tests import BaseCase, tagged

from ...rules import fit


@tagged("post_install", "-at_install")
class TestRulesFit(BaseCase):
    def test_gap(self):
        for required, own, expected in ((3, 3, 0), (3, 5, 0), (5, 0, 5), (0, 0, 0), (4, 3, 1)):
            with self.subTest(required=required, own=own):
                self.assertEqual(fit.gap(required, own), expected)

    def test_fit_of_a_need(self):
        # (required, own) of technology, production, after-sales
        for pairs, expected in (
            ([(5, 5), (5, 5), (5, 5)], 100),
            ([(4, 3), (4, 4), (0, 0)], Fraction(700, 8)),
            ([(3, 0), (0, 5), (0, 5)], 0),
            # more than is needed of one makes up for nothing of the other
            ([(2, 5), (2, 1), (0, 0)], 75),
            ([(0, 5), (0, 0), (0, 0)], None),
            ([], None),
        ):
            with self.subTest(pairs=pairs):
                self.assertEqual(fit.fit(pairs), expected)

    def test_total_fit(self):
        for needs, expected in (
            ([(3, Fraction(80))], 80),
            ([(5, Fraction(100)), (1, Fraction(40))], 90),
            ([(5, None), (1, Fraction(40))], 40),
            ([(5, None)], None),
            ([], None),
        ):
            with self.subTest(needs=needs):
                self.assertEqual(fit.total_fit(needs), expected)

    def test_likelihood(self):
        for needs_fit, total, expected in (
            (80, 20, 80),
            (80, 100, 0),
            (80, 60, 40),
            (0, 20, 0),
            (None, 20, None),
            (80, None, None),
        ):
            with self.subTest(fit=needs_fit, total=total):
                self.assertEqual(fit.likelihood(needs_fit, total), expected)

    def test_rounded_half_up(self):
        for value, expected in (
            (None, "0"),
            (Fraction(1, 3), "0.33"),
            (Fraction(2, 3), "0.67"),
            (Fraction(1005, 1000), "1.01"),
            (Fraction(100), "100.00"),
        ):
            with self.subTest(value=value):
                self.assertEqual(fit.rounded(value), Decimal(expected))
