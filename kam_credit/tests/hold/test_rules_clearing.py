from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ...rules.clearing import Item, find_payments

D = Decimal


def item(key, amount, is_overdue=False, day=1):
    return Item(key, date(2025, 1, day), D(amount), is_overdue)


@tagged("post_install", "-at_install")
class TestRulesClearing(BaseCase):
    """What is to be paid, exactly, so that nothing holds a document any more."""

    def paid(self, items, overdue=0, excess=0):
        found, rest = find_payments(items, D(overdue), D(excess))
        paid = {one.key: float(amount) for one, amount in found}
        return {**paid, "in advance": float(rest)} if rest else paid

    def test_payments(self):
        old, late = item("old", 40, True, 1), item("late", 30, True, 2)
        new = item("new", 100, False, 3)
        everything = [new, late, old]
        for overdue, excess, expected in (
            (0, 0, {}),
            (0, -5, {}),
            # the oldest first, the last one in part
            (0, 50, {"old": 40, "late": 10}),
            (0, 170, {"old": 40, "late": 30, "new": 100}),
            (0, "170.01", {"old": 40, "late": 30, "new": 100, "in advance": 0.01}),
            (70, 0, {"old": 40, "late": 30}),
            (70, 200, {"old": 40, "late": 30, "new": 100, "in advance": 30}),
            # what is paid of overdue items makes room as well
            (30, 30, {"old": 30}),
            (30, 60, {"old": 40, "late": 20}),
            (70, 80, {"old": 40, "late": 30, "new": 10}),
        ):
            with self.subTest(overdue=overdue, excess=excess):
                self.assertEqual(self.paid(everything, overdue, excess), expected)

    def test_what_is_in_dispute_is_paid_last(self):
        disputed, new = item("disputed", 40)._replace(is_disputed=True), item("new", 100, day=3)
        self.assertEqual(self.paid([disputed, new], excess=60), {"new": 60})
        self.assertEqual(self.paid([disputed, new], excess=120), {"new": 100, "disputed": 20})

    def test_nothing_is_open(self):
        self.assertEqual(self.paid([], excess=5), {"in advance": 5})

    def test_overdue_is_paid_before_what_is_older_but_disputed(self):
        disputed, late = item("disputed", 40, False, 1), item("late", 30, True, 2)
        self.assertEqual(self.paid([disputed, late], overdue=30), {"late": 30})
        self.assertEqual(
            self.paid([disputed, late], overdue=30, excess=35), {"disputed": 5, "late": 30}
        )
