from datetime import timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import VisitCommon

NOW = "2026-11-24"


@tagged("post_install", "-at_install")
class TestKamVisitAppointment(VisitCommon):
    """What was agreed with the customer holds until the customer agrees to something else."""

    def _confirmed(self, **vals):
        visit = self._planned(
            **{
                "date_start": self._soon(days=3),
                "appointment_channel": "phone",
                "appointment_stakeholder_id": self.boss.id,
                **vals,
            }
        )
        self.seen_by(self.rep_hangzhou, visit).action_confirm()
        return visit

    def _seen(self, visit):
        return self.seen_by(self.rep_hangzhou, visit)

    def _said(self, visit):
        return " ".join(str(message.body) for message in visit.message_ids)

    # ------------------------------------------------------------------
    # leeway
    # ------------------------------------------------------------------

    def test_the_page_on_site_says_what_is_to_be_agreed_again(self):
        visit = self._confirmed(leeway="fixed")
        seen = self.seen_by(self.rep_hangzhou, visit)
        self.assertEqual(seen.get_site()["hindrance"], "")
        seen.write({"leeway": "week"})
        self.assertIn("confirm", seen.get_site()["hindrance"].lower())
        with self._refused("agree", UserError):
            seen.action_start()

    def test_more_leeway_than_agreed_is_confirmed_again(self):
        for agreed, chosen, holds in (
            ("fixed", "day", False),
            ("fixed", "week", False),
            ("day", "week", False),
            ("week", "week", True),
            ("week", "day", True),
            ("week", "fixed", True),
            ("day", "fixed", True),
        ):
            with self.subTest(agreed=agreed, chosen=chosen):
                visit = self._confirmed(leeway=agreed)
                self._seen(visit).write({"leeway": chosen})
                self.assertEqual(visit.leeway, chosen)
                self.assertEqual(visit.state, "confirmed" if holds else "planned")
                self.assertEqual(bool(visit.date_appointment), holds)
                self.assertEqual(visit.move_ids.mapped("must_confirm"), [] if holds else [True])
                self.assertEqual(
                    "confirmed with the customer again" in self._said(visit), not holds
                )
        self.assertTrue(self.visit_model._fields["leeway"].tracking)

    def test_more_leeway_before_it_is_agreed(self):
        visit = self._planned(date_start=self._soon(days=3), leeway="fixed")
        self._seen(visit).leeway = "week"
        self.assertFalse(visit.move_ids)

    def test_leeway_is_not_chosen_when_the_time_has_passed(self):
        for make in (self._planned, self._confirmed):
            with self.subTest(make.__name__):
                visit = make(date_start=self._ago(minutes=20), leeway="fixed")
                with self._refused("Leeway.*stays as it is"):
                    self._seen(visit).leeway = "week"
                # what stays as it is says nothing
                self._seen(visit).write({"leeway": "fixed", "place": "At the gate"})
                self._seen(visit).action_start()
                self.assertEqual(visit.minutes_late, 20)

    def test_it_stays_late_against_what_was_agreed(self):
        for leeway, confirmed_again, late in (
            ("fixed", False, 60),
            ("fixed", True, 0),
            ("day", False, 0),
        ):
            with self.subTest(leeway=leeway, again=confirmed_again), self._at(NOW, "10:00:00"):
                visit = self._planned(date_start=self._soon(minutes=-30), leeway=leeway)
                start = self._soon(minutes=30)
                self._seen(visit).action_reschedule(start, reason="Traffic")
                # once it lies ahead, its leeway is chosen as ever
                self._seen(visit).leeway = "week"
                if confirmed_again:
                    self._seen(visit).write(
                        {"appointment_channel": "phone", "appointment_stakeholder_id": self.boss.id}
                    )
                    self._seen(visit).action_confirm()
                with self._at(NOW, "10:30:00"):
                    self._seen(visit).action_start()
                    self.assertEqual(visit.minutes_late, late)

    def test_nothing_is_agreed_for_a_time_that_has_passed(self):
        with self._at(NOW, "10:00:00"):
            visit = self._planned(date_start=self._soon(minutes=-30), leeway="fixed")
            stop = visit.date_stop
            self._seen(visit).action_reschedule(self._soon(minutes=1), stop, "Traffic")
            self._seen(visit).write(
                {"appointment_channel": "phone", "appointment_stakeholder_id": self.boss.id}
            )
            with self._at(NOW, "10:05:00"):
                self._seen(visit).action_confirm()
                self._seen(visit).action_start()
                self.assertEqual(visit.minutes_late, 35)

    def test_what_was_agreed_is_nobodys_to_write(self):
        with self._refused("Was Agreed For"):
            self._seen(self._planned()).date_agreed = self._soon(days=1)

    # ------------------------------------------------------------------
    # confirmed
    # ------------------------------------------------------------------

    def test_who_agreed_and_how_is_not_emptied(self):
        visit = self._confirmed()
        for name in ("appointment_channel", "appointment_stakeholder_id", "date_appointment"):
            with self.subTest(name), self._refused("cannot be empty: the visit is confirmed"):
                self._seen(visit).write({name: False})
        self._seen(visit).appointment_channel = "person"
        planned = self._planned(appointment_channel="phone")
        self._seen(planned).appointment_channel = False

    def test_it_begins_when_it_is_confirmed_again(self):
        visit = self._confirmed(date_start=self._soon(hours=1), leeway="fixed")
        start = visit.date_start + timedelta(minutes=1)
        self._seen(visit).action_reschedule(start, reason="A little later")
        self.assertEqual(visit.state, "planned")
        with self._at_start(visit), self._refused("confirm the visit before it begins"):
            self._seen(visit).action_start()
        self._seen(visit).action_confirm()
        with self._at_start(visit):
            self._seen(visit).action_start()
        self.assertEqual(visit.state, "under_way")

    def _at_start(self, visit):
        local = visit._to_local(visit.date_start)
        return self._at(str(local.date()), str(local.time()))

    def test_what_never_was_confirmed_begins(self):
        visit = self._planned(leeway="fixed")
        self._seen(visit).action_reschedule(self._soon(minutes=2), reason="A little later")
        self._seen(visit).action_start()
        self.assertEqual(visit.state, "under_way")

    # ------------------------------------------------------------------
    # another time
    # ------------------------------------------------------------------

    def test_times_that_have_passed_or_are_far_away(self):
        visit = self._planned(date_start=self._soon(days=3), leeway="fixed")
        start = visit.date_start
        event = self.seen_by(self.rep_hangzhou, visit._find_events()[visit]).sudo(False)
        for moment, said in (
            (self._ago(days=2), "Choose a time to come"),
            (self._soon(days=368), "more than 366 days ahead"),
        ):
            for move in (
                lambda at: self._seen(visit).action_reschedule(at, reason="Other"),
                lambda at: self._seen(visit).action_move_in_week(at, None, True),
                lambda at: event.write({"start": at}),
                lambda at: visit._reschedule(at, at + timedelta(hours=1), "Other"),
            ):
                with self.subTest(said), self._refused(said, ValidationError):
                    move(moment)
        self.assertEqual(visit.date_start, start)
        dialog = self.env["kam.visit.absence"].with_user(self.rep_hangzhou)
        for day in (self._days(368), "2999-12-31"):
            asked = dialog.create(
                {"visit_ids": visit.ids, "how": "day", "date": day, "reason": "Leave"}
            )
            with self.subTest(day), self._refused("more than 366 days ahead"):
                asked.action_apply()

    def test_what_is_no_time_is_named_in_words(self):
        visit = self._planned(date_start=self._soon(days=3))
        event = self.seen_by(self.rep_hangzhou, visit._find_events()[visit]).sudo(False)
        last = "9999-12-31 23:59:59"
        for vals in ({"start": last}, {"stop": last}, {"start": "0001-01-01 00:00:00"}):
            with self.subTest(vals=vals), self._refused("enter when", ValidationError):
                event.write(vals)
        far = self._soon().replace(year=3000)
        for move in (
            lambda: visit._reschedule(far, far + timedelta(hours=1), "Other"),
            lambda: visit.action_reschedule(far.replace(year=9999), reason="Other"),
            lambda: event.write({"start": far}),
        ):
            with self.assertRaises(ValidationError) as caught, self.cr.savepoint():
                move()
            self.assertNotIn("datetime", str(caught.exception))
            self.assertRegex(str(caught.exception), "3000|9999")

    def test_another_length_is_told(self):
        visit = self._planned(date_start=self._soon(days=3))
        start, stop = visit.date_start, visit.date_stop
        later = stop + timedelta(hours=2)
        self._seen(visit).action_reschedule(start, later, "Much to say")
        move = visit.move_ids
        self.assertEqual(
            (move.start_from, move.start_to, move.stop_from, move.stop_to),
            (start, start, stop, later),
        )
        said = self._said(visit)
        self.assertIn(visit._word_when(stop), said)
        self.assertIn(visit._word_when(later), said)
        self.assertNotIn(visit._word_when(start), said)

    # ------------------------------------------------------------------
    # its meeting
    # ------------------------------------------------------------------

    def test_a_copy_of_its_meeting_is_a_plain_one(self):
        visit = self._planned()
        event = self.seen_by(self.rep_hangzhou, visit._find_events()[visit]).sudo(False)
        copied = event.copy()
        self.assertEqual(copied.name, "Meeting")
        self.assertFalse(copied.kam_is_visit)
        copied.name = "Mine"
        self.assertEqual(event.copy({"name": "Yours"}).name, "Yours")
        other = event.create({"name": "Lunch"})
        self.assertEqual(other.copy().name, "Lunch")

    def test_its_meeting_is_not_deleted_with_others(self):
        visit = self._planned()
        event = self.seen_by(self.rep_hangzhou, visit._find_events()[visit]).sudo(False)
        for setting in ("all_events", "future_events", "self_only"):
            for act in (event.action_mass_deletion, event.action_mass_archive):
                with self.subTest(setting), self._refused("change it at the visit", UserError):
                    act(setting)
