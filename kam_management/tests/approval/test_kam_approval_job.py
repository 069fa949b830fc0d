from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import ConcurrencyError, UserError
from odoo.tests import tagged

from .common import ApprovalCommon

ZONES = ("Asia/Shanghai", "America/Los_Angeles", "Pacific/Kiritimati")


@contextmanager
def closing_savepoint(cr):
    """Undo what is done inside, as far as the database goes."""
    savepoint = cr.savepoint(flush=True)
    with savepoint:
        yield
        savepoint.rollback()


@tagged("post_install", "-at_install")
class TestKamApprovalJob(ApprovalCommon):
    def _run(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.assertIs(
                self.env.ref("kam_management.ir_cron_kam_approval").method_direct_trigger(), True
            )
        self.env.invalidate_all()

    def _notices(self, form):
        return self.env["mail.message"].search(
            [
                ("model", "=", form._name),
                ("res_id", "=", form.id),
                ("message_type", "=", "user_notification"),
                ("subject", "like", f"{form.display_name}:"),
            ]
        )

    def _told_by(self, work, form):
        """Return who is told by some work on a form."""
        before = self._notices(form)
        work()
        return (self._notices(form) - before).notified_partner_ids.user_ids

    def _submitted_at(self, day, **vals):
        with self._at(day):
            return self._submitted(**vals)

    def test_reminder_one_day_before(self):
        form = self._submitted_at("2026-03-02")
        for day, told in (
            ("2026-03-03", self.env["res.users"]),
            ("2026-03-04", self.supervisor_shanghai),
            ("2026-03-04", self.env["res.users"]),
            ("2026-03-05", self.env["res.users"]),
        ):
            with self.subTest(day=day), self._at(day):
                self.assertEqual(self._told_by(self._run, form), told)
        self.assertIn("Due on", self._notices(form)[:1].subject)

    def test_delegates_are_reminded(self):
        form = self._submitted_at("2026-03-02")
        self.env["kam.approval.delegation"].create(
            {
                "user_id": self.supervisor_shanghai.id,
                "delegate_id": self.supervisor_north.id,
                "date_from": "2026-03-04",
                "date_to": "2026-03-04",
            }
        )
        with self._at("2026-03-04"):
            self.assertEqual(
                self._told_by(self._run, form), self.supervisor_shanghai | self.supervisor_north
            )

    def test_reminded_again_before_the_extended_day(self):
        self._route(
            [
                self._step(
                    1,
                    "Area",
                    "area",
                    "supervisor",
                    extension_max_days=7,
                    extension_role="director",
                )
            ]
        )
        form = self._submitted_at("2026-03-02")
        with self._at("2026-03-04"):
            self._run()
            self._as(self.director, self._pending(form)).action_extend(0, "More to find out")
        with self._at("2026-03-05"):
            self.assertFalse(self._told_by(self._run, form))
        with self._at("2026-03-08"):
            self.assertEqual(self._told_by(self._run, form), self.supervisor_shanghai)

    def test_escalation_day_by_day(self):
        general = self._user("general")
        self._position(general, self.centre, "general_manager")
        self._position(self._user("second"), self.shanghai, "supervisor")
        form = self._submitted_at("2026-03-02", user=self.rep_shanghai)
        candidates = self._pending(form).candidate_ids
        with self._at("2026-03-05"):
            self._run()
        for day, told in (
            # the area has no superior but the candidates themselves
            ("2026-03-06", self.manager_east),
            ("2026-03-07", self.director),
            ("2026-03-08", general),
            ("2026-03-09", general),
        ):
            with self.subTest(day=day), self._at(day):
                self.assertEqual(self._told_by(self._run, form), told)
                # once a day, and nobody may decide by it
                self.assertFalse(self._told_by(self._run, form))
                self.assertEqual(self._pending(form).candidate_ids, candidates)
        self.assertIn("Late since", self._notices(form)[:1].subject)

    def test_escalation_begins_at_the_unit_of_the_reviewer(self):
        self._route([self._step(1, "Region", "region", "manager")])
        second = self._user("second")
        self._position(second, self.east, "supervisor")
        form = self._submitted_at("2026-03-02")
        for day, told in (
            ("2026-03-06", second | self.manager_east),
            ("2026-03-07", self.director),
        ):
            with self.subTest(day=day), self._at(day):
                self.assertEqual(self._told_by(self._run, form), told)

    def test_the_job_runs_late_and_often(self):
        form = self._submitted_at("2026-03-02")
        with self._at("2026-03-20"):
            self.assertEqual(self._told_by(self._run, form), self.manager_east)
            self.assertEqual(self._pending(form).escalation_level, 1)

    def test_each_is_told_in_their_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.supervisor_shanghai.lang = "zh_CN"
        form = self._submitted_at("2026-03-02")
        step = form.review_ids.sorted("sequence")[0]
        langs = []
        step._tell(
            self.supervisor_shanghai | self.director,
            lambda review: langs.append(review.env.context["lang"]) or "text",
        )
        self.assertEqual(set(langs), {"zh_CN", self.director.lang})

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
                    self.assertIn("2026-03-06", form.cancel_reason)
                    self.assertFalse(self._activities(form))
                    self.assertFalse(self._pending(form))
                else:
                    # still decidable
                    self._decide(self.manager_east, form)

    def _run_with(self, error, form, times):
        """Run the job while reminding of a form fails a number of times."""
        reviews = self.registry["kam.approval.review"]
        original = reviews._remind
        failures = []

        def remind(review, today):
            if review.res_id == form.id and len(failures) < times:
                failures.append(review)
                raise error
            return original(review, today)

        with (
            self._at("2026-03-04"),
            patch.object(reviews, "_remind", remind),
            patch("odoo.service.model.random.uniform", return_value=0.0),
        ):
            self._run()
        self.assertEqual(len(failures), times)

    def test_one_that_fails_does_not_stop_the_others(self):
        bad, good = self._submitted_at("2026-03-02"), self._submitted_at("2026-03-02")
        logger = "odoo.addons.kam_management.models.approval.kam_approval_review_job"
        with self.assertLogs(logger, "WARNING") as logs:
            self._run_with(UserError("No paper"), bad, 1)
        self.assertIn("No paper", logs.output[0])
        self.assertFalse(self._pending(bad).date_reminded)
        self.assertTrue(self._pending(good).date_reminded)

    def test_what_runs_into_somebody_else_is_repeated(self):
        first, second = self._submitted_at("2026-03-02"), self._submitted_at("2026-03-02")
        self._run_with(ConcurrencyError("Somebody decides"), first, 2)
        for form in (first, second):
            self.assertTrue(self._pending(form).date_reminded)

    def test_decided_meanwhile(self):
        form = self._submitted_at("2026-03-02")
        review = self._pending(form)
        with self._at("2026-03-20"):
            self._decide(self.supervisor_shanghai, form)
            self.assertFalse(self._told_by(review._watch, form))
            self.assertFalse(review.date_escalated)

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
            with self.subTest(zone=zone):
                with self._at("2026-03-05", "23:59:59", zone):
                    self._run()
                    self.assertFalse(self._pending(form).date_escalated)
                with self._at("2026-03-06", "00:00:00", zone):
                    self._run()
                    self.assertEqual(str(self._pending(form).date_escalated), "2026-03-06")

    def test_received_in_the_last_and_the_first_minute(self):
        for zone in ZONES:
            self.company.resource_calendar_id.tz = zone
            for clock, day, due in (
                ("23:59:59", "2026-03-02", "2026-03-05"),
                ("00:00:00", "2026-03-03", "2026-03-06"),
            ):
                with self.subTest(zone=zone, clock=clock), self._at(day, clock, zone):
                    self.assertEqual(str(self._pending(self._submitted()).date_due), due)
