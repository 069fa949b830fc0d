from datetime import date, datetime, time, timedelta

from odoo.tests import BaseCase, tagged

from odoo.addons.kam_management.rules import visit_brief, visits
from odoo.addons.kam_management.rules.visit_brief import Gap

NOW = datetime.fromisoformat("2026-03-04 10:00:00")
DAY = date(2026, 3, 4)


@tagged("post_install", "-at_install")
class TestRulesVisitSite(BaseCase):
    """What a device says, how short a report may be, how notes of two devices come together."""

    def test_what_a_device_says_of_a_moment(self):
        for delta, is_kept in (
            (timedelta(seconds=10), False),
            (timedelta(minutes=1), True),
            (timedelta(hours=20), True),
            (timedelta(days=1, seconds=1), False),
            (-timedelta(minutes=5), False),
        ):
            with self.subTest(delta=delta):
                self.assertEqual(visits.is_claim_kept(NOW - delta, NOW), is_kept)

    def test_how_far_a_visit_may_be_moved(self):
        def at(day, hour):
            return datetime.combine(date(2026, 3, day), time(hour))

        # a Wednesday
        before = at(4, 10), at(4, 12)
        for leeway, start, stop, expected in (
            ("fixed", at(4, 10), at(4, 12), True),
            ("fixed", at(4, 10), at(4, 11), True),
            ("fixed", at(4, 10), at(4, 13), False),
            ("fixed", at(4, 11), at(4, 12), False),
            ("day", at(4, 8), at(4, 18), True),
            ("day", at(4, 8), at(5, 8), False),
            ("day", at(3, 10), at(3, 12), False),
            ("week", at(2, 10), at(2, 12), True),
            ("week", at(6, 10), at(7, 12), True),
            ("week", at(8, 10), at(9, 12), False),
            ("week", at(9, 10), at(9, 12), False),
            ("week", at(1, 10), at(1, 12), False),
        ):
            with self.subTest(leeway=leeway, start=start, stop=stop):
                self.assertEqual(visits.is_within(leeway, before, (start, stop)), expected)

    def test_short_reports(self):
        for purpose, channel, is_short in (
            ("regular", "person", False),
            ("regular", "phone", True),
            ("regular", "video", True),
            ("follow_up", "person", True),
            ("return_visit", "phone", True),
            ("target", "person", False),
        ):
            with self.subTest(purpose=purpose, channel=channel):
                self.assertEqual(visits.is_short_report(purpose, channel), is_short)

    def test_notes_of_two_devices(self):
        for before, noted, both in (
            ("", "Prices", "Prices"),
            (False, False, ""),
            ("Prices", "", "Prices"),
            ("Prices", "Delivery", "Prices\nDelivery"),
            ("Prices\nDelivery", "Delivery", "Prices\nDelivery"),
        ):
            with self.subTest(before=before, noted=noted):
                self.assertEqual(visits.joined(before, noted), both)


@tagged("post_install", "-at_install")
class TestRulesVisitBrief(BaseCase):
    """Questions to bring back, and which promises are open."""

    def _codes(self, *codes):
        gaps = [Gap(code, f"{at}", DAY) for at, code in enumerate(codes)]
        return [gap.code for gap in visit_brief.choose(gaps)]

    def test_questions(self):
        for codes, chosen in (
            ((), []),
            (("vacant",), ["vacant"]),
            (("vacant", "suggestion"), ["suggestion", "vacant"]),
            (("vacant", "vacant", "statement"), ["statement", "vacant", "vacant"]),
            (
                ("relationship", "missing_role", "missing_role", "statement", "vacant"),
                ["missing_role", "statement", "relationship"],
            ),
        ):
            with self.subTest(codes=codes):
                self.assertEqual(self._codes(*codes), chosen)

    def test_the_oldest_of_a_kind_comes_first(self):
        new, old = Gap("suggestion", "a", DAY), Gap("suggestion", "b", DAY - timedelta(days=9))
        self.assertEqual(visit_brief.choose([new, old], 1), [old])

    def test_a_statement_is_asked_for_before_it_is_out_of_date(self):
        for days, is_asked in ((-1, True), (0, True), (30, True), (31, False)):
            with self.subTest(days=days):
                until = DAY + timedelta(days=days)
                self.assertEqual(visit_brief.is_asked_for(until, DAY), is_asked)

    def test_promises_are_open_until_a_later_report(self):
        first, second, third = (DAY - timedelta(days=days) for days in (20, 10, 1))
        for days, states in (
            ([], []),
            ([third], [None]),
            ([third, second, first], [None, third, second]),
            # a second visit of the same day counts as well
            ([third, third, first], [None, third, third]),
            ([third, third, third], [None, third, third]),
        ):
            with self.subTest(days=days):
                self.assertEqual(visit_brief.promise_states(days), states)

    def test_excerpts(self):
        for text, line in (
            (False, ""),
            ("  a\n b ", "a b"),
            ("1234567890", "1234567890"),
            ("12345678901", "123456789…"),
            ("拜访拜访拜访拜访拜访拜访", "拜访拜访拜访拜访拜…"),
        ):
            with self.subTest(text=text):
                self.assertEqual(visit_brief.excerpt(text, 10), line)
