import math

from odoo.tests import BaseCase, tagged

from ...rules.discrimination import Group, curve, discriminate, has_enough


@tagged("post_install", "-at_install")
class TestRulesDiscrimination(BaseCase):
    def test_area(self):
        for groups, auc, ks in (
            # of four pairs of a bad and a good case three are in order
            ([(1, 0, 1), (2, 1, 0), (3, 0, 1), (4, 1, 0)], 3 / 4, 1 / 2),
            ([(1, 0, 1), (2, 0, 1), (3, 1, 0), (4, 1, 0)], 1, 1),
            ([(1, 1, 0), (2, 0, 1)], 0, 1),
            # ties count half
            ([(1, 1, 1)], 1 / 2, 0),
            ([(1, 0, 1), (1, 1, 0)], 1 / 2, 0),
            # of six pairs three in order, two ties: 4 / 6
            ([(1, 0, 1), (2, 1, 1), (2, 0, 0), (3, 1, 1)], 4 / 6, 1 / 3),
            # nine pairs of instalments of three customers
            ([(-1, 0, 2), (-0.6, 1, 1), (0, 2, 0)], 17 / 18, 2 / 3),
        ):
            with self.subTest(groups=groups):
                found = discriminate([Group(*group) for group in groups])
                self.assertAlmostEqual(found.auc, auc, 12)
                self.assertAlmostEqual(found.gini, 2 * auc - 1, 12)
                self.assertAlmostEqual(found.ks, ks, 12)

    def test_curve(self):
        for groups, expected in (
            ([], []),
            ([(1, 0, 3)], []),
            ([(1, 0, 2), (2, 2, 0)], [(0, 0), (0.5, 1), (1, 1)]),
            # those of one value are found together
            ([(1, 0, 1), (2, 1, 1), (2, 1, 0)], [(0, 0), (0.75, 1), (1, 1)]),
            ([(1, 1, 1)], [(0, 0), (1, 1)]),
        ):
            with self.subTest(groups=groups):
                self.assertEqual(curve([Group(*group) for group in groups]), expected)
        many = curve([Group(number, number % 2, 1) for number in range(5000)])
        self.assertLessEqual(len(many), 101)
        self.assertEqual(many[-1], (1, 1))

    def test_nothing_to_tell_apart(self):
        for groups in ([], [(1, 2, 0), (2, 1, 0)], [(1, 0, 5)], [(1, 0, 0)]):
            with self.subTest(groups=groups):
                self.assertIsNone(discriminate([Group(*group) for group in groups]))

    def test_interval_after_delong(self):
        # places of the bad ones: 1/2 and 1, of the good ones 1 and 1/2: each varies by 1/8
        found = discriminate([Group(*one) for one in ((1, 0, 1), (2, 1, 0), (3, 0, 1), (4, 1, 0))])
        reach = 1.959964 * math.sqrt(0.125 / 2 + 0.125 / 2)
        self.assertAlmostEqual(found.low, 0.75 - reach, 5)
        self.assertEqual(found.high, 1)

    def test_interval_of_clusters_after_obuchowski(self):
        # Three customers. Bad: place 5/6 once, 1 twice; good: place 1 twice, 5/6 once; area 17/18.
        # Deviations of bad: -1/9, 2 x 1/18; of good: 2 x 1/18, -1/9.
        found = discriminate([Group(*one) for one in ((-1, 0, 2), (-0.6, 1, 1), (0, 2, 0))])
        one_side = 2 / 1 * (1 / 81 + 1 / 81)
        both = 3 / 2 * (1 / 81)
        variance = one_side / 9 + one_side / 9 + 2 * both / 9
        reach = 1.959964 * math.sqrt(variance)
        self.assertAlmostEqual(found.low, 17 / 18 - reach, 5)
        self.assertEqual(found.high, 1)

    def test_more_of_the_same_customers_add_nothing(self):
        few, many = (
            discriminate([Group(1, 0, n), Group(2, n, 0), Group(3, 0, n), Group(4, n, 0)])
            for n in (1, 5)
        )
        self.assertAlmostEqual(few.auc, many.auc, 12)
        self.assertAlmostEqual(few.low, many.low, 12)

    def test_no_interval_where_nothing_scatters(self):
        found = discriminate([Group(1, 0, 5), Group(2, 0, 5), Group(3, 5, 0), Group(4, 5, 0)])
        self.assertEqual((found.auc, found.low, found.high), (1, None, None))
        # one customer on either side
        found = discriminate([Group(1, 0, 5), Group(2, 5, 0)])
        self.assertEqual((found.low, found.high), (None, None))

    def test_enough(self):
        for bad, good, expected in ((30, 30, True), (29, 900, False), (900, 29, False)):
            with self.subTest(bad=bad, good=good):
                self.assertEqual(has_enough([Group(1, bad, 0), Group(0, 0, good)]), expected)
        self.assertTrue(has_enough([Group(1, 10, 10)], minimum=10))
