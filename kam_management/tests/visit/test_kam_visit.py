from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ...rules import ranking
from .common import REPORT, VisitCommon


@tagged("post_install", "-at_install")
class TestKamVisit(VisitCommon):
    def test_a_regular_visit_needs_nobodys_approval(self):
        visit = self._planned()
        self.assertFalse(visit._needs_approval())
        with self.assertRaises(UserError):
            self.submit(visit, self.rep_hangzhou)
        report = self._made(visit, main_points="Prices")
        self.assertEqual(visit.state, "done")
        self.assertEqual(report.main_points, "Prices")
        self.seen_by(self.rep_hangzhou, report).write(REPORT)
        self.seen_by(self.rep_hangzhou, report).action_complete()
        self.assertEqual(report.approval_state, "approved")
        with self.assertRaises(UserError):
            self.seen_by(self.rep_hangzhou, visit).action_close()
        self.seen_by(self.rep_hangzhou, visit).no_finding_reason = "A short call"
        self.seen_by(self.rep_hangzhou, visit).action_close()
        self.assertEqual((visit.state, visit.approval_state), ("closed", "approved"))

    def test_a_visit_is_planned_for_now_or_later(self):
        for start, refused in (
            (self._ago(days=1), "Visit Until.*Contact Records"),
            (self._soon(days=400), "Visit From.*366 days ahead"),
        ):
            with self.subTest(start=start), self._refused(refused, ValidationError):
                self._planned(date_start=start)
        # who is there already plans it for now
        self.assertEqual(self._planned(date_start=self._ago(minutes=20)).state, "planned")

    def test_a_target_visit_goes_all_its_way(self):
        visit = self._target()
        self.assertTrue(visit.is_target)
        self.assertTrue(visit._needs_approval())
        leader = self.seen_by(self.supervisor_north, visit)
        with self.assertRaises(UserError):
            leader.action_start()
        self.submit(visit, self.supervisor_north)
        self.approve(visit, self.director)
        leader.write({"appointment_channel": "phone", "appointment_stakeholder_id": self.chief.id})
        leader.action_confirm()
        self.assertEqual(visit.state, "confirmed")
        report = self._made(visit)
        self.seen_by(self.supervisor_north, report).write(REPORT)
        leader.no_finding_reason = "All was known"
        self.submit(report, self.supervisor_north)
        self.approve(report, self.director)
        self.assertEqual(visit.state, "closed")
        entry = report.archive_entry_ids
        self.assertEqual(len(entry), 1)
        self.assertIn(visit.number, str(entry.documents))

    def test_a_target_visit_is_led_by_rank_and_discussed_before(self):
        visit = self._target(leader_id=self.rep_beijing.id, participant_ids=[])
        missing = visit._get_missing()
        self.assertTrue(any("no supervisor" in text for text in missing), missing)
        visit = self._target(date_discussion=False)
        self.assertTrue(any("Discussed" in text for text in visit._get_missing()))
        visit = self._target(date_discussion=self._soon(days=2))
        self.assertTrue(any("after the visit" in text for text in visit._get_missing()))

    def test_what_locks_the_plan_is_said(self):
        visit = self._target()
        leader = self.seen_by(self.supervisor_north, visit)
        self.submit(visit, self.supervisor_north)
        with self._refused("Visit Goal.* cannot be changed: the form is .* Withdraw it"):
            leader.goal = "Another"
        self.approve(visit, self.director)
        leader.action_start()
        with self._refused("Visit Goal.* cannot be changed: the visit is “Visiting”"):
            leader.goal = "Another"
        with self._refused("Visit Channel.* cannot be changed: the visit is “Visiting”"):
            leader.channel = "phone"
        leader.no_finding_reason = "All was known"

    def test_managers_and_above_are_those_by_rank(self):
        self.assertEqual(
            self.env["kam.position"]._managing_roles(),
            {role for role, rank in ranking.RANKS.items() if rank >= ranking.RANKS["manager"]},
        )

    def test_only_a_manager_waives_it(self):
        visit = self._target(leader_id=self.rep_beijing.id, participant_ids=[])
        with self.assertRaises(AccessError):
            self.seen_by(self.supervisor_north, visit).action_waive("In a hurry")
        with self.assertRaises(UserError):
            self.seen_by(self.director, visit).action_waive(" ")
        self.seen_by(self.director, visit).action_waive("The owner asked for her")
        self.assertFalse(visit._get_missing())

    def test_stamps_are_nobodys_to_write(self):
        visit = self._planned()
        for name in ("date_started", "date_ended", "state", "minutes_late", "date_start"):
            with self.subTest(name), self.assertRaises(UserError):
                self.seen_by(self.rep_hangzhou, visit).write({name: self._ago(days=1)})
        with self.assertRaises(AccessError):
            self.seen_by(self.rep_shanghai, visit).action_start()

    def test_who_does_not_see_the_account_takes_no_part(self):
        with self.assertRaises(ValidationError):
            self._planned(participant_ids=self.rep_beijing.ids)

    def test_duties_follow_the_visit(self):
        visit = self._target()
        duty = self._duties(visit, "visit")
        self.assertEqual(duty.user_ids, self.supervisor_north | self.rep_beijing)
        seen = self.seen_by(self.rep_beijing, visit)
        start = visit.date_start + timedelta(days=3)
        seen.action_reschedule(start, reason="The chief is away")
        self.assertEqual(visit.date_start, start)
        self.assertEqual(duty.date_due, self.company._kam_day_of(visit.date_stop))
        self.assertEqual(visit.move_ids.mapped("reason"), ["The chief is away"])
        seen.action_cancel("They close down")
        self.assertEqual((visit.state, visit.approval_state), ("cancelled", "cancelled"))
        self.assertEqual(duty.state, "cancelled")

    def test_a_done_contact_by_phone_keeps_the_follow_up(self):
        visit = self._target()
        self.submit(visit, self.supervisor_north)
        self.approve(visit, self.director)
        self._made(visit, self.supervisor_north)
        duty = self._duties(visit, "visit_follow_up")
        self.assertEqual(
            duty.date_due, self.company._kam_day_of(visit.date_ended) + timedelta(days=7)
        )
        self.assertEqual(self._duties(visit, "visit").state, "kept")
        self.assertEqual(self._duties(visit, "visit_report").state, "open")

    def test_notes_survive_and_are_sent_twice(self):
        visit = self._planned()
        seen = self.seen_by(self.rep_hangzhou, visit)
        seen.action_start()
        seen.save_site_notes({"main_points": "Half a sentence"}, "phone")
        with self.assertRaises(UserError):
            seen.action_end({}, "phone")
        seen.action_end({"attitude": "cold"}, "phone")
        seen.action_end({"attitude": "cold"}, "phone")
        self.assertEqual(len(visit.report_ids), 1)
        self.assertEqual(visit.report_ids.main_points, "Half a sentence")
        with self.assertRaises(UserError):
            seen.action_end({"attitude": "cold"}, "other")
        contact = self.shop.contact_ids.filtered(lambda c: c.res_model == "kam.visit")
        self.assertEqual((contact.attitude, contact.development_method), ("cold", "visit"))

    def test_a_gift_split_over_two_visits_stays_within_the_ceiling(self):
        self.company.kam_receiver_ceiling = 500
        line = {
            "kind_id": self.gift.id,
            "stakeholder_id": self.boss.id,
            "amount": 300,
            "purpose": "Anniversary",
        }
        self._planned(budget_ids=[(0, 0, line)])
        with self.assertRaises(ValidationError):
            self._planned(budget_ids=[(0, 0, line)])

    def test_a_report_is_neither_given_up_nor_rejected(self):
        visit = self._target()
        self.submit(visit, self.supervisor_north)
        self.approve(visit, self.director)
        report = self._made(visit, self.supervisor_north)
        leader = self.seen_by(self.supervisor_north, report)
        with self.assertRaises(UserError):
            leader.action_give_up()
        leader.write(REPORT)
        self.submit(report, self.supervisor_north)
        self.assertEqual(self._duties(visit, "visit_report").state, "kept")
        with self.assertRaises(UserError):
            self.reject(report, self.director)
        self.seen_by(self.supervisor_north, report).action_withdraw()
        duties = self._duties(visit, "visit_report")
        self.assertEqual(sorted(duties.mapped("state")), ["kept", "open"])

    def test_what_is_closed_stays(self):
        visit = self._planned()
        report = self._made(visit)
        self.seen_by(self.rep_hangzhou, report).write(REPORT)
        seen = self.seen_by(self.rep_hangzhou, visit)
        seen.no_finding_reason = "A short call"
        self.seen_by(self.rep_hangzhou, report).action_complete()
        self.assertEqual(visit.state, "closed")
        for change in (
            lambda: seen.write({"no_finding_reason": "Another one"}),
            lambda: seen.item_ids[:1].write({"name": "Another one"}),
            seen.item_ids[:1].unlink,
            lambda: seen.item_ids.create({"visit_id": visit.id, "kind": "gift", "name": "New"}),
        ):
            with self.assertRaises(UserError):
                change()

    def test_a_follow_up_follows_a_visit(self):
        visit = self._target(purpose="follow_up", participant_ids=[])
        with self.assertRaisesRegex(UserError, "follows no visit"):
            self.seen_by(self.supervisor_north, visit).action_start()

    def test_years_are_those_of_a_calendar(self):
        visit = self._planned()
        for start in ("0001-01-01 00:00:00", "9999-12-31 23:59:59"):
            with self.subTest(start), self.assertRaises(ValidationError):
                self.seen_by(self.rep_hangzhou, visit).action_reschedule(start, reason="Later")

    def test_whom_the_plan_names_is_approved(self):
        visit = self._target()
        self.submit(visit, self.supervisor_north)
        with self.assertRaises(UserError):
            self.seen_by(self.rep_beijing, visit).stakeholder_ids = False
