from odoo.tests import BaseCase, tagged

from odoo.addons.kam_credit.rules import radar
from odoo.addons.kam_credit.rules.radar import Late, Month, Policy, Trade, Unpaid

POLICY = Policy(cases=6, days=5, growth=0.2, parts=0.2, unwatched=90)


def year(*days, amount=100, count=1):
    """Return months with one payment each, the oldest first, ending with the present one."""
    return [
        Month(len(days) - 1 - place, count, amount, amount * late)
        for place, late in enumerate(days)
        if late is not None
    ]


@tagged("post_install", "-at_install")
class TestRulesRadar(BaseCase):
    """Signs of deterioration, by hand."""

    def test_days_beyond_terms_are_weighted_by_amount(self):
        cases = [
            ([], None),
            ([Month(0, 1, 0, 0)], None),
            ([Month(0, 1, 100, 1000)], 10),
            # 300 on time and 100 twenty days late
            ([Month(0, 1, 300, 0), Month(1, 1, 100, 2000)], 5),
            ([Month(0, 1, 300, 0), Unpaid(100, 4000)], 10),
        ]
        for months, expected in cases:
            with self.subTest(months=months):
                self.assertEqual(radar.days_beyond(months), expected)

    def test_slope_of_theil_and_sen(self):
        cases = [
            # points, slope, share of pairs that rise
            ([], None),
            ([(0, 1)], None),
            ([(0, 1), (0, 5)], None),
            ([(0, 0), (1, 2)], (2, 1)),
            ([(0, 3), (1, 3), (2, 3)], (0, 0.5)),
            ([(0, 4), (1, 2), (2, 0)], (-2, 0)),
            # slopes 1, 1, 1: one outlier among five moves nothing
            ([(0, 0), (1, 1), (2, 2), (3, 90), (4, 4)], (1, 0.9)),
            # Sen (1968), section 5: slopes of (1,9) (2,15) (3,19) (4,20) (10,45) (12,55) (18,78)
            (
                [(1, 9), (2, 15), (3, 19), (4, 20), (10, 45), (12, 55), (18, 78)],
                (4, 1),
            ),
        ]
        for points, expected in cases:
            with self.subTest(points=points):
                found = radar.theil_sen(points)
                self.assertEqual(found and tuple(round(part, 6) for part in found), expected)

    def test_slowing(self):
        cases = [
            # days beyond terms month by month, slope
            ((0, 2, 4, 6, 8, 10), 2),
            # 5 days a quarter are just enough
            ((0, 5 / 3, 10 / 3, 5, 20 / 3, 25 / 3), 5 / 3),
            ((0, 1, 2, 3, 4, 5), None),
            # five payments are too few, and three months
            ((0, 2, 4, 6, 8), None),
            ((0, 10, 20), None),
            # months without payments leave a gap, not a zero
            ((0, None, 4, 6, None, 10, 12, 14), 2),
            # it only jumps
            ((0, 30, 0, 30, 0, 30, 0, 30), None),
            # one bad month of a steady payer
            ((0, 0, 0, 0, 60, 0, 0, 0), None),
            # faster and faster
            ((20, 16, 12, 8, 4, 0), None),
        ]
        for days, slope in cases:
            with self.subTest(days=days):
                sign = radar.slowing(year(*days), POLICY)
                if slope is None:
                    self.assertIsNone(sign)
                else:
                    self.assertAlmostEqual(sign.figures["slope"], slope)
                    self.assertEqual(sign.strength, round(slope * 3 / 5, 2))
        sign = radar.slowing(year(0, 2, 4, 6, 8, 10), POLICY)
        self.assertEqual(
            (sign.figures["first"], sign.figures["last"], sign.figures["count"]), (2, 8, 6)
        )
        self.assertIsNone(radar.slowing([], POLICY))
        # two payments a month
        self.assertTrue(radar.slowing(year(0, 4, 8, 12, count=2), POLICY))

    def test_growth(self):
        for trade, expected in (
            (Trade(150, 300), 0.5),
            (Trade(100, 300), 0),
            (Trade(0, 300), -1),
            (Trade(100, 0), None),
            (Trade(100, -30), None),
        ):
            with self.subTest(trade=trade):
                self.assertEqual(radar.growth(trade), expected)

    def test_growing(self):
        slower = year(0, 0, 0, 0, 0, 0, 0, 0, 0, 10, 10, 10)
        steady = year(*[10] * 12)
        unpaid = year(*[0] * 9, None, None, None)
        cases = [
            # months, unpaid, orders, strength
            (slower, [], Trade(150, 300), 2),
            # as strong as the weaker: 20 % growth is just enough
            (slower, [], Trade(120, 300), 1),
            (slower, [], Trade(119, 300), None),
            (slower, [], Trade(150, 0), None),
            (steady, [], Trade(150, 300), None),
            # faster while ordering more
            (year(*[10] * 9, 0, 0, 0), [], Trade(150, 300), None),
            # nothing paid for three months: what is overdue speaks
            (unpaid, [Unpaid(100, 1500)], Trade(150, 300), 2.5),
            # overdue, but not for longer than tolerated
            (unpaid, [Unpaid(100, 400)], Trade(150, 300), None),
            (unpaid, [], Trade(150, 300), None),
            (slower[:5], [], Trade(150, 300), None),
        ]
        for months, open_items, trade, strength in cases:
            with self.subTest(months=months, unpaid=open_items, trade=trade):
                sign = radar.growing(months, open_items, trade, POLICY)
                self.assertEqual(sign and sign.strength, strength)
        sign = radar.growing(slower, [], Trade(150, 300), POLICY)
        self.assertEqual(sign.figures, {"growth": 0.5, "before": 0, "now": 10})

    def test_parts(self):
        def months(*shares):
            return [
                Month(len(shares) - 1 - place, 1, 100, 0, 100 * share)
                for place, share in enumerate(shares)
            ]

        cases = [
            ((0, 0, 0, 0, 1, 0), 1 / 3),
            ((0, 0, 0, 1, 1, 1), 1),
            # rises by 20 percentage points: just enough
            ((0.5, 0.5, 0.5, 0.7, 0.7, 0.7), 0.7),
            ((0.5, 0.5, 0.5, 0.6, 0.6, 0.6), None),
            ((1, 1, 1, 0, 0, 0), None),
            # too few
            ((0, 0, 1, 1, 1), None),
        ]
        for shares, now in cases:
            with self.subTest(shares=shares):
                sign = radar.in_parts(months(*shares), POLICY)
                if now is None:
                    self.assertIsNone(sign)
                else:
                    self.assertAlmostEqual(sign.figures["now"], now)
        self.assertIsNone(radar.in_parts([], POLICY))
        # nothing in the last quarter, or only one payment before
        self.assertIsNone(radar.in_parts(year(*[0] * 9, None, None, None), POLICY))
        self.assertIsNone(radar.in_parts(year(0, 0, 0, 0, count=2)[:1], POLICY))

    def test_first_late(self):
        for late, strength in (
            (None, None),
            (Late(6, 5, 100), 1),
            (Late(6, 20, 100), 4),
            (Late(5, 20, 100), None),
            (Late(6, 4, 100), None),
            (Late(6, 400, 100), 10),
        ):
            with self.subTest(late=late):
                sign = radar.first_late(late, POLICY)
                self.assertEqual(sign and sign.strength, strength)

    def test_promises_and_nobody(self):
        self.assertIsNone(radar.broken_promises(0, 0))
        self.assertEqual(radar.broken_promises(2, 300).strength, 2)
        # what was paid meanwhile is told, and makes it no weaker: nobody knows what it is for
        sign = radar.broken_promises(2, 300, 300)
        self.assertEqual((sign.strength, sign.figures["idle"]), (2, 300))
        self.assertIsNone(radar.unwatched(89, POLICY))
        self.assertEqual(radar.unwatched(90, POLICY).strength, 1)
        self.assertEqual(radar.unwatched(180, POLICY).strength, 2)

    def test_worse(self):
        for weight, then, expected in (
            (100, 100, False),
            (125, 100, False),
            (125.01, 100, True),
            (50, 100, False),
            (1, 0, True),
        ):
            with self.subTest(weight=weight, then=then):
                self.assertEqual(radar.is_worse(weight, then), expected)
