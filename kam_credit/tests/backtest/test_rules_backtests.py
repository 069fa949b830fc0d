from odoo.tests import BaseCase, tagged

from ...rules import backtests
from ...rules.backtests import BELOW, INSTALMENT, LATE, RATE, SCORE, TIER, WRITTEN_OFF, Case
from ...rules.discrimination import Group

GOOD = Case(1.0, 0, 90.0, 4, 0, False, False)
FAIR = Case(0.6, None, None, 3, 1, True, True)
# nothing came later, and there was no rate
SILENT = Case(None, 1, 70.0, 0, 0, None, False)


@tagged("post_install", "-at_install")
class TestRulesBacktests(BaseCase):
    def test_groups(self):
        for predictor, outcome, expected in (
            (RATE, INSTALMENT, [(-1.0, 0, 4), (-0.6, 1, 2)]),
            (RATE, BELOW, [(-1.0, 0, 1), (-0.6, 1, 0)]),
            (RATE, LATE, [(-1.0, 0, 1), (-0.6, 1, 0)]),
            (RATE, WRITTEN_OFF, [(-1.0, 0, 1), (-0.6, 1, 0)]),
            # no tier is behind all four
            (TIER, LATE, [(0, 0, 1), (4, 1, 0)]),
            (SCORE, INSTALMENT, [(-90.0, 0, 4)]),
        ):
            with self.subTest(predictor=predictor, outcome=outcome):
                found = backtests.groups([GOOD, FAIR, SILENT], predictor, outcome, 4)
                self.assertEqual(found, [Group(*group) for group in expected])

    def test_expectations(self):
        [(first, *_counts), (second, late, fine)] = backtests.expectations([GOOD, FAIR, SILENT])
        self.assertEqual(first, 0)
        self.assertAlmostEqual(second, 0.4)
        self.assertEqual((late, fine), (1, 2))
