from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ...rules.rescoring import Criterion, Kept, match, rescore

D = Decimal
JUDGED = Criterion(1, 40, False, ((100, D(0)), (50, D(0)), (0, D(0))))
RATE = Criterion(2, 60, True, ((100, D(90)), (60, D(75)), (0, D(0))))


@tagged("post_install", "-at_install")
class TestRulesRescoring(BaseCase):
    """Scores by another edition of the scorecard than the assessment was made with."""

    def test_scores(self):
        cases = (
            # points of the judged one, value of the computed one, score, highest
            (50, 80, 56, 56),
            (100, 90, 100, 100),
            (100, 89.99, 76, 76),
            (None, 90, 60, 100),
            (50, None, 20, 80),
            (None, None, 0, 100),
        )
        for points, value, score, highest in cases:
            with self.subTest(points=points, value=value):
                kept = {
                    1: Kept(None, None if points is None else D(points)),
                    2: Kept(None if value is None else D(str(value)), D(33)),
                }
                self.assertEqual(rescore([JUDGED, RATE], kept), (score, highest))

    def test_what_the_assessment_does_not_know(self):
        self.assertEqual(rescore([JUDGED, RATE], {}), (0, 100))
        # its worst level counts
        harmless = JUDGED._replace(levels=((100, D(0)), (30, D(0))))
        self.assertEqual(rescore([harmless], {}), (12, 40))

    def test_counterparts(self):
        by_formula, by_name = {"altman_z": 7}, {"Management": 8, "管理": 8}
        for formula, names, expected in (
            ("altman_z", ["Anything"], 7),
            ("debt_ratio", ["Management"], None),
            (None, ["Führung", "管理"], 8),
            (None, ["Market"], None),
            (False, [], None),
        ):
            with self.subTest(formula=formula, names=names):
                self.assertEqual(match(formula, names, by_formula, by_name), expected)
