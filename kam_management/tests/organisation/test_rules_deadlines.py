from datetime import date, timedelta
from random import Random

from odoo.tests import BaseCase, tagged

from odoo.addons.kam_management.rules import deadlines

MONDAY = date(2026, 3, 2)
SATURDAY = date(2026, 3, 7)


def weekdays(day):
    return day.weekday() < 5


def brute_force(day, number, worked):
    """Return the last of ``number`` worked days after a day, from the list of worked days."""
    ahead = sorted(other for other in worked if other > day)
    if number:
        return ahead[number - 1]
    return day if day in worked else ahead[0]


@tagged("post_install", "-at_install")
class TestRulesDeadlines(BaseCase):
    def test_add_days(self):
        for day, number, is_working, expected in (
            (MONDAY, 0, None, MONDAY),
            (MONDAY, 3, None, MONDAY + timedelta(days=3)),
            (date(2028, 2, 28), 1, None, date(2028, 2, 29)),
            (MONDAY, 4, weekdays, date(2026, 3, 6)),
            (MONDAY, 5, weekdays, date(2026, 3, 9)),
            (SATURDAY, 0, weekdays, date(2026, 3, 9)),
            (SATURDAY, 1, weekdays, date(2026, 3, 9)),
            (SATURDAY, 2, weekdays, date(2026, 3, 10)),
        ):
            with self.subTest(day=day, number=number, is_working=is_working):
                self.assertEqual(deadlines.add_days(day, number, is_working), expected)

    def test_calendars_that_end(self):
        """Where nobody works for a year, every day counts; nothing runs for ever."""
        for is_working in (
            lambda day: False,
            lambda day: day <= MONDAY + timedelta(days=10),
        ):
            self.assertEqual(
                deadlines.add_days(MONDAY, 30, is_working), MONDAY + timedelta(days=30)
            )

    def test_negative_numbers_end(self):
        self.assertEqual(deadlines.add_days(MONDAY, -3, weekdays), MONDAY)

    def test_numbers_and_days_without_limit_end(self):
        for number in (3651, 10**9, 10**12):
            for is_working in (None, weekdays):
                with self.subTest(number=number, is_working=is_working):
                    self.assertEqual(
                        deadlines.add_days(MONDAY, number, is_working),
                        deadlines.add_days(MONDAY, 3650, is_working),
                    )
        for day in (date.min, date.max):
            for is_working in (None, weekdays):
                with self.subTest(day=day, is_working=is_working):
                    self.assertEqual(deadlines.add_days(day, 9, is_working), day)

    def test_random_calendars(self):
        random = Random(20260302)
        for _round in range(300):
            share = random.choice((0.1, 0.5, 0.9))
            worked = {
                MONDAY + timedelta(days=at) for at in range(400) if random.random() < share
            } | {MONDAY + timedelta(days=401 + at) for at in range(60)}
            day = MONDAY + timedelta(days=random.randrange(100))
            number = random.randrange(12)
            with self.subTest(day=day, number=number):
                due = deadlines.add_days(day, number, worked.__contains__)
                self.assertEqual(due, brute_force(day, number, worked))
                self.assertIn(due, worked)
                later = deadlines.add_days(day, number + 1, worked.__contains__)
                self.assertGreaterEqual(later, due)
                latest = day + timedelta(days=random.randrange(30))
                self.assertEqual(
                    deadlines.due_day(day, number, latest, worked.__contains__), min(due, latest)
                )

    def test_the_total_limit_wins(self):
        latest = MONDAY + timedelta(days=2)
        self.assertEqual(deadlines.due_day(MONDAY, 3, latest), latest)
        self.assertEqual(deadlines.due_day(MONDAY, 1, latest), MONDAY + timedelta(days=1))
        self.assertEqual(deadlines.due_day(MONDAY, 3), MONDAY + timedelta(days=3))

    def test_days_late(self):
        for until, expected in ((-1, 0), (0, 0), (1, 1), (31, 31)):
            day = MONDAY + timedelta(days=until)
            self.assertEqual(deadlines.days_late(MONDAY, day), expected)

    def test_standing(self):
        for left, before, expected in (
            (-1, 0, "late"),
            (0, 0, "today"),
            (1, 0, "coming"),
            (0, 2, "late"),
            (9, 2, "late"),
        ):
            with self.subTest(left=left, before=before):
                self.assertEqual(deadlines.standing(left, before), expected)

    def test_extended_due(self):
        due = MONDAY + timedelta(days=3)
        for days, cap, latest, expected in (
            (0, 7, None, (7, 7)),
            (2, 7, None, (5, 7)),
            (4, 7, None, (7, 7)),
            (5, 7, None, (8, 7)),
            (0, 7, 5, (5, 5)),
            (3, 7, 5, (6, 5)),
        ):
            with self.subTest(days=days, cap=cap, latest=latest):
                new_due, furthest = deadlines.extended_due(
                    MONDAY, due, days, cap, latest and MONDAY + timedelta(days=latest)
                )
                self.assertEqual(((new_due - MONDAY).days, (furthest - MONDAY).days), expected)
