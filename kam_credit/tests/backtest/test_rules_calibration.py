import math

from odoo.tests import BaseCase, tagged

from ...rules import calibration


@tagged("post_install", "-at_install")
class TestRulesCalibration(BaseCase):
    def test_interval_of_a_share(self):
        # z² = 3.8415: for 5 of 10 (0.5 ± sqrt(0.025 + z²/400) ...) / (1 + z²/10)
        for bad, count, low, high in (
            (5, 10, 0.2366, 0.7634),
            (0, 10, 0, 0.2775),
            (10, 10, 0.7225, 1),
            (1, 100, 0.0018, 0.0545),
        ):
            with self.subTest(bad=bad, count=count):
                found = calibration.share_interval(bad, count)
                self.assertAlmostEqual(found[0], low, 4)
                self.assertAlmostEqual(found[1], high, 4)
        self.assertIsNone(calibration.share_interval(0, 0))

    def test_brier(self):
        for groups, score in (
            ([(0, 0, 3), (1, 2, 0)], 0),
            ([(0.5, 1, 1)], 0.25),
            # one of four late where one of four was expected: 0.75² + 3 x 0.25², by 4
            ([(0.25, 1, 3)], 0.1875),
            ([(1, 0, 1)], 1),
            ([], None),
            ([(0.3, 0, 0)], None),
        ):
            with self.subTest(groups=groups):
                self.assertEqual(calibration.brier(groups), score)

    def test_expected_share(self):
        self.assertAlmostEqual(calibration.expected_share([(0.2, 1, 3), (0.8, 0, 2)]), 0.4)
        self.assertIsNone(calibration.expected_share([]))

    def test_movement(self):
        for before, after, expected in (
            (0, 0, "same"),
            (1, 0, "better"),
            (0, 3, "worse"),
            (None, 3, "better"),
            (3, None, "worse"),
            (None, None, "same"),
        ):
            with self.subTest(before=before, after=after):
                self.assertEqual(calibration.movement(before, after), expected)

    def test_matrix(self):
        moves = {("a", "a"): 3, ("a", None): 1, (None, "b"): 2}
        self.assertEqual(
            calibration.matrix(moves, ["a", "b", None]), [[3, 0, 1], [0, 0, 0], [0, 2, 0]]
        )

    def test_stability(self):
        for before, after, expected in (
            ([10, 10], [20, 20], 0),
            # 0.25 ln(0.75 / 0.5) - 0.25 ln(0.25 / 0.5)
            ([10, 10], [15, 5], 0.25 * math.log(3)),
            ([0, 0], [1, 1], None),
            ([1, 1], [0, 0], None),
        ):
            with self.subTest(before=before, after=after):
                found = calibration.stability(before, after)
                self.assertEqual(found is None, expected is None)
                if expected is not None:
                    self.assertAlmostEqual(found, expected, 12)
        # an empty class counts as half a customer
        self.assertAlmostEqual(
            calibration.stability([10, 0], [10, 10]), calibration.stability([10, 0.5], [10, 10])
        )
