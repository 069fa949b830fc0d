from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ...rules import checks, fulfilment, limits, rating, tiering
from ...rules.bands import Band
from ...rules.simulation import (
    CODES,
    DOWN,
    LOST,
    MOVES,
    NEW,
    OUT,
    SAME,
    UP,
    Debtor,
    Door,
    Granted,
    Ordinary,
    Terms,
    TierTerms,
    follow,
    grant,
    is_by_policy,
    own_limit,
    stand,
    tell_ordinary,
)

D = Decimal


def terms(amounts, scores=(85, 70, 60, 0), threshold="0.75", tier_policy=tiering.STRICTER):
    """Return a policy whose lists begin at the amounts and scores given, the best first."""
    tiers, high, high_score = [], None, None
    for code, low, score in zip(CODES, amounts, scores, strict=False):
        tiers.append(
            TierTerms(
                code,
                Band(code, D(low), high),
                Band(code, D(score), high_score),
                limits.Formula(limits.FIXED, D(low)),
            )
        )
        high, high_score = D(low), D(score)
    return Terms(fulfilment.Policy(D(threshold)), fulfilment.Counting(), tier_policy, tuple(tiers))


def sums(amount, on_time=100):
    return rating.Sums(D(amount), fulfilment.Fulfilment(D(100), D(on_time), 1, 1))


NOW = terms((1000, 500, 100, 20))


ORDINARY = (
    # (ordinary, holds, is held) now, and then; what hangs on ordinary customers
    ((True, True, True), (True, False, False), "freed"),
    ((False, True, True), (True, False, False), "freed"),
    # held no more for another reason: its policy still holds orders
    ((True, True, True), (True, True, False), None),
    ((False, True, True), (False, False, False), None),
    ((True, False, False), (True, True, True), "caught"),
    # its customer becomes an ordinary one
    ((False, True, False), (True, True, True), "caught"),
    ((False, False, False), (True, True, True), "caught"),
    # such orders are held on both sides, or it is held as that of a key account, or by hand
    ((True, True, False), (True, True, True), None),
    ((True, False, False), (False, True, True), None),
    ((False, False, False), (True, False, True), None),
    ((True, True, True), (True, True, True), None),
)


