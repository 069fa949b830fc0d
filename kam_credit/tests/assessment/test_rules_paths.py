import itertools
import random
from datetime import date, timedelta
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ...rules import paths

TODAY = date(2025, 6, 11)
LEVELS = tuple((Decimal(points), Decimal(points)) for points in (100, 80, 60, 40, 20))


def criterion(key, weight, points, effort):
    return paths.Criterion(key, weight, Decimal(points), LEVELS, effort)


def rise(key, gain, effort, days=0):
    return paths.Rise(key, 0, Decimal(gain), effort, TODAY + timedelta(days=days))


def keys(rises):
    return None if rises is None else sorted((one.key, one.gain) for one in rises)


@tagged("post_install", "-at_install")
class TestRulesPaths(BaseCase):
    def test_rises_of_a_criterion(self):
        found = paths.rises_of(criterion(1, 10, 60, 3), TODAY)
        self.assertEqual(
            [(LEVELS[one.level][0], one.gain, one.effort) for one in found],
            [(100, Decimal(4), 6), (80, Decimal(2), 3)],
        )
        self.assertEqual(paths.rises_of(criterion(1, 10, 100, 3), TODAY), [])
        # between two levels, as two scorers may leave it
        [best] = paths.rises_of(criterion(1, 10, 90, 3), TODAY)
        self.assertEqual((best.gain, best.effort), (Decimal(1), 3))

    def test_the_cheapest(self):
        rises = [rise(1, 5, 3), rise(1, 8, 6), rise(2, 4, 2), rise(3, 1, 1, days=90)]
        for missing, expected in (
            (1, [(3, 1)]),
            (4, [(2, 4)]),
            (5, [(1, 5)]),
            (9, [(1, 5), (2, 4)]),
            (10, [(1, 5), (2, 4), (3, 1)]),
            (13, [(1, 8), (2, 4), (3, 1)]),
            (14, None),
        ):
            with self.subTest(missing=missing):
                self.assertEqual(keys(paths.cheapest(Decimal(missing), rises)), expected)

    def test_the_earliest(self):
        rises = [rise(1, 5, 9), rise(2, 5, 1, days=30), rise(3, 5, 1, days=60)]
        self.assertEqual(keys(paths.cheapest(Decimal(5), rises)), [(2, 5)])
        self.assertEqual(keys(paths.earliest(Decimal(5), rises)), [(1, 5)])
        self.assertEqual(keys(paths.earliest(Decimal(10), rises)), [(1, 5), (2, 5)])
        self.assertIsNone(paths.earliest(Decimal(16), rises))

    def test_against_all_there_are(self):
        """No subset takes less effort, and none of the steps can be left out or be smaller."""
        dice = random.Random(18)
        for _game in range(60):
            criteria = [
                criterion(key, dice.choice((3, 4, 5, 10)), dice.choice((20, 40, 60, 80)), effort)
                for key, effort in enumerate(dice.choices((1, 2, 3, 5), k=5))
            ]
            rises = [one for each in criteria for one in paths.rises_of(each, TODAY)]
            missing = Decimal(dice.randint(1, 15))
            found = paths.cheapest(missing, rises)
            options = [[None, *(one for one in rises if one.key == each.key)] for each in criteria]
            efforts = [
                sum(one.effort for one in chosen if one)
                for chosen in itertools.product(*options)
                if sum(one.gain for one in chosen if one) >= missing
            ]
            if found is None:
                self.assertFalse(efforts)
                continue
            self.assertGreaterEqual(sum(one.gain for one in found), missing)
            self.assertEqual(sum(one.effort for one in found), min(efforts))
            for left_out in found:
                rest = sum(one.gain for one in found if one is not left_out)
                self.assertLess(rest, missing)

    def test_ends_of_a_level(self):
        lows = [Decimal(low) for low in (2, 0, 1)]
        self.assertEqual(paths.ends_of(lows, 0), (2, None))
        self.assertEqual(paths.ends_of(lows, 1), (None, 1))
        self.assertEqual(paths.ends_of(lows, 2), (1, 2))
