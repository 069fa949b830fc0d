from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import ConcurrencyError, UserError
from odoo.tests import tagged

from .common import FORM, ApprovalCommon

ZONES = ("Asia/Shanghai", "America/Los_Angeles", "Pacific/Kiritimati")
JOB_LOGGER = "odoo.addons.kam_management.models.deadline.kam_deadline_job"


@contextmanager
def closing_savepoint(cr):
    """Undo what is done inside, as far as the database goes."""
    savepoint = cr.savepoint(flush=True)
    with savepoint:
        yield
        savepoint.rollback()


@tagged("post_install", "-at_install")
class TestKamApprovalDeadline(ApprovalCommon):
    """What is to be decided or corrected has a deadline, as long as it is to be."""

    def _run(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.assertIs(
                self.env.ref("kam_management.ir_cron_kam_deadline").method_direct_trigger(), True
            )
        self.env.invalidate_all()

    def _submitted_at(self, day, **vals):
        with self._at(day):
            return self._submitted(**vals)

    def _mailed(self, user):
        """Return the texts of the digests to a user."""
        mails = self.env["mail.mail"].search([("email_to", "=", user.email_formatted)], order="id")
        return mails.mapped("body_html")

    # ------------------------------------------------------------------
    # steps
    # ------------------------------------------------------------------

    def test_a_step_is_owed_until_it_is_due(self):
        form = self._submitted_at("2026-03-02")
        review, duty = self._pending(form), self._duties(form)
        self.assertRecordValues(
            duty,
            [
                {
                    "slot": str(review.id),
                    "title": form.display_name,
                    "unit_id": self.shanghai.id,
                    "user_ids": self.supervisor_shanghai.ids,
                    "worker_ids": self.supervisor_shanghai.ids,
                    "audience": "people",
                }
            ],
        )
        self.assertEqual((str(duty.date_open), str(duty.date_due)), ("2026-03-02", "2026-03-05"))
        self.assertIn(duty, self._as(self.supervisor_shanghai, duty).search([]))
        with self._at("2026-03-06"):
            self._decide(self.supervisor_shanghai, form)
        self.assertRecordValues(
            duty, [{"state": "late", "days_late": 1, "done_by_id": self.supervisor_shanghai.id}]
        )
        following = self._duties(form)
        self.assertEqual(following.user_ids, self.manager_east)
        self.assertEqual(following.unit_id, self.east)

    def test_a_delegate_works_and_does_not_owe(self):
        form = self._submitted_at("2026-03-02")
        duty = self._duties(form)
        with self._at("2026-03-02"):
            delegation = self.env["kam.approval.delegation"].create(
                {
                    "user_id": self.supervisor_shanghai.id,
                    "delegate_id": self.supervisor_north.id,
                    "date_from": "2026-03-03",
                    "date_to": "2026-03-04",
                }
            )
        for day, workers in (
            ("2026-03-02", self.supervisor_shanghai),
            ("2026-03-04", self.supervisor_shanghai | self.supervisor_north),
            ("2026-03-05", self.supervisor_shanghai),
        ):
            with self.subTest(day=day), self._at(day):
                self._pending(form)._refresh_candidates()
                self._run()
                self.assertEqual(duty.user_ids, self.supervisor_shanghai)
                self.assertEqual(duty.worker_ids, workers)
        with self._at("2026-03-05"):
            delegation.date_to = "2026-03-06"
            self.assertIn(self.supervisor_north, duty.worker_ids)
            self._decide(self.supervisor_north, form)
        self.assertRecordValues(
            duty,
            [
                {
                    "state": "kept",
                    "done_by_id": self.supervisor_north.id,
                    "on_behalf_of_id": self.supervisor_shanghai.id,
                }
            ],
        )

    def test_an_extension_moves_it(self):
        self._route(
            [
                self._step(
                    1, "Area", "area", "supervisor", extension_max_days=7, extension_role="director"
                )
            ]
        )
        form = self._submitted_at("2026-03-02")
        duty = self._duties(form)
        with self._at("2026-03-04"):
            self._as(self.director, self._pending(form)).action_extend(2, "More to find out")
        self.assertEqual(
            (str(duty.date_due), str(duty.date_due_first)), ("2026-03-07", "2026-03-05")
        )
        self.assertRecordValues(
            duty.move_ids, [{"reason": "More to find out", "user_id": self.director.id}]
        )
        with self._at("2026-03-07"):
            self._decide(self.supervisor_shanghai, form)
        self.assertEqual(duty.state, "kept")

    def test_withdrawing_washes_nothing(self):
        for day, state in (("2026-03-05", "cancelled"), ("2026-03-06", "missed")):
            form = self._submitted_at("2026-03-02")
            duty = self._duties(form)
            with self.subTest(day=day), self._at(day):
                self._as(self.rep_shanghai, form).action_withdraw()
                self.assertEqual((duty.state, duty.reason), (state, "round_ended"))

    def test_nobody_stands_in_for_those_who_decide(self):
        form = self._submitted()
        self.position_supervisor_shanghai.unit_id = self.hangzhou
        duty = self._duties(form)
        self.assertFalse(duty.user_ids | duty.worker_ids)

    def test_digest_and_escalation(self):
        form = self._submitted_at("2026-03-02")
        for day, before in (("2026-03-03", 0), ("2026-03-04", 1), ("2026-03-05", 2)):
            with self.subTest(day=day), self._at(day):
                self._run()
                self.assertEqual(len(self._mailed(self.supervisor_shanghai)), before)
        self.assertIn(form.display_name, self._mailed(self.supervisor_shanghai)[0])
        self.assertFalse(self._mailed(self.manager_east))
        candidates = self._pending(form).candidate_ids
        with self._at("2026-03-06"):
            self._run()
        self.assertIn(form.display_name, self._mailed(self.manager_east)[-1])
        self.assertFalse(self._mailed(self.director))
        self.assertEqual(self._pending(form).candidate_ids, candidates)

    # ------------------------------------------------------------------
    # corrections
    # ------------------------------------------------------------------

    def test_what_was_returned_is_owed_until_it_is_submitted_again(self):
        form = self._submitted_at("2026-03-02")
        with self._at("2026-03-03"):
            self._decide(self.supervisor_shanghai, form, "return", "The amount is missing")
        duty = self._duties(form, "correction")
        self.assertEqual((duty.user_ids, duty.unit_id), (self.rep_shanghai, self.shanghai))
        self.assertEqual(str(duty.date_due), "2026-03-10")
        with self._at("2026-03-11"):
            self._as(self.rep_shanghai, form).action_submit()
        self.assertEqual((duty.state, duty.days_late), ("late", 1))

    def test_correction_within_the_total_limit(self):
        self._route(total_days=5, correction_days=9)
        form = self._submitted_at("2026-03-02")
        with self._at("2026-03-03"):
            self._decide(self.supervisor_shanghai, form, "return", "The amount is missing")
        self.assertEqual(str(self._duties(form, "correction").date_due), "2026-03-07")

    def test_what_is_given_up_is_not_owed(self):
        form = self._submitted()
        self._decide(self.supervisor_shanghai, form, "return", "The amount is missing")
        duty = self._duties(form, "correction")
        self._as(self.rep_shanghai, form).action_give_up()
        self.assertEqual((duty.state, duty.reason), ("cancelled", "form_cancelled"))

    def test_withdrawing_asks_for_no_correction(self):
        form = self._submitted()
        self._as(self.rep_shanghai, form).action_withdraw()
        self.assertFalse(self._duties(form, "correction"))

    def test_a_correction_goes_to_whoever_is_put_in_charge(self):
        form = self._submitted(in_charge_id=self.rep_shanghai.id)
        self._decide(self.supervisor_shanghai, form, "return", "The amount is missing")
        form._hand_over(self.rep_shanghai, self.rep_hangzhou)
        self.assertEqual(self._duties(form, "correction").user_ids, self.rep_hangzhou)

    def test_a_correction_of_who_left(self):
        form = self._submitted()
        self._decide(self.supervisor_shanghai, form, "return", "The amount is missing")
        self.rep_shanghai.active = False
        self.assertEqual(self._duties(form, "correction").user_ids, self.supervisor_shanghai)

    def test_the_page_of_decisions_shows_what_is_open(self):
        form = self._submitted()
        shown = self._as(self.supervisor_shanghai, form).web_read(
            {"open_deadline_ids": {"fields": {"kind_id": {}, "date_due": {}, "days_left": {}}}}
        )
        self.assertEqual(len(shown[0]["open_deadline_ids"]), 1)
        # whoever may not read the duty sees the form as ever
        shown = self._as(self.rep_shanghai, form).web_read({"open_deadline_ids": {"fields": {}}})
        self.assertFalse(shown[0]["open_deadline_ids"])

    # ------------------------------------------------------------------
    # the total limit
    # ------------------------------------------------------------------

    def test_at_the_total_limit(self):
        for option, state in (("escalate", "in_review"), ("cancel", "cancelled")):
            self._route(total_days=4, on_total_limit=option)
            form = self._submitted_at("2026-03-02")
            with self._at("2026-03-05"):
                self._decide(self.supervisor_shanghai, form)
                self.assertEqual(str(self._pending(form).date_due), "2026-03-06")
            with self._at("2026-03-06", "23:59:00"):
                self._run()
                self.assertEqual(form.approval_state, "in_review")
            with self.subTest(option=option), self._at("2026-03-07", "00:00:00"):
                self._run()
                self.assertEqual(form.approval_state, state)
                if state == "cancelled":
                    self.assertIn("03/06/2026", form.cancel_reason)
                    self.assertFalse(self._duties(form))
                    self.assertFalse(self._pending(form))
                else:
                    # still decidable
                    self._decide(self.manager_east, form)

    def _run_with(self, error, form, times):
        """Run the job while what follows for a form fails a number of times."""
        forms = self.registry[FORM]
        original = forms._on_deadline_passed
        failures = []

        def pass_by(record, deadline):
            if record.id == form.id and len(failures) < times:
                failures.append(record)
                raise error
            return original(record, deadline)

        with (
            self._at("2026-03-06"),
            patch.object(forms, "_on_deadline_passed", pass_by),
            patch("odoo.service.model.random.uniform", return_value=0.0),
        ):
            self._run()

    def test_one_that_fails_does_not_stop_the_others(self):
        bad, good = self._submitted_at("2026-03-02"), self._submitted_at("2026-03-02")
        with self.assertLogs(JOB_LOGGER, "WARNING") as logs:
            self._run_with(UserError("No paper"), bad, 9)
        self.assertIn("No paper", logs.output[0])
        self.assertEqual(self._duties(bad).failure, "No paper")
        self.assertFalse(self._duties(bad).date_passed)
        self.assertTrue(self._duties(good).date_passed)

    def test_what_runs_into_somebody_else_is_repeated(self):
        first, second = self._submitted_at("2026-03-02"), self._submitted_at("2026-03-02")
        self._run_with(ConcurrencyError("Somebody decides"), first, 2)
        for form in (first, second):
            self.assertTrue(self._duties(form).date_passed)

    def test_decided_meanwhile(self):
        form = self._submitted_at("2026-03-02")
        duty = self._duties(form)
        with self._at("2026-03-20"):
            self._decide(self.supervisor_shanghai, form)
            (duty | self._duties(form))._pass(self.company._kam_today())
            self.assertFalse(duty.date_passed)

    # ------------------------------------------------------------------
    # days end at midnight of the company, for everybody
    # ------------------------------------------------------------------

    def test_midnight_of_the_company(self):
        for zone in ZONES:
            self.company.resource_calendar_id.tz = zone
            with self._at("2026-03-02", "12:00:00", zone):
                form = self._submitted()
            review = self._pending(form)
            self.assertEqual(str(review.date_due), "2026-03-05")
            for user_zone in ZONES:
                self.supervisor_shanghai.tz = user_zone
                with self.subTest(zone=zone, user=user_zone):
                    for day, clock, late in (
                        ("2026-03-05", "23:59:59", 0),
                        ("2026-03-06", "00:00:00", 1),
                    ):
                        with self._at(day, clock, zone), closing_savepoint(self.cr):
                            self.assertEqual(
                                self._as(self.supervisor_shanghai, review).days_late, late
                            )
                            self._decide(self.supervisor_shanghai, form)
                            self.assertEqual(review.days_late, late)

    def test_midnight_for_the_job(self):
        for zone in ZONES:
            self.company.resource_calendar_id.tz = zone
            with self._at("2026-03-02", "12:00:00", zone):
                form = self._submitted()
            duty = self._duties(form)
            with self.subTest(zone=zone):
                with self._at("2026-03-05", "23:59:59", zone):
                    self._run()
                    self.assertFalse(duty.date_told)
                with self._at("2026-03-06", "00:00:00", zone):
                    self._run()
                    self.assertEqual(str(duty.date_told), "2026-03-06")

    def test_received_in_the_last_and_the_first_minute(self):
        for zone in ZONES:
            self.company.resource_calendar_id.tz = zone
            for clock, day, due in (
                ("23:59:59", "2026-03-02", "2026-03-05"),
                ("00:00:00", "2026-03-03", "2026-03-06"),
            ):
                with self.subTest(zone=zone, clock=clock), self._at(day, clock, zone):
                    self.assertEqual(str(self._pending(self._submitted()).date_due), due)
