from datetime import date
from decimal import Decimal

from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from ...queries import arrays


@tagged("post_install", "-at_install")
class TestQueriesArrays(TransactionCase):
    """An array that is written as one text is read as the values that went in."""

    def test_read_as_they_went_in(self):
        for made, expected in (
            (arrays.integers([3, None, -1]), [3, None, -1]),
            (arrays.integers([]), []),
            (arrays.ticks([True, False, None]), [True, False, None]),
            (arrays.array("date", [date(2026, 2, 28), None]), [date(2026, 2, 28), None]),
            (
                arrays.texts(["", 'say "no"', "back\\slash", "{a,b}", "NULL", None, "大客户 %s"]),
                ["", 'say "no"', "back\\slash", "{a,b}", "NULL", None, "大客户 %s"],
            ),
        ):
            with self.subTest(values=expected):
                [[found]] = self.env.execute_query(SQL("SELECT %s", made))
                self.assertEqual(found, expected)

    def test_amounts_are_exact(self):
        amounts = [Decimal("0.10"), Decimal("1E+3"), Decimal("-12345678901234567890.01"), 0, None]
        rows = self.env.execute_query(
            SQL("SELECT amount::text FROM unnest(%s) AS amount", arrays.amounts(amounts))
        )
        found = [None if amount is None else Decimal(amount) for [amount] in rows]
        self.assertEqual(found, amounts)
