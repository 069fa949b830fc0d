from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from ...rules import visit_due
from ...rules.visit_due import Day, Need, Pace, Season, Wish

WINTER_OFF = (Season(11, 2, 0),)
SUMMER_BUSY = (Season(6, 8, 10),)
MONDAY = date(2026, 3, 2)


@tagged("post_install", "-at_install")
class TestRulesVisitDue(BaseCase):
    def test_pace(self):
        for month, account, of_class, seasons, expected in (
            (3, 0, 30, (), Pace(30, "class")),
            (3, 14, 30, (), Pace(14, "account")),
            (3, 0, 0, (), Pace(0, "none")),
            (7, 14, 30, SUMMER_BUSY, Pace(10, "season")),
            (9, 14, 30, SUMMER_BUSY, Pace(14, "account")),
            # over new year
            (11, 14, 30, WINTER_OFF, Pace(0, "closed")),
            (2, 14, 30, WINTER_OFF, Pace(0, "closed")),
            (3, 14, 30, WINTER_OFF, Pace(14, "account")),
        ):
            with self.subTest(month=month, account=account, seasons=seasons):
                self.assertEqual(visit_due.pace(month, account, of_class, seasons), expected)

    def test_open_day(self):
        always_off = (Season(1, 12, 0),)
        for day, seasons, expected in (
            (date(2026, 5, 4), (), date(2026, 5, 4)),
            (date(2026, 12, 20), WINTER_OFF, date(2027, 3, 1)),
            (date(2027, 1, 31), WINTER_OFF, date(2027, 3, 1)),
            (date(2026, 10, 31), WINTER_OFF, date(2026, 10, 31)),
            (date(2026, 10, 31), always_off, None),
        ):
            with self.subTest(day=day):
                self.assertEqual(visit_due.open_day(day, seasons), expected)

    def test_due_day(self):
        for since, today, account, of_class, seasons, expected in (
            (date(2026, 5, 1), date(2026, 5, 20), 0, 30, (), date(2026, 5, 31)),
            (date(2026, 5, 1), date(2026, 5, 20), 10, 30, (), date(2026, 5, 11)),
            (date(2026, 5, 1), date(2026, 5, 20), 0, 0, (), None),
            # the season's own interval, as long as it lasts
            (date(2026, 5, 20), date(2026, 6, 1), 0, 30, SUMMER_BUSY, date(2026, 5, 30)),
            # it would be due while no visits are received
            (date(2026, 10, 20), date(2026, 10, 25), 0, 30, WINTER_OFF, date(2027, 3, 1)),
            # it was due before that began
            (date(2026, 9, 1), date(2026, 12, 24), 0, 30, WINTER_OFF, date(2027, 3, 1)),
            # it is late, and the season is over
            (date(2026, 12, 1), date(2027, 3, 5), 0, 30, WINTER_OFF, date(2027, 3, 1)),
            (date(2026, 2, 27), date(2026, 2, 27), 0, 30, (Season(2, 2, 0),), date(2026, 3, 29)),
        ):
            with self.subTest(since=since, today=today):
                self.assertEqual(
                    visit_due.due_day(since, today, account, of_class, seasons), expected
                )

    def test_standing(self):
        today = date(2026, 5, 20)

        def day(number):
            return today + timedelta(days=number)

        for due, planned, expected in (
            (None, None, "none"),
            (None, day(3), "none"),
            (day(-1), None, "late"),
            (day(0), None, "due"),
            (day(6), None, "due"),
            (day(7), None, "soon"),
            (day(20), None, "soon"),
            (day(21), None, "none"),
            (day(-1), day(7), "planned"),
            # too late to keep it
            (day(-1), day(8), "late"),
            (day(60), day(1), "planned"),
            (day(60), day(67), "planned"),
            (day(10), day(18), "soon"),
        ):
            with self.subTest(due=due, planned=planned):
                self.assertEqual(visit_due.standing(today, due, planned), expected)

    def test_explain(self):
        day = date(2026, 3, 1)
        self.assertEqual(
            visit_due.explain("class", 30, 41, True),
            (("class", {"days": 30}), ("visited", {"days": 41}), ("unplanned", {})),
        )
        self.assertEqual(
            visit_due.explain("closed", 30, 5, False, day, day),
            (("closed", {"day": day}), ("never", {"days": 5}), ("next", {"day": day})),
        )
        self.assertEqual(visit_due.explain("account", 30, 0, True)[1], ("today", {}))
        self.assertEqual(visit_due.explain("account", 30, 0, False)[1], ("new", {}))

    def test_times_due(self):
        first, last = date(2026, 6, 1), date(2026, 6, 30)
        for start, days, expected in (
            (date(2026, 6, 1), 30, 1),
            (date(2026, 6, 1), 29, 2),
            (date(2026, 6, 30), 7, 1),
            (date(2026, 7, 1), 7, 0),
            (date(2026, 5, 25), 7, 5),
            (date(2026, 5, 31), 30, 1),
            (date(2026, 5, 2), 60, 0),
            (date(2026, 6, 5), 0, 0),
            (None, 7, 0),
        ):
            with self.subTest(start=start, days=days):
                counted = sum(
                    first <= start + timedelta(days=days * number) <= last
                    for number in range(400 if start and days else 0)
                )
                self.assertEqual(counted, expected)
                self.assertEqual(visit_due.times_due(start, days, first, last), expected)

    def test_falls_due(self):
        months = [
            (date(2027, 1, 1), date(2027, 1, 31)),
            (date(2027, 2, 1), date(2027, 2, 28)),
            (date(2027, 3, 1), date(2027, 3, 31)),
        ]
        today = date(2027, 1, 20)
        february_off, february_busy = (Season(2, 2, 0),), (Season(2, 2, 10),)

        def days(*pairs):
            return [date(2027, month, day) for month, day in pairs]

        for since, interval, seasons, expected in (
            (date(2027, 1, 15), 30, (), [[], days((2, 14)), days((3, 16))]),
            # late: it is due today
            (date(2026, 9, 1), 30, (), [days((1, 20)), days((2, 19)), days((3, 21))]),
            (date(2027, 1, 15), 0, (), [[], [], []]),
            # put off to the end of the season, and from there on the next one
            (date(2027, 1, 17), 30, february_off, [[], [], days((3, 1), (3, 31))]),
            (date(2026, 12, 25), 30, february_off, [days((1, 24)), [], days((3, 1), (3, 31))]),
            (date(2027, 1, 1), 25, february_off, [days((1, 26)), [], days((3, 1), (3, 26))]),
            (date(2026, 12, 21), 60, february_off, [[], [], days((3, 1))]),
            # a busy season begins: what lies long enough ago is due on its first day
            (date(2027, 1, 15), 60, february_busy, [[], days((2, 1), (2, 11), (2, 21)), []]),
            # closed now
            (date(2026, 12, 1), 30, (Season(12, 2, 0),), [[], [], days((3, 1), (3, 31))]),
        ):
            with self.subTest(since=since, interval=interval, seasons=seasons):
                found = visit_due.falls_due(since, today, months, 0, interval, seasons)
                self.assertEqual(found, expected)
                self.assertEqual(
                    [day for days in found for day in days],
                    self._lived(since, today, months, interval, seasons),
                )

    def _lived(self, since, today, months, interval, seasons):
        """Return when visits are made by somebody who looks every day at what is due."""
        made, day = [], today
        while day <= months[-1][1]:
            closed = visit_due.pace(day.month, 0, interval, seasons).origin == "closed"
            due = visit_due.due_day(since, day, 0, interval, seasons)
            if not closed and due and due <= day:
                made.append(day)
                since = day
            day += timedelta(days=1)
        return made

    def test_unserved(self):
        day = MONDAY
        needs = [
            Need(1, 0, [day, day + timedelta(8)]),
            Need(2, 0, [day + timedelta(1)]),
            Need(3, 1, [day + timedelta(9)]),
            Need(4, 0, []),
        ]
        for capacity, expected in (
            (4, {}),
            (3, {1: 1}),
            (2, {1: 1, 2: 1}),
            (1, {1: 2, 2: 1}),
            # what is planned is made
            (0, {1: 2, 2: 1}),
        ):
            with self.subTest(capacity=capacity):
                self.assertEqual(visit_due.unserved(needs, capacity), expected)
        # what is planned takes its time, at a customer who is not due as well
        for planned, expected in ((0, {}), (1, {1: 1}), (2, {1: 1, 2: 1}), (5, {1: 2, 2: 1})):
            with self.subTest(planned=planned):
                others = [*needs, Need(5, planned, [])]
                self.assertEqual(visit_due.unserved(others, 4), expected)

    def test_stretched(self):
        for days, percent, expected in ((30, 50, 45), (1, 25, 2), (700, 50, 730), (90, 10, 99)):
            with self.subTest(days=days):
                self.assertEqual(visit_due.stretched(days, percent, 730), expected)

    def test_rooms(self):
        for per_day, days, taken, expected in (
            (2, 1, 0, 2),
            (2, 1, 1, 1),
            (2, 1, 3, 0),
            (1.5, 1, 0, 2),
            (1.5, 4, 0, 6),
            (1.5, 5, 0, 8),
            (0.5, 2, 0, 1),
            # seldom, but in every week
            (0.15, 1, 0, 1),
            (0.15, 5, 0, 1),
            (0.15, 5, 1, 0),
            (1.1, 10, 0, 11),
        ):
            with self.subTest(per_day=per_day, days=days, taken=taken):
                self.assertEqual(visit_due.room(per_day, days, taken), expected)

    def test_find_hour(self):
        wish = Wish(1, 2, {0: [(13, 17), (9, 10)]})
        for wished, taken, expected in (
            (wish, [], 13),
            (wish, [(12, 13.5)], 13.5),
            (wish, [(14, 16)], None),
            (Wish(1, 1, {}), [], 9),
            # longer than a working day
            (Wish(1, 24, {}), [], 9),
            (Wish(1, 24, {}), [(16, 17)], None),
            (Wish(1, 24, {0: [(9, 17)]}), [], None),
            (Wish(1, 1, {1: [(9, 17)]}), [], None),
        ):
            with self.subTest(wish=wished, taken=taken):
                self.assertEqual(visit_due.find_hour(wished, Day(MONDAY, 2, taken)), expected)

    def test_spread(self):
        week = [Day(MONDAY + timedelta(at), 1, []) for at in range(5)]
        following = [Day(MONDAY + timedelta(7 + at), 1, []) for at in range(5)]
        placed, refused = visit_due.spread(
            [Wish(key, 1, {}) for key in range(11)], week + following
        )
        self.assertEqual([placed[key][0] for key in range(10)], [d.date for d in week + following])
        self.assertEqual(refused, {10: "full"})
        placed, refused = visit_due.spread(
            [
                Wish(1, 1, {6: [(9, 17)]}),
                Wish(2, 1, {}, (Season(3, 3, 0),)),
                Wish(3, 1, {4: [(14, 15)]}),
                Wish(4, 1, {4: [(14, 15)]}),
            ],
            week,
        )
        self.assertEqual(placed, {3: (MONDAY + timedelta(4), 14)})
        self.assertEqual(refused, {1: "window", 2: "closed", 4: "full"})

    def test_spread_within_the_week(self):
        week = [Day(MONDAY + timedelta(at), 1, [], 2) for at in range(5)]
        following = [Day(MONDAY + timedelta(7 + at), 1, [], 0) for at in range(5)]
        fridays = {4: [(9, 17)]}
        placed, refused = visit_due.spread(
            [Wish(1, 1, fridays), Wish(2, 1, {}), Wish(3, 1, {})], week + following
        )
        self.assertEqual(placed, {1: (MONDAY + timedelta(4), 9), 2: (MONDAY, 9)})
        self.assertEqual(refused, {3: "full"})

    def test_spread_evens_the_days_of_a_week(self):
        days = [Day(MONDAY, 3, [(9, 10), (10, 11)]), Day(MONDAY + timedelta(1), 3, [])]
        placed, _refused = visit_due.spread([Wish(key, 1, {}) for key in range(3)], days)
        self.assertEqual(
            [placed[key] for key in range(3)],
            [(days[1].date, 9), (days[1].date, 10), (days[0].date, 11)],
        )
