import itertools
import random
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.kam_credit.rules.receipts import possible_honoured, possible_on_time


def pairs(*values):
    return [(day, Decimal(amount)) for day, amount in values]


def most_on_time(instalments, receipts):
    """The maximum, found by trying every order of giving receipts out."""
    best = Decimal(0)
    for order in itertools.permutations(range(len(instalments))):
        open_amounts = [amount for _day, amount in instalments]
        for received_on, amount in sorted(receipts, reverse=True):
            left = amount
            for index in order:
                if instalments[index][0] >= received_on:
                    gain = min(left, open_amounts[index])
                    open_amounts[index] -= gain
                    left -= gain
        best = max(best, sum(amount for _day, amount in instalments) - sum(open_amounts))
    return best


@tagged("post_install", "-at_install")
class TestRulesReceipts(BaseCase):
    """What unmatched receipts could do."""

    def test_gain_per_instalment(self):
        cases = [
            # (last day, open), (received on, amount), gains
            (pairs((10, 100)), pairs((10, 100)), [100]),
            (pairs((10, 100)), pairs((11, 100)), [0]),
            (pairs((10, 100)), pairs((1, 40), (2, 30)), [70]),
            (pairs((10, 100)), pairs((1, 400)), [100]),
            (pairs((10, 100), (20, 100)), pairs((15, 100)), [0, 100]),
            # the late receipt serves the later instalment and leaves the early one to the other
            (pairs((10, 100), (20, 100)), pairs((5, 100), (15, 100)), [100, 100]),
            (pairs((20, 100), (10, 100)), pairs((15, 100), (5, 100)), [100, 100]),
            (pairs((10, 100), (20, 100)), pairs((5, 150)), [50, 100]),
            ([], pairs((5, 150)), []),
            (pairs((10, 100)), [], [0]),
        ]
        for instalments, receipts, gains in cases:
            with self.subTest(instalments=instalments, receipts=receipts):
                self.assertEqual(possible_on_time(instalments, receipts), gains)

    def test_nothing_better_is_possible(self):
        generator = random.Random(7)
        for _number in range(60):
            instalments = pairs(
                *((generator.randint(1, 9), generator.randint(1, 9)) for _count in range(4))
            )
            receipts = pairs(
                *((generator.randint(1, 9), generator.randint(1, 9)) for _count in range(3))
            )
            with self.subTest(instalments=instalments, receipts=receipts):
                self.assertEqual(
                    sum(possible_on_time(instalments, receipts)),
                    most_on_time(instalments, receipts),
                )

    def test_number_honoured(self):
        cases = [
            (pairs((10, 100), (10, 100), (10, 1000)), pairs((5, 200)), 2),
            (pairs((10, 100), (10, 100), (10, 1000)), pairs((5, 199)), 1),
            (pairs((10, 100)), pairs((11, 100)), 0),
            (pairs((10, 100), (20, 50)), pairs((15, 50), (5, 100)), 2),
            ([], pairs((5, 10)), 0),
        ]
        for missing, receipts, number in cases:
            with self.subTest(missing=missing, receipts=receipts):
                self.assertEqual(possible_honoured(missing, receipts), number)

    def test_no_larger_number_is_possible(self):
        generator = random.Random(11)
        for _number in range(60):
            missing = pairs(
                *((generator.randint(1, 9), generator.randint(1, 9)) for _count in range(5))
            )
            receipts = pairs(
                *((generator.randint(1, 9), generator.randint(1, 9)) for _count in range(3))
            )
            best = max(
                len(chosen)
                for size in range(len(missing) + 1)
                for chosen in itertools.combinations(missing, size)
                if sum(possible_on_time(list(chosen), receipts))
                == sum(amount for _day, amount in chosen)
            )
            with self.subTest(missing=missing, receipts=receipts):
                self.assertEqual(possible_honoured(missing, receipts), best)
