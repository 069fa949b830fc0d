from datetime import date

from odoo.tests import BaseCase, tagged

from odoo.addons.kam_credit.rules import credit_documents as rules
from odoo.addons.kam_credit.rules import credit_items

TODAY = date(2026, 1, 5)


@tagged("post_install", "-at_install")
class TestRulesCreditDocuments(BaseCase):
    """Which statement is owed, until when a document is good, and how it stands."""

    def test_what_is_owed(self):
        cases = [
            # kind, today, days, end of the period
            ("year", date(2026, 1, 5), 120, date(2024, 12, 31)),
            ("quarter", date(2026, 1, 5), 30, date(2025, 9, 30)),
            ("year", date(2026, 4, 29), 120, date(2024, 12, 31)),
            ("year", date(2026, 4, 30), 120, date(2025, 12, 31)),
            ("quarter", date(2026, 1, 29), 30, date(2025, 9, 30)),
            ("quarter", date(2026, 1, 30), 30, date(2025, 12, 31)),
            # with a leap day
            ("year", date(2024, 4, 28), 120, date(2022, 12, 31)),
            ("year", date(2024, 4, 29), 120, date(2023, 12, 31)),
            ("year", date(2025, 12, 31), 0, date(2025, 12, 31)),
            ("quarter", date(2025, 12, 30), 0, date(2025, 9, 30)),
        ]
        for kind, today, days, expected in cases:
            with self.subTest(kind=kind, today=today):
                self.assertEqual(rules.owed_end(kind, today, days), expected)

    def test_good_until_the_next_is_owed(self):
        """A statement is good exactly on the days on which no later one is owed."""
        ends = {
            "year": [date(2023, 12, 31), date(2024, 12, 31), date(2024, 3, 31)],
            "quarter": [date(2025, 3, 31), date(2025, 6, 30), date(2025, 5, 31)],
        }
        for kind, days in (("year", 120), ("quarter", 30), ("quarter", 0)):
            for last in ends[kind]:
                until = rules.statement_good_until(kind, last, days)
                for offset, is_good in ((-1, True), (0, True), (1, False)):
                    day = date.fromordinal(until.toordinal() + offset)
                    with self.subTest(kind=kind, last=last, day=day):
                        self.assertEqual(rules.owed_end(kind, day, days) <= last, is_good)

    def test_standing(self):
        cases = [
            # verification, superseded, until, statement, expected
            ("to_verify", False, None, False, "to_verify"),
            ("rejected", True, None, False, "rejected"),
            ("verified", True, date(2027, 1, 1), False, "superseded"),
            ("verified", False, None, False, "valid"),
            ("verified", False, date(2026, 2, 5), False, "valid"),
            ("verified", False, date(2026, 2, 4), False, "expiring"),
            ("verified", False, date(2026, 1, 5), False, "expiring"),
            ("verified", False, date(2026, 1, 4), False, "expired"),
            ("verified", False, date(2026, 1, 4), True, "stale"),
        ]
        for *given, expected in cases:
            with self.subTest(given=given):
                self.assertEqual(rules.standing(*given, TODAY, 30), expected)

    def test_until_when_it_is_renewed(self):
        cases = [
            # until, statement, due
            (date(2026, 6, 30), False, date(2026, 5, 31)),
            # verified with less than the days left: at once
            (date(2026, 1, 20), False, date(2026, 1, 5)),
            (date(2026, 1, 2), False, date(2026, 1, 2)),
            (date(2026, 4, 29), True, date(2026, 4, 29)),
        ]
        for until, is_statement, due in cases:
            with self.subTest(until=until):
                self.assertEqual(rules.renewal_due(until, is_statement, 30, TODAY), due)

    def test_items_of_the_scheme(self):
        for items in (credit_items.BASIC, credit_items.CONTENT):
            rows = credit_items.in_order(items)
            self.assertEqual(len({item for _section, item in rows}), len(rows))
        self.assertEqual(
            list(credit_items.CONTENT), ["basic", "capability", "capital", "environment"]
        )
