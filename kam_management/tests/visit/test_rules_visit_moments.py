from datetime import date, datetime, time, timedelta

from odoo.tests import BaseCase, tagged

from ...rules import visit_moments as rules

# 2 March 2026 is a Monday
WEEK = [date(2026, 3, day) for day in range(2, 7)]


def at(day, hour, minute=0):
    return datetime.combine(date(2026, 3, day), time(hour, minute))


@tagged("post_install", "-at_install")
class TestRulesVisitMoments(BaseCase):
    def _starts(self, *arguments, **more):
        return [moment.start for moment in rules.propose(*arguments, **more)]

    def test_seasons_wrap_over_new_year(self):
        for day, first, last, expected in (
            (date(2026, 3, 1), 3, 5, True),
            (date(2026, 5, 31), 3, 5, True),
            (date(2026, 6, 1), 3, 5, False),
            (date(2026, 12, 31), 11, 2, True),
            (date(2026, 2, 28), 11, 2, True),
            (date(2026, 3, 1), 11, 2, False),
            (date(2026, 3, 1), 3, 3, True),
        ):
            with self.subTest(day=day, first=first, last=last):
                self.assertEqual(rules.in_season(day, first, last), expected)

    def test_wishes(self):
        for text, parts, weekdays, not_parts, not_weekdays in (
            ("", set(), set(), set(), set()),
            (None, set(), set(), set(), set()),
            ("whenever", set(), set(), set(), set()),
            ("mornings", {"morning"}, set(), set(), set()),
            ("Mornings, not Mondays", {"morning"}, set(), set(), {0}),
            ("mornings but not Mondays", {"morning"}, set(), set(), {0}),
            ("Tue or Thursday afternoon", {"afternoon"}, {1, 3}, set(), set()),
            ("busy on Fridays", set(), set(), set(), {4}),
            ("上午，周一不行", {"morning"}, set(), set(), {0}),
            ("星期三下午", {"afternoon"}, {2}, set(), set()),
            ("monthly, sunny", set(), set(), set(), set()),
        ):
            with self.subTest(text=text):
                wish = rules.read_wish(text)
                self.assertEqual(
                    (wish.parts, wish.weekdays, wish.not_parts, wish.not_weekdays),
                    (parts, weekdays, not_parts, not_weekdays),
                )

    def test_whether_a_moment_fits(self):
        for text, moment, expected in (
            ("", at(2, 9), None),
            ("mornings", at(2, 9), True),
            ("mornings", at(2, 12), False),
            ("not Mondays", at(2, 9), False),
            ("not Mondays", at(3, 9), None),
            ("Tuesdays", at(2, 9), False),
            ("Tuesdays", at(3, 9), True),
        ):
            with self.subTest(text=text, moment=moment):
                self.assertIs(rules.read_wish(text).fits(moment), expected)

    def test_the_way(self):
        for usual, preferred, expected in (
            ("person", [], ("person", "way_person")),
            ("person", ["phone"], ("phone", "way_wished")),
            ("person", ["phone", "phone"], ("phone", "way_wished")),
            # they differ: in person is preferred
            ("person", ["phone", "video"], ("person", "way_person")),
            ("phone", [], ("phone", "way_usual")),
            ("phone", ["person"], ("person", "way_wished")),
            ("video", ["phone", "person"], ("video", "way_usual")),
        ):
            with self.subTest(usual=usual, preferred=preferred):
                self.assertEqual(rules.choose_way(usual, preferred), expected)

    def test_three_moments_each_on_another_day(self):
        self.assertEqual(self._starts(WEEK, 60), [at(2, 9), at(3, 9), at(4, 9)])
        self.assertEqual(self._starts(WEEK[:1], 60), [at(2, 9)])
        self.assertEqual(self._starts([], 60), [])

    def test_when_the_customer_receives_visits(self):
        windows = [(1, 14.0, 15.5), (3, 8.0, 9.0)]
        self.assertEqual(self._starts(WEEK, 60, windows=windows), [at(3, 14), at(5, 8)])
        # too short for the visit
        self.assertEqual(self._starts(WEEK, 90, windows=windows), [at(3, 14)])
        self.assertEqual(self._starts(WEEK, 120, windows=windows), [])
        moment = rules.propose(WEEK, 60, windows=windows)[0]
        self.assertEqual(moment.reasons[0], ("window", {"weekday": 1, "hours": (14.0, 15.5)}))

    def test_long_visits_take_half_days_and_days(self):
        for hours, expected in (
            (2.5, [(at(2, 9), at(2, 11, 30)), (at(3, 9), at(3, 11, 30))]),
            (3, [(at(2, 14), at(2, 17)), (at(3, 14), at(3, 17))]),
            (3.5, [(at(2, 9), at(2, 12, 30)), (at(3, 9), at(3, 12, 30))]),
            (4, [(at(2, 9), at(2, 13)), (at(3, 9), at(3, 13))]),
            (6, [(at(2, 9), at(2, 15)), (at(3, 9), at(3, 15))]),
            (8, [(at(2, 9), at(2, 17)), (at(3, 9), at(3, 17))]),
            # not until the evening, but two days
            (10, [(at(2, 9), at(3, 17)), (at(3, 9), at(4, 17))]),
            (24, [(at(2, 9), at(3, 17)), (at(3, 9), at(4, 17))]),
            (30, [(at(2, 9), at(3, 15)), (at(3, 9), at(4, 15))]),
            (33, [(at(2, 9), at(4, 17)), (at(3, 9), at(5, 17))]),
            # the whole week only
            (104, [(at(2, 9), at(6, 17))]),
            # over a weekend, which ends after the last of the days
            (106, []),
            (24 * 14, []),
        ):
            with self.subTest(hours=hours):
                moments = rules.propose(WEEK, hours * 60)
                found = [(moment.start, moment.stop) for moment in moments]
                self.assertEqual(found[:2], expected)
        fortnight = [*WEEK, *(day + timedelta(days=7) for day in WEEK)]
        moments = rules.propose(fortnight, 106 * 60)
        self.assertEqual((moments[0].start, moments[0].stop), (at(2, 9), at(9, 17)))

    def test_half_a_day_is_free_when_the_other_is_not(self):
        busy = [(at(2, 10), at(2, 11))]
        self.assertEqual(self._starts(WEEK[:1], 240, busy=busy), [at(2, 13)])
        self.assertEqual(self._starts(WEEK[:2], 360, busy=busy), [at(2, 11), at(3, 9)])
        self.assertEqual(self._starts(WEEK[:3], 24 * 60, busy=[(at(3, 10), at(3, 11))]), [])

    def test_a_long_visit_takes_the_visiting_times_with_noon(self):
        windows = [(1, 9.0, 11.0), (1, 14.0, 17.0), (3, 14.0, 15.5)]
        self.assertEqual(self._starts(WEEK, 360, windows=windows), [at(3, 9)])
        # a short one does not
        self.assertEqual(self._starts(WEEK, 180, windows=windows), [at(3, 14)])
        self.assertEqual(self._starts(WEEK, 9 * 60, windows=windows), [])

    def test_nobody_is_in_two_places(self):
        busy = [(at(2, 0), at(3, 0)), (at(3, 8), at(3, 10)), (at(4, 9, 30), at(4, 9, 45))]
        self.assertEqual(self._starts(WEEK, 60, busy=busy), [at(3, 10), at(4, 10), at(5, 9)])
        # one ends as the other begins
        busy = [(at(2, 8), at(2, 9)), (at(2, 10), at(2, 18))]
        self.assertEqual(self._starts(WEEK[:1], 60, busy=busy), [at(2, 9)])

    def test_the_rhythm_of_earlier_visits(self):
        habits = [at(4, 15), at(4, 15, 30), at(4, 14, 30)]
        moment = rules.propose(WEEK, 60, habits=habits)[0]
        self.assertEqual(moment.start.date(), WEEK[2])
        self.assertIn(moment.start.hour, (14, 15))
        self.assertIn(("weekday", {"weekday": 2, "count": 3, "of": 3}), moment.reasons)
        self.assertIn(("hour", {"count": 3, "of": 3}), moment.reasons)
        # a single visit is no rhythm
        self.assertEqual(self._starts(WEEK, 60, habits=habits[:1])[0], at(2, 9))

    def test_wishes_weigh_more_than_the_rhythm(self):
        wishes = [rules.read_wish("afternoons, not Mondays")]
        moment = rules.propose(WEEK, 60, wishes=wishes, habits=[at(2, 9), at(2, 9)])[0]
        self.assertEqual(moment.start, at(3, 14))
        self.assertIn(("wish", {}), moment.reasons)

    def test_busy_seasons_come_last(self):
        moments = rules.propose(WEEK[:2], 60, busy_days={WEEK[0]})
        self.assertEqual([moment.start for moment in moments], [at(3, 9), at(2, 9)])
        self.assertIn(("season", {}), moments[1].reasons)
