from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ...rules import promises
from ...rules.promises import BROKEN, KEPT, OPEN, PARTLY, Came, Money, Promise

TODAY = date(2025, 6, 30)


def on(number):
    return date(2025, 6, number)


def promise(number, first, last, amount, *items):
    return Promise(number, on(first), on(last), Decimal(amount), frozenset(items))


def money(number, day, amount, *parts):
    return Money(number, on(day), Decimal(amount), tuple((at, Decimal(part)) for at, part in parts))


ALLOCATIONS = (
    # name, promises, money, dict promise -> (in time, later)
    ("nothing came", [promise(1, 5, 10, 100)], [], {1: (0, 0)}),
    (
        "both ends count",
        [promise(1, 5, 10, 100)],
        [money(1, 5, 40), money(2, 10, 60)],
        {1: (100, 0)},
    ),
    (
        "before and after",
        [promise(1, 5, 10, 100)],
        [money(1, 4, 50), money(2, 11, 30)],
        {1: (0, 30)},
    ),
    ("no more than promised", [promise(1, 5, 10, 100)], [money(1, 6, 500)], {1: (100, 0)}),
    (
        "the same money counts once, for the older",
        [promise(2, 6, 10, 100), promise(1, 5, 10, 100)],
        [money(1, 7, 150)],
        {1: (100, 0), 2: (50, 0)},
    ),
    (
        "of one day the one written down first",
        [promise(2, 5, 10, 100), promise(1, 5, 10, 100)],
        [money(1, 7, 100)],
        {1: (100, 0), 2: (0, 0)},
    ),
    (
        "of instalments only what was matched with them",
        [promise(1, 5, 10, 100, 7)],
        [money(1, 6, 90, (7, 30), (8, 60)), money(2, 7, 50)],
        {1: (30, 0)},
    ),
    (
        "two instalments of one payment",
        [promise(1, 5, 10, 100, 7), promise(2, 5, 10, 100, 8)],
        [money(1, 6, 90, (7, 30), (8, 60))],
        {1: (30, 0), 2: (60, 0)},
    ),
    (
        "an older promise of anything leaves nothing of a payment",
        [promise(1, 4, 10, 80), promise(2, 5, 10, 100, 7)],
        [money(1, 6, 100, (7, 100))],
        {1: (80, 0), 2: (20, 0)},
    ),
    (
        "a promise of instalments leaves the rest to one of anything",
        [promise(1, 4, 10, 80, 7), promise(2, 5, 10, 100)],
        [money(1, 6, 100, (7, 60))],
        {1: (60, 0), 2: (40, 0)},
    ),
    (
        "what is in time for a later promise does not mend an older one",
        [promise(1, 5, 10, 100), promise(2, 12, 20, 100)],
        [money(1, 15, 100)],
        {1: (0, 0), 2: (100, 0)},
    ),
    (
        "what comes late mends the older first",
        [promise(1, 5, 10, 100), promise(2, 6, 12, 100)],
        [money(1, 15, 150)],
        {1: (0, 100), 2: (0, 50)},
    ),
    (
        "cents",
        [promise(1, 5, 10, "0.03")],
        [money(1, 6, "0.01"), money(2, 6, "0.01")],
        {1: ("0.02", 0)},
    ),
    ("not yet over", [promise(1, 5, 30, 100)], [money(1, 30, 100)], {1: (100, 0)}),
)
IDLE = (
    # name, promises, money, what is matched with nothing and counts for no promise
    ("nothing came", [promise(1, 5, 10, 100)], [], 0),
    ("a promise of anything counts it", [promise(1, 5, 10, 100)], [money(1, 6, 60)], 0),
    ("and leaves the rest", [promise(1, 5, 10, 100)], [money(1, 6, 130)], 30),
    ("one of instalments does not", [promise(1, 5, 10, 100, 7)], [money(1, 6, 60)], 60),
    (
        "what was matched is not idle",
        [promise(1, 5, 10, 100, 7)],
        [money(1, 6, 90, (7, 30), (8, 40)), money(2, 7, 50, (8, 50))],
        20,
    ),
    ("not yet come", [promise(1, 5, 10, 100, 7)], [Money(1, date(2025, 7, 1), Decimal(60))], 0),
)
RESULTS = (
    # promised, in time, last day is over, result
    (100, 100, False, KEPT),
    (100, 100, True, KEPT),
    (100, 150, False, KEPT),
    (100, 0, False, OPEN),
    (100, "99.99", False, OPEN),
    (100, "99.99", True, PARTLY),
    (100, "0.01", True, PARTLY),
    (100, 0, True, BROKEN),
)
MISSING = (
    # promised, in time, later, owed, missing
    (100, 0, 0, 100, 100),
    (100, 30, 20, 100, 50),
    (100, 30, 70, 100, 0),
    (100, 30, 0, 40, 40),
    (100, 0, 0, 0, 0),
)


@tagged("post_install", "-at_install")
class TestRulesPromises(BaseCase):
    """What became of promises to pay."""

    def test_money_is_allocated(self):
        for name, given, receipts, expected in ALLOCATIONS:
            with self.subTest(name):
                self.assertEqual(
                    promises.allocate(given, receipts, TODAY)[0],
                    {
                        number: Came(Decimal(in_time), Decimal(later))
                        for number, (in_time, later) in expected.items()
                    },
                )

    def test_money_that_counts_nowhere(self):
        for name, given, receipts, expected in IDLE:
            with self.subTest(name):
                self.assertEqual(promises.allocate(given, receipts, TODAY)[1], expected)

    def test_results(self):
        for amount, in_time, is_over, expected in RESULTS:
            with self.subTest(amount=amount, in_time=in_time, is_over=is_over):
                self.assertEqual(
                    promises.result(Decimal(amount), Decimal(in_time), is_over), expected
                )

    def test_missing(self):
        for amount, in_time, later, owed, expected in MISSING:
            with self.subTest(amount=amount, in_time=in_time, later=later, owed=owed):
                came = Came(Decimal(in_time), Decimal(later))
                self.assertEqual(
                    promises.missing(Decimal(amount), came, Decimal(owed)), Decimal(expected)
                )
