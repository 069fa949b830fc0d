from decimal import Decimal
from fractions import Fraction

from odoo.tests import BaseCase, tagged

from ...rules import risk


@tagged("post_install", "-at_install")
class TestRulesRisk(BaseCase):
    def test_total(self):
        # (weight, score) ..., total in percent of the highest one
        for scores, expected in (
            ([(100, 1)], 20),
            ([(100, 5)], 100),
            ([(50, 1), (50, 5)], 60),
            ([(20, 2), (30, 3), (50, 4)], 66),
            ([(33, 3), (33, 3), (34, 4)], Fraction(334, 5)),
            # weights need not make 100 to weigh
            ([(1, 1), (2, 4)], 60),
        ):
            with self.subTest(scores=scores):
                self.assertEqual(risk.total(scores), expected)

    def test_no_total_while_a_score_is_missing(self):
        self.assertIsNone(risk.total([]))
        self.assertIsNone(risk.total([(50, 3), (50, 0)]))
        self.assertIsNone(risk.total([(0, 3)]))

    def test_span(self):
        for scores, expected in (
            ([], None),
            ([(0, 3)], None),
            ([(50, 0), (50, 0)], (20, 100)),
            ([(50, 3), (50, 0)], (40, 80)),
            ([(50, 3), (50, 5)], (80, 80)),
        ):
            with self.subTest(scores=scores):
                self.assertEqual(risk.span(scores), expected)

    def test_level_at_the_edges(self):
        medium, high = Decimal(45), Decimal("65.20")
        for total, expected in (
            (Fraction(20), "low"),
            (Fraction(45) - Fraction(1, 1000), "low"),
            (Fraction(45), "medium"),
            (Fraction(326, 5) - Fraction(1, 1000), "medium"),
            # 65.2 is not a float, the comparison is exact
            (Fraction(326, 5), "high"),
            (Fraction(100), "high"),
            (None, None),
        ):
            with self.subTest(total=total):
                self.assertEqual(risk.level(total, medium, high), expected)
