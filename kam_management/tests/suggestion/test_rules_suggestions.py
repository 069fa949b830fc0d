from datetime import date

from odoo.tests import BaseCase

from odoo.addons.kam_management.rules import suggestions


def weekday(day):
    return day.weekday() < 5


class TestRulesSuggestions(BaseCase):
    """By when the parts of a suggestion are done, and where it may go."""

    def test_back(self):
        for day, number, expected in (
            (date(2026, 3, 6), 0, date(2026, 3, 6)),
            (date(2026, 3, 6), 1, date(2026, 3, 5)),
            (date(2026, 3, 9), 1, date(2026, 3, 6)),
            (date(2026, 3, 8), 2, date(2026, 3, 5)),
        ):
            with self.subTest(day=day, number=number):
                self.assertEqual(suggestions.back(day, number, weekday), expected)

    def test_back_where_nothing_is_worked(self):
        self.assertLess(suggestions.back(date(2026, 3, 6), 5, lambda day: False), date(2026, 3, 6))

    def test_milestones(self):
        found = suggestions.milestones(date(2026, 3, 2), date(2026, 4, 13), 14, weekday)
        self.assertEqual(
            found,
            {
                "report": date(2026, 3, 18),
                "listing": date(2026, 3, 20),
                "decision": date(2026, 4, 9),
                "reply": date(2026, 4, 13),
            },
        )

    def test_milestones_never_before_the_receipt(self):
        received = date(2026, 3, 2)
        found = suggestions.milestones(received, date(2026, 3, 4), 14, weekday)
        self.assertEqual(found["report"], received)
        self.assertEqual(found["decision"], received)

    def test_route_days(self):
        for steps, expected in (
            ([], 0),
            ([(10, 5), (20, 3)], 8),
            ([(10, 5), (10, 7), (20, 3)], 10),
        ):
            with self.subTest(steps=steps):
                self.assertEqual(suggestions.route_days(steps), expected)

    def test_a_promise_is_kept_broken_or_open(self):
        promise = date(2026, 3, 6)
        for answered, today, expected in (
            (date(2026, 3, 6), date(2026, 3, 9), True),
            (date(2026, 3, 7), date(2026, 3, 9), False),
            (None, date(2026, 3, 6), None),
            (None, date(2026, 3, 7), False),
        ):
            with self.subTest(answered=answered, today=today):
                self.assertIs(suggestions.is_in_time(promise, answered, today), expected)

    def test_an_interim_answer_moves_a_promise_ahead(self):
        promise, today = date(2026, 3, 6), date(2026, 3, 2)
        for wanted, at, expected in (
            (date(2026, 3, 7), today, True),
            (promise, today, False),
            (date(2026, 3, 1), today, False),
            # late already: ahead of today
            (date(2026, 3, 8), date(2026, 3, 9), False),
            (date(2026, 3, 10), date(2026, 3, 9), True),
            (date(2027, 3, 7), today, True),
            (date(2027, 3, 8), today, False),
        ):
            with self.subTest(wanted=wanted, at=at):
                self.assertIs(suggestions.may_move(promise, wanted, at), expected)

    def test_may_come_back(self):
        today = date(2027, 2, 1)
        for day, expected in (
            (None, False),
            (False, False),
            (date(2026, 2, 1), False),
            (today, False),
            (date(2027, 2, 2), True),
            (date(2029, 2, 1), True),
            (date(2029, 2, 2), True),
            (date(2029, 2, 3), False),
            (date.max, False),
        ):
            with self.subTest(day=day):
                self.assertIs(suggestions.may_come_back(day, today), expected)

    def test_progress(self):
        for shares, expected in (([], 0), ([0, 100], 50), ([99, 100], 99), ([100, 100], 100)):
            with self.subTest(shares=shares):
                self.assertEqual(suggestions.progress(shares), expected)

    def test_states_lead_somewhere(self):
        known = set(suggestions.NEXT_STATES)
        self.assertEqual(set(suggestions.PUBLIC_STATES), known)
        for state, following in suggestions.NEXT_STATES.items():
            with self.subTest(state=state):
                self.assertLessEqual(following, known)
        self.assertFalse(suggestions.may_go("received", "replied"))
        self.assertTrue(suggestions.may_go("replied", "replied"))
