import base64
from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import REPORT, VisitCommon


@tagged("post_install", "-at_install")
class TestKamVisitSite(VisitCommon):
    """What one has in the hand at the customer."""

    def _file(self, user, record, name="photo.png"):
        """Let somebody add a file, as the upload of the web client does."""
        files = self.env["ir.attachment"].with_user(user)
        return files.create(
            {
                "name": name,
                "datas": base64.b64encode(name.encode()),
                "res_model": record._name,
                "res_id": record.id,
            }
        )

    def _later(self, file, visit):
        """Let a file be added after a visit began: in a test all is one moment."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_attachment SET create_date = %s WHERE id = %s",
            [visit.date_started + timedelta(minutes=1), file.id],
        )
        self.env.invalidate_all()

    def _approved_target(self):
        visit = self._target()
        self.submit(visit, self.supervisor_north)
        self.approve(visit, self.director)
        return visit

    # ------------------------------------------------------------------
    # the page
    # ------------------------------------------------------------------

    def test_the_page_begins_with_the_appointment(self):
        visit = self._planned(place="Gate 2")
        site = self.seen_by(self.rep_hangzhou, visit).get_site()
        self.assertEqual(site["customer"], "Shop")
        self.assertTrue(site["is_mine"])
        self.assertFalse(site["start"])
        self.assertEqual(
            [fact["name"] for fact in site["facts"]],
            ["date_start", "place", "channel", "stakeholder_ids", "goal"],
        )
        self.assertLessEqual(len(site["fields"]), 8)
        self.assertEqual(
            [field["name"] for field in site["fields"] if field["options"]], ["attitude"]
        )

    def test_thoughts_are_called_as_the_scheme_does_of_target_accounts_only(self):
        target = self._approved_target()
        for visit, label in (
            (self._planned(), "Customer's Thoughts"),
            (target, "Target Customer's Thoughts"),
        ):
            with self.subTest(label):
                site = self.seen_by(visit.leader_id, visit).get_site()
                labels = {field["name"]: field["label"] for field in site["fields"]}
                self.assertEqual(labels["customer_thoughts"], label)
                report = self._made(visit)
                self.assertIn(f"“{label}” is empty.", report._get_missing())

    def test_the_page_shows_stamps_and_what_was_noted(self):
        visit = self._planned()
        seen = self.seen_by(self.rep_hangzhou, visit)
        seen.action_start()
        seen.save_site_notes({"main_points": "Prices"}, "phone")
        site = seen.get_site()
        self.assertEqual(site["start"]["note"], "on time")
        self.assertEqual(site["values"]["main_points"], "Prices")
        self.assertEqual(site["files_of"], {"model": "kam.visit", "id": visit.id})
        seen.action_end({"attitude": "warm"}, "phone")
        site = seen.get_site()
        self.assertEqual(site["report"], {"id": visit.report_ids.id, "is_draft": True})
        self.assertEqual(site["files_of"]["model"], "kam.visit.report")
        self.assertEqual(site["values"]["attitude"], "warm")

    def test_who_is_late_is_told(self):
        visit = self._planned(date_start=self._ago(minutes=20), leeway="fixed")
        seen = self.seen_by(self.rep_hangzhou, visit)
        seen.action_start()
        start = seen.get_site()["start"]
        self.assertEqual((start["note"], start["is_late"]), ("20 minutes late", True))
        # where a day of the week was agreed, no minute was
        visit = self._planned(date_start=self._ago(minutes=20), leeway="day")
        self.seen_by(self.rep_hangzhou, visit).action_start()
        self.assertEqual(visit.minutes_late, 0)

    def test_who_takes_no_part_looks_on(self):
        visit = self._planned()
        self.assertFalse(self.seen_by(self.rep_shanghai, visit).get_site()["is_mine"])
        with self.assertRaises(AccessError):
            self.seen_by(self.rep_beijing, visit).get_site()
        with self.assertRaises(AccessError):
            self.seen_by(self.rep_beijing, visit).action_open_site()
        action = self.seen_by(self.rep_hangzhou, visit).action_open_site()
        self.assertEqual(
            (action["tag"], action["context"]["active_id"]), ("kam_visit_site", visit.id)
        )

    # ------------------------------------------------------------------
    # without a connection
    # ------------------------------------------------------------------

    def test_the_stamp_is_the_servers_whatever_a_device_says(self):
        visit = self._planned(date_start=self._ago(minutes=30), leeway="fixed")
        seen = self.seen_by(self.rep_hangzhou, visit)
        claimed = self._ago(minutes=28).replace(microsecond=0)
        seen.action_start(str(claimed))
        self.assertEqual(visit.date_started_device, claimed)
        self.assertGreater(visit.date_started, self._ago(minutes=1))
        self.assertEqual(visit.minutes_late, 30)
        self.assertIn("by the device", seen.get_site()["start"]["device"])
        seen.action_end({"attitude": "warm"}, "phone", self._ago(minutes=2))
        self.assertTrue(visit.date_ended_device)
        self.assertGreater(visit.date_ended, self._ago(minutes=1))
        # what is stamped later says nothing of how long it took
        contact = self.shop.contact_ids.filtered(lambda line: line.res_model == "kam.visit")
        self.assertEqual(contact.minutes, 0)

    def test_a_clock_that_runs_ahead_says_nothing(self):
        visit = self._planned()
        seen = self.seen_by(self.rep_hangzhou, visit)
        for claimed in ("yesterday", 7, ["2026-01-01"], {"a": 1}):
            with self.subTest(claimed=claimed), self.assertRaises(ValidationError):
                seen.action_start(claimed)
        seen.action_start(self._soon(hours=2))
        self.assertFalse(visit.date_started_device)
        for name in ("date_started_device", "date_ended_device"):
            with self.subTest(name), self.assertRaises(UserError):
                seen.write({name: self._ago(hours=1)})

    def test_nobody_begins_for_others_from_a_device(self):
        visit = self._planned()
        with self.assertRaises(AccessError):
            self.seen_by(self.rep_shanghai, visit).action_start(self._ago(minutes=5))

    def test_notes_of_a_second_device_reach_the_report(self):
        visit = self._planned(participant_ids=self.rep_shanghai.ids)
        report = self._made(visit, main_points="Prices")
        other = self.seen_by(self.rep_shanghai, visit)
        notes = {"main_points": "Delivery", "promises": "A sample", "attitude": "cold"}
        other.save_site_notes(notes, "tablet")
        other.save_site_notes(notes, "tablet")
        self.assertEqual(report.main_points, "Prices\nDelivery")
        self.assertEqual(report.promises, "A sample")
        self.assertEqual(report.attitude, "warm")
        self.seen_by(self.rep_hangzhou, report).write(REPORT)
        self.seen_by(self.rep_hangzhou, report).action_complete()
        with self.assertRaises(UserError):
            other.save_site_notes({"promises": "Two samples"}, "tablet")
        self.assertEqual(report.promises, "A sample")

    # ------------------------------------------------------------------
    # photos
    # ------------------------------------------------------------------

    def test_a_wrong_photo_is_removed_before_and_refused_after_submission(self):
        visit = self._approved_target()
        plan = self._file(self.supervisor_north, visit, "plan.pdf")
        report = self._made(visit, self.supervisor_north)
        wrong, right, early = (
            self._file(self.supervisor_north, record, name)
            for record, name in ((report, "wrong.png"), (report, "right.png"), (visit, "early.png"))
        )
        self._later(early, visit)
        site = self.seen_by(self.supervisor_north, visit).get_site()
        self.assertEqual(
            {file["name"] for file in site["files"]}, {"wrong.png", "right.png", "early.png"}
        )
        self.seen_by(self.supervisor_north, wrong).unlink()
        self.seen_by(self.supervisor_north, report).write(REPORT)
        self.submit(report, self.supervisor_north)
        for file in (right, early, plan):
            with self.subTest(file=file.name), self.assertRaises(UserError):
                self.seen_by(self.supervisor_north, file).unlink()
            with self.subTest(file=file.name), self.assertRaises(UserError):
                self.seen_by(self.supervisor_north, file).name = "other.png"

    def test_a_photo_taken_on_the_visit_is_no_document_of_its_plan(self):
        visit = self._approved_target()
        plan = self._file(self.supervisor_north, visit, "plan.pdf")
        self.seen_by(self.supervisor_north, visit).action_start()
        photo = self._file(self.supervisor_north, visit)
        self._later(photo, visit)
        with self.assertRaises(UserError):
            self.seen_by(self.supervisor_north, plan).unlink()
        self.seen_by(self.supervisor_north, photo).unlink()
        self.assertFalse(photo.exists())

    # ------------------------------------------------------------------
    # a few words
    # ------------------------------------------------------------------

    def test_a_call_is_told_in_a_few_words(self):
        for purpose, channel in (("follow_up", "phone"), ("regular", "phone")):
            with self.subTest(purpose=purpose):
                visit = self._planned(purpose=purpose, channel=channel)
                report = self._made(visit)
                seen = self.seen_by(self.rep_hangzhou, report)
                with self.assertRaisesRegex(UserError, "Main Points"):
                    seen.action_complete()
                seen.main_points = "All well"
                seen.action_complete()
                self.assertEqual(report.approval_state, "approved")

    def test_what_is_read_or_was_a_visit_is_told_in_full(self):
        self.type_of["follow_up"].is_read = True
        for vals in ({"purpose": "follow_up", "channel": "phone"}, {"purpose": "regular"}):
            with self.subTest(vals=vals):
                report = self._made(self._planned(**vals), main_points="All well")
                seen = self.seen_by(self.rep_hangzhou, report)
                self.assertTrue(any("Lessons" in text for text in seen._get_missing()))
