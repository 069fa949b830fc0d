from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import tagged

from .common import VisitCommon

# in Shanghai; a Thursday
TODAY = "2026-11-26"
at = Datetime.to_datetime


@tagged("post_install", "-at_install")
class TestKamVisitMoments(VisitCommon):
    """Moments that are proposed for a visit, with way and reason (scheme, one.2, 2)."""

    def _local(self, visit, moment):
        return visit._to_local(moment)

    def test_three_moments_on_days_that_are_worked(self):
        with self._at(TODAY):
            visit = self._planned()
            moments = self.seen_by(self.rep_hangzhou, visit).sudo(False).propose_moments()
            starts = [self._local(visit, moment["start"]) for moment in moments]
            self.assertEqual(
                starts,
                [
                    at("2026-11-27 09:00:00"),
                    at("2026-11-30 09:00:00"),
                    at("2026-12-01 09:00:00"),
                ],
            )
            for moment in moments:
                self.assertEqual(moment["stop"] - moment["start"], timedelta(hours=1))
                self.assertEqual(moment["channel"], "person")
                self.assertIn("All of us who come along are free.", moment["reason"])
                self.assertIn("In person: that is preferred.", moment["reason"])

    def test_what_those_visited_like(self):
        self.boss.write({"preferred_channel": "phone", "preferred_time": "afternoons, not Fridays"})
        with self._at(TODAY):
            visit = self._planned()
            moment = visit.propose_moments()[0]
            self.assertEqual(self._local(visit, moment["start"]), at("2026-11-30 14:00:00"))
        self.assertEqual(moment["channel"], "phone")
        self.assertIn("afternoons, not Fridays", moment["reason"])
        self.assertIn("Phone: as those visited like it.", moment["reason"])

    def test_nobody_is_in_two_places(self):
        """Of the calendars of ours only that counts: free or not."""
        with self._at(TODAY):
            visit = self._planned()
            events = self.env["calendar.event"].with_user(self.rep_hangzhou)
            events.create(
                [
                    {
                        "name": "Dentist",
                        "privacy": "private",
                        "start": visit._to_utc(at("2026-11-27 08:00:00")),
                        "stop": visit._to_utc(at("2026-11-27 10:00:00")),
                    },
                    {
                        "name": "Off",
                        "allday": True,
                        "start": "2026-11-30 08:00:00",
                        "stop": "2026-11-30 18:00:00",
                        "start_date": "2026-11-30",
                        "stop_date": "2026-11-30",
                    },
                    {
                        "name": "Maybe",
                        "show_as": "free",
                        "start": visit._to_utc(at("2026-12-01 08:00:00")),
                        "stop": visit._to_utc(at("2026-12-01 18:00:00")),
                    },
                ]
            )
            moments = visit.propose_moments()
            starts = [self._local(visit, moment["start"]) for moment in moments]
            self.assertEqual(
                starts,
                [
                    at("2026-11-27 10:00:00"),
                    at("2026-12-01 09:00:00"),
                    at("2026-12-02 09:00:00"),
                ],
            )
            self.assertNotIn("Dentist", str(moments))

    def test_when_the_customer_receives_visits(self):
        """Where visiting times and seasons of accounts are kept, they count first."""
        if "window_ids" not in self.shop:
            self.skipTest("no visiting times are kept")
        about = {"account_id": self.shop.id}
        self.env["kam.visit.window"].create(
            {**about, "weekday": "2", "hour_from": 9.5, "hour_to": 11}
        )
        self.env["kam.visit.season"].create(
            {**about, "month_from": "12", "month_to": "1", "kind": "busy", "visit_interval": 0}
        )
        with self._at("2026-11-20"):
            visit = self._planned()
            moments = visit.propose_moments()
            starts = [self._local(visit, moment["start"]) for moment in moments]
            # the Wednesdays after it lie in the season
            self.assertEqual(starts, [at("2026-11-25 09:30:00")])
            self.assertIn("Wednesday, 09:30 to 11:00: the customer", moments[0]["reason"])

    def test_its_own_meeting_does_not_stand_in_the_way(self):
        with self._at(TODAY):
            visit = self._planned()
            start = visit._to_utc(at("2026-11-27 09:00:00"))
            visit._reschedule(start, start + timedelta(hours=1), "Earlier")
            self.assertEqual(visit.propose_moments()[0]["start"], start)

    def test_one_is_chosen(self):
        visit = self._planned()
        mine = self.seen_by(self.rep_hangzhou, visit).sudo(False)
        action = mine.action_propose_moments()
        dialog = self.env["kam.visit.proposal"].with_user(self.rep_hangzhou)
        line = dialog.browse(action["res_id"]).line_ids[1]
        start, reason = line.start, line.reason
        line.action_choose()
        self.assertEqual(visit.date_start, start)
        self.assertEqual(visit.moment_reason, reason)
        self.assertEqual(visit.move_ids.mapped("reason"), ["A proposed moment was chosen."])
        self.assertEqual(visit._find_events()[visit].start, start)
        others = self.env["kam.visit.proposal"].with_user(self.rep_shanghai)
        self.assertFalse(others.browse(action["res_id"]).has_access("read"))

    def test_who_proposes_and_when(self):
        visit = self._planned()
        with self.assertRaises(AccessError):
            self.seen_by(self.rep_beijing, visit).sudo(False).propose_moments()
        with self.assertRaises(AccessError):
            self.seen_by(self.rep_beijing, visit).sudo(False).action_propose_moments()
        with self.assertRaises(UserError):
            self.visit_model.propose_moments()
        self.seen_by(self.rep_hangzhou, visit).action_start()
        with self._refused("Visiting"):
            self.seen_by(self.rep_hangzhou, visit).action_propose_moments()
