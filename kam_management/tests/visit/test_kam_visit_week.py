from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import VisitCommon


@tagged("post_install", "-at_install")
class TestKamVisitWeek(VisitCommon):
    """Dragging a visit in the calendar goes as far as its leeway."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Tuesday of next week, at ten where the company works
        monday = cls.today + timedelta(days=7 - cls.today.weekday())
        cls.tuesday = cls.company._kam_moment_of(monday + timedelta(days=1), 10)

    def _move(self, visit, user=None, agreed=False, **delta):
        seen = self.seen_by(user or self.rep_hangzhou, visit)
        seen.action_move_in_week(visit.date_start + timedelta(**delta), None, agreed)

    def test_within_the_week(self):
        visit = self._planned(date_start=self.tuesday, leeway="week")
        stop = visit.date_stop
        self._move(visit, days=3)
        self.assertEqual(visit.date_start, self.tuesday + timedelta(days=3))
        self.assertEqual(visit.date_stop, stop + timedelta(days=3))
        self.assertEqual(visit.move_ids.mapped("reason"), ["Put into the week."])
        self.assertEqual(
            self._duties(visit, "visit").date_due, self.company._kam_day_of(visit.date_stop)
        )
        with self.assertRaises(UserError):
            self._move(visit, days=7)

    def test_within_the_day(self):
        visit = self._planned(date_start=self.tuesday, leeway="day")
        self._move(visit, hours=3)
        self.assertEqual(visit.date_start, self.tuesday + timedelta(hours=3))
        with self.assertRaises(UserError):
            self._move(visit, days=1)

    def test_a_fixed_one_asks(self):
        visit = self._planned(date_start=self.tuesday, leeway="fixed")
        with self.assertRaises(UserError):
            self._move(visit, hours=1)
        with self.assertRaises(UserError):
            self._move(visit, agreed="yes", hours=1)
        self._move(visit, agreed=True, days=9)
        self.assertEqual(visit.date_start, self.tuesday + timedelta(days=9))

    # ------------------------------------------------------------------
    # what the customer had agreed to
    # ------------------------------------------------------------------

    def _confirmed(self, **vals):
        visit = self._planned(
            date_start=self.tuesday,
            appointment_channel="phone",
            appointment_stakeholder_id=self.boss.id,
            **vals,
        )
        self.seen_by(self.rep_hangzhou, visit).action_confirm()
        return visit

    def _hear(self):
        told = []
        self.patch(
            self.registry["res.users"],
            "_bus_send",
            lambda self, kind, message, **kwargs: (
                told.append((self.login, message["title"]))
                if kind == "simple_notification"
                else None
            ),
        )
        return told

    def test_beyond_its_leeway_it_is_confirmed_again(self):
        def in_week(visit, delta):
            self._move(visit, agreed=True, **delta)

        def in_calendar(visit, delta):
            event = visit._find_events()[visit]
            start = visit.date_start + timedelta(**delta)
            self.seen_by(self.rep_hangzhou, event).sudo(False).write({"start": start})

        def with_reason(visit, delta):
            seen = self.seen_by(self.rep_hangzhou, visit)
            seen.action_reschedule(visit.date_start + timedelta(**delta), reason="They are away")

        told = self._hear()
        for leeway, delta, holds in (
            ("fixed", {"hours": 1}, False),
            ("fixed", {"days": 1}, False),
            ("day", {"hours": 3}, True),
            ("day", {"days": 1}, False),
            ("week", {"days": 3}, True),
            ("week", {"days": 7}, False),
        ):
            for move in (in_week, in_calendar, with_reason):
                if move == in_week and leeway != "fixed" and not holds:
                    # refused, see above
                    continue
                visit = self._confirmed(leeway=leeway)
                told.clear()
                with self.subTest(leeway=leeway, delta=delta, move=move.__name__):
                    move(visit, delta)
                    self.assertEqual(visit.state, "confirmed" if holds else "planned")
                    self.assertEqual(visit.move_ids.must_confirm, not holds)
                    self.assertEqual(bool(visit.date_appointment), holds)
                    title = f"To be confirmed again: {visit.display_name}"
                    self.assertEqual(told, [] if holds else [(self.rep_hangzhou.login, title)])
                    body = " ".join(str(message.body) for message in visit.message_ids)
                    self.assertEqual("confirmed with the customer again" in body, not holds)

    def test_a_longer_one_is_confirmed_again(self):
        for leeway, hours, holds in (
            ("fixed", 0.5, True),
            ("fixed", 2, False),
            ("day", 2, True),
            ("day", 20, False),
            ("week", 20, True),
        ):
            visit = self._confirmed(leeway=leeway)
            stop = visit.date_start + timedelta(hours=hours)
            seen = self.seen_by(self.rep_hangzhou, visit)
            seen.action_reschedule(visit.date_start, stop, reason="Much to say")
            with self.subTest(leeway=leeway, hours=hours):
                self.assertEqual(visit.state, "confirmed" if holds else "planned")

    def test_what_was_not_confirmed_tells_nobody(self):
        told = self._hear()
        visit = self._planned(date_start=self.tuesday, leeway="fixed")
        self._move(visit, agreed=True, days=1)
        self.assertEqual((visit.state, visit.move_ids.must_confirm, told), ("planned", False, []))
        # and it is confirmed as any other
        visit.write({"appointment_channel": "phone", "appointment_stakeholder_id": self.boss.id})
        seen = self.seen_by(self.rep_hangzhou, visit)
        seen.action_confirm()
        self._move(visit, agreed=True, days=1)
        self.assertEqual(visit.state, "planned")
        seen.action_confirm()
        self.assertEqual(visit.state, "confirmed")
        self.assertTrue(visit.date_appointment)

    def test_under_the_rights_of_the_visit(self):
        visit = self._planned(date_start=self.tuesday, leeway="week")
        for user in (self.rep_beijing, self.administrator, self.manager_other):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._move(visit, user, hours=1)
        with self.assertRaises(ValidationError):
            self.seen_by(self.rep_hangzhou, visit).action_move_in_week("soon")
        self.seen_by(self.rep_hangzhou, visit).action_cancel("They close")
        with self.assertRaises(UserError):
            self._move(visit, hours=1)