@tagged("post_install", "-at_install")
class TestRulesSimulation(BaseCase):
    """Where customers stand under two policies, how they move, and what they are granted."""

    def test_where_figures_lead(self):
        cases = (
            # amount, on time, debtor, code, reason
            (1000, 100, {}, "green", tiering.BY_AMOUNT),
            (999, 100, {}, "yellow", tiering.BY_AMOUNT),
            (19, 100, {}, None, tiering.BELOW_LOWEST),
            (1000, 74, {}, None, tiering.BELOW_THRESHOLD),
            (1000, 75, {}, "green", tiering.BY_AMOUNT),
            (1000, 100, {"has_score": True, "score": D(61)}, "red", tiering.BY_SCORE),
            # a list that people gave holds, whatever the score
            (
                1000,
                100,
                {"has_score": True, "score": D(99), "is_rated": True, "rated": "black"},
                "black",
                tiering.BY_SCORE,
            ),
            (
                1000,
                100,
                {"has_score": True, "score": D(99), "is_rated": True, "rated": None},
                None,
                tiering.BELOW_LOWEST,
            ),
            (1000, 100, {"is_complete": False}, "green", tiering.INCOMPLETE),
        )
        for amount, on_time, given, code, reason in cases:
            with self.subTest(amount=amount, on_time=on_time, **given):
                found = stand(Debtor(True, **given), sums(amount, on_time), NOW)
                self.assertEqual((found.code, found.rating.reason), (code, reason))

    def test_how_customers_move(self):
        narrow = terms((2000, 1000, 500))
        strict = terms((1000, 500, 100, 20), threshold="0.9")
        cases = (
            # debtor, amount, on time, other policy, move, list afterwards
            ({"held": "green"}, 1000, 100, NOW, SAME, "green"),
            ({"held": "green"}, 1000, 100, narrow, DOWN, "yellow"),
            ({"held": "red"}, 1000, 100, narrow, UP, "yellow"),
            ({"held": "black"}, 30, 100, narrow, OUT, None),
            ({"held": None}, 600, 100, narrow, NEW, "red"),
            ({"held": None}, 10, 100, NOW, SAME, None),
            # below the threshold a key account loses its status, with or without a list
            ({"held": "green"}, 1000, 80, strict, LOST, None),
            ({"held": None}, 10, 80, strict, LOST, None),
            ({"held": "green"}, 1000, 90, strict, SAME, "green"),
            # nothing follows by itself
            ({"held": "green", "is_disputed": True}, 1000, 80, strict, SAME, "green"),
            ({"held": "green", "is_complete": False}, 10, 0, strict, SAME, "green"),
            # what figures lead to needs no threshold to be a pending change
            ({"held": "black"}, 1000, 100, NOW, UP, "green"),
            # others hold no list: by figures on both sides
            ({"is_key": False}, 1000, 100, narrow, DOWN, "yellow"),
            ({"is_key": False}, 1000, 80, strict, OUT, None),
            ({"is_key": False}, 10, 80, strict, SAME, None),
        )
        for given, amount, on_time, policy, move, code in cases:
            with self.subTest(amount=amount, on_time=on_time, **given):
                debtor = Debtor(**{"is_key": True, **given})
                money = sums(amount, on_time)
                now, then = stand(debtor, money, NOW), stand(debtor, money, policy)
                self.assertEqual(follow(debtor, now, then), (move, code))

    def test_because_of_the_policy(self):
        strict = terms((1000, 500, 100, 20), threshold="0.9")
        debtor = Debtor(True, "black")
        for money, expected in ((sums(1000), False), (sums(1000, 80), True), (sums(10, 80), True)):
            now, then = stand(debtor, money, NOW), stand(debtor, money, strict)
            self.assertEqual(is_by_policy(now, then), expected)

    def test_every_move_has_its_place(self):
        self.assertEqual(len(set(MOVES)), 6)
        self.assertEqual((MOVES[0], MOVES[-1]), (LOST, SAME))

    def test_limits(self):
        fixed = limits.Formula(limits.FIXED, D(100))
        share = limits.Formula(limits.TURNOVER, share=D("0.1"))
        cases = (
            # before, formula now, formula then, basis, tolerance, expected
            (None, None, fixed, None, "0.05", (100, False)),
            (("red", 100, False), fixed, fixed._replace(amount=D(60)), None, "0.05", (60, False)),
            # another list grants what it grants
            (("black", 100, False), share, share, 1020, "0.05", (102, False)),
            # the same formula of the same list moves beyond the tolerance only
            (("red", 100, False), share, share, 1040, "0.05", (100, False)),
            (("red", 100, False), share, share, 1060, "0.05", (106, False)),
            (("red", 100, False), share, share, 1040, "0.01", (104, False)),
            # incomplete figures move nothing
            (("red", 0, False), share, share, 1040, None, (0, False)),
            (("red", 100, False), share, share, None, "0.05", (0, False)),
            (
                ("red", 100, False),
                fixed,
                limits.Formula(limits.FIXED, is_unlimited=True),
                None,
                "0.05",
                (0, True),
            ),
        )
        for before, now, then, basis, tolerance, expected in cases:
            with self.subTest(before=before, basis=basis, tolerance=tolerance):
                found = grant(
                    before and Granted(before[0], D(before[1]), before[2]),
                    (now, then),
                    None if basis is None else D(basis),
                    D("0.01"),
                    None if tolerance is None else D(tolerance),
                    "red",
                )
                self.assertEqual((float(found.amount), found.is_unlimited), expected)

    def test_a_temporary_limit_goes_with_the_list(self):
        granted = Granted("red", D(100), False)
        temporary = limits.Held(limits.TEMPORARY, D(500), False)
        self.assertEqual(own_limit(granted, None), limits.Held(limits.TIER, D(100), False))
        self.assertEqual(own_limit(granted, temporary), temporary)
        self.assertIsNone(own_limit(None, temporary))
        for ordinary, amount in (
            (Ordinary(), None),
            (Ordinary(checks.HOLD), None),
            (Ordinary(checks.NONE, D(5)), None),
            (Ordinary(checks.HOLD, D(0)), D(0)),
            (Ordinary(checks.WARN, D(5)), D(5)),
        ):
            held = own_limit(None, temporary, ordinary.held())
            self.assertEqual(held and held.amount, amount)

    def test_why_an_order_is_held(self):
        room = checks.Room(limits.Held(limits.TIER, D(100), False), None, {limits.TIER: D(90)})
        cases = (
            # what is known, codes
            ({"needed": D(10)}, []),
            ({"needed": D(11)}, [checks.OVER_LIMIT]),
            ({"needed": D(10), "overdue": D(1)}, [checks.OVERDUE]),
            ({"needed": D(10), "overdue": D(1), "tolerated": D(1)}, []),
            ({"needed": D(10), "has_broken_promise": True}, [checks.PROMISE]),
            (
                {"needed": D(11), "is_blocked": True, "lacks_document": True},
                [checks.BLOCKED, checks.OVER_LIMIT, checks.DOCUMENT],
            ),
            # what asks for no credit is held by hand or for a document only
            (
                {"needed": D(0), "overdue": D(9), "has_broken_promise": True, "is_blocked": True},
                [checks.BLOCKED],
            ),
        )
        for given, codes in cases:
            with self.subTest(**given):
                self.assertEqual(checks.find_codes(checks.Case(room=room, **given)), codes)

    def test_whose_orders_are_held(self):
        for is_blocked, policy, expected in (
            (False, checks.HOLD, True),
            (False, checks.WARN, True),
            (False, checks.NONE, False),
            (False, None, False),
            (True, None, True),
        ):
            self.assertEqual(checks.is_looked_at(is_blocked, policy), expected)
        for codes, policy, expected in (
            ([checks.OVER_LIMIT], checks.HOLD, True),
            ([checks.OVER_LIMIT], checks.WARN, False),
            ([checks.BLOCKED], checks.WARN, True),
            ([checks.BLOCKED], None, True),
            ([], checks.HOLD, False),
        ):
            self.assertEqual(checks.is_held(codes, policy), expected)

    def test_what_hangs_on_ordinary_customers(self):
        for now, then, expected in ORDINARY:
            with self.subTest(now=now, then=then):
                told = tell_ordinary(Door(*now), Door(*then))
                self.assertEqual(told, expected)
