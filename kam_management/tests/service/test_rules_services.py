from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase

from odoo.addons.kam_management.rules.services import (
    APPROVAL,
    INCLUDED,
    Answer,
    Offer,
    concession_cost,
    judge,
    term_days,
    within,
)


def included(allowance=None, source="class"):
    return Offer(source, INCLUDED, None if allowance is None else Decimal(allowance))


class TestRulesServices(BaseCase):
    """What a customer is entitled to, and what a concession costs."""

    def test_judge(self):
        approval = Offer("class", APPROVAL)
        for name, given, expected in (
            (
                "no key account",
                {"is_served": False, "offers": [included()]},
                "not_offered no_state",
            ),
            ("nothing", {"offers": []}, "not_offered nowhere"),
            ("could be granted", {"offers": [], "is_requestable": True}, "requestable by_grant"),
            ("included", {"offers": [included()]}, "included class"),
            ("needs approval", {"offers": [approval]}, "approval class"),
            ("included wins", {"offers": [approval, included(None, "grant")]}, "included grant"),
            ("offered wins", {"offers": [approval], "is_requestable": True}, "approval class"),
        ):
            with self.subTest(name):
                answer = judge(**{"is_served": True, **given})
                self.assertEqual(f"{answer.verdict} {answer.reason}", expected)

    def test_allowances(self):
        for offers, used, wanted, expected in (
            ([included(4)], 0, 1, Answer("included", "class", Decimal(4), Decimal(4))),
            ([included(4)], 3, 1, Answer("included", "class", Decimal(4), Decimal(1))),
            ([included(4)], 3, 2, Answer("approval", "used_up", Decimal(4), Decimal(1))),
            ([included(4)], 4, 0, Answer("approval", "used_up", Decimal(4), Decimal(0))),
            ([included(4)], 9, 1, Answer("approval", "used_up", Decimal(4), Decimal(0))),
            # what was granted adds up with what the class has
            (
                [included(4), included(2, "grant")],
                4,
                2,
                Answer("included", "class", Decimal(6), Decimal(2)),
            ),
            ([included(4), included(None, "grant")], 9, 5, Answer("included", "grant")),
        ):
            with self.subTest(offers=offers, used=used, wanted=wanted):
                self.assertEqual(judge(True, offers, Decimal(used), Decimal(wanted)), expected)

    def test_within(self):
        for day, expected in (
            (date(2026, 3, 2), date(2026, 3, 2)),
            (date.min, date(1900, 1, 1)),
            (date.max, date(2999, 12, 31)),
        ):
            with self.subTest(day=day):
                self.assertEqual(within(day), expected)

    def test_concession_cost(self):
        for amount, rate, days, expected in (
            ("365000", "0.06", 30, "1800"),
            ("365000", "0.06", 0, "0"),
            ("365000", "0.06", -10, "0"),
            ("0", "0.06", 30, "0"),
        ):
            with self.subTest(amount=amount, days=days):
                self.assertEqual(
                    concession_cost(Decimal(amount), Decimal(rate), days), Decimal(expected)
                )

    def test_term_days(self):
        for parts, expected in (
            ([(Decimal(1), 30)], Decimal(30)),
            ([(Decimal("0.3"), 0), (Decimal("0.7"), 60)], Decimal(42)),
            ([], Decimal(0)),
        ):
            with self.subTest(parts=parts):
                self.assertEqual(term_days(parts), expected)
