from itertools import permutations, product
from random import Random

from odoo.tests import BaseCase, tagged

from odoo.addons.kam_management.rules import routing


def can_be_walked(candidates):
    """Tell whether different people can decide all steps, by trying every way."""
    return any(len(set(choice)) == len(choice) for choice in product(*candidates))


@tagged("post_install", "-at_install")
class TestRulesRouting(BaseCase):
    def test_table(self):
        for candidates, expected in (
            ([], None),
            ([[1]], None),
            ([[]], 0),
            ([[1], []], 1),
            ([[1], [2]], None),
            ([[1], [1]], 1),
            ([[1, 2], [1]], None),
            ([[1, 2], [1], [2]], 2),
            ([[1, 2], [2, 3], [3, 1]], None),
        ):
            with self.subTest(candidates=candidates):
                self.assertEqual(routing.find_unassignable(candidates), expected)

    def test_random_routes(self):
        random = Random(7)
        for _round in range(500):
            people = range(random.randint(1, 5))
            candidates = [
                random.sample(people, random.randint(0, len(people)))
                for _step in range(random.randint(1, 5))
            ]
            with self.subTest(candidates=candidates):
                stuck = routing.find_unassignable(candidates)
                self.assertEqual(stuck is None, can_be_walked(candidates))
                if stuck is not None:
                    self.assertTrue(can_be_walked(candidates[:stuck]))
                    self.assertFalse(can_be_walked(candidates[: stuck + 1]))

    def test_the_order_of_people_does_not_matter(self):
        for people in permutations((1, 2, 3)):
            self.assertIsNone(routing.find_unassignable([people, people[:2], people[:1]]))

    def test_level_that_the_others_can_spare(self):
        for levels, others, expected in (
            ([], [], None),
            ([[1]], [], 0),
            ([[1]], [[1]], None),
            ([[1]], [[1, 2]], 0),
            ([[1], [2]], [[1]], 1),
            ([[1, 2], [3]], [[1]], 0),
            ([[1], [2]], [[1, 2], [1, 2]], None),
            # these cannot be decided in any case
            ([[1]], [[]], 0),
            ([], [[]], None),
        ):
            with self.subTest(levels=levels, others=others):
                self.assertEqual(routing.find_level(levels, others), expected)
