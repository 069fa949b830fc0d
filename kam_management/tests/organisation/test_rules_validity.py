from datetime import date

from odoo.tests import BaseCase, tagged

from ...rules import validity

FIRST, MIDDLE, LAST = date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1)
BEFORE, AFTER = date(2024, 2, 27), date(2024, 3, 2)


@tagged("post_install", "-at_install")
class TestRulesValidity(BaseCase):
    def test_is_current(self):
        for date_from, date_to, today, expected in (
            (FIRST, LAST, BEFORE, False),
            (FIRST, LAST, FIRST, True),
            (FIRST, LAST, MIDDLE, True),
            (FIRST, LAST, LAST, True),
            (FIRST, LAST, AFTER, False),
            (FIRST, False, AFTER, True),
            (FIRST, False, BEFORE, False),
            (False, LAST, BEFORE, True),
            (False, LAST, AFTER, False),
            (False, False, MIDDLE, True),
            (MIDDLE, MIDDLE, MIDDLE, True),
        ):
            with self.subTest(date_from=date_from, date_to=date_to, today=today):
                self.assertIs(validity.is_current(date_from, date_to, today), expected)

    def test_overlap(self):
        for first, second, expected in (
            ((FIRST, MIDDLE), (LAST, AFTER), False),
            ((FIRST, MIDDLE), (MIDDLE, AFTER), True),
            ((FIRST, LAST), (MIDDLE, MIDDLE), True),
            ((FIRST, False), (AFTER, False), True),
            ((AFTER, False), (FIRST, LAST), False),
            ((False, MIDDLE), (LAST, False), False),
            ((False, False), (MIDDLE, MIDDLE), True),
        ):
            with self.subTest(first=first, second=second):
                self.assertIs(validity.overlap(first, second), expected)
                self.assertIs(validity.overlap(second, first), expected)
