from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import html2plaintext, mute_logger

from .common import DOCUMENT, KamDeadlineCommon

JOB_LOGGER = "odoo.addons.kam_management.models.deadline.kam_deadline_job"
DIGEST_LOGGER = "odoo.addons.kam_management.models.deadline.kam_deadline_digest"


@tagged("post_install", "-at_install")
class TestKamDeadlineJob(KamDeadlineCommon):
    def mails_to(self, user):
        return self.env["mail.mail"].search([("email_to", "=", user.email_formatted)]).sorted("id")

    # ------------------------------------------------------------------
    # escalation
    # ------------------------------------------------------------------

    def test_levels_follow_the_days_late(self):
        duty = self.open(days=0)
        ladder = [self.supervisor_shanghai, self.manager_east, self.director]
        told = self.env["res.users"]
        for day, users in enumerate(ladder, start=1):
            told |= users
            with self.at(day):
                self.run_job()
            with self.subTest(day=day):
                self.assertEqual(duty.told_ids, told)
                self.assertEqual(duty.level, day)

    def test_nobody_is_told_on_the_last_day(self):
        duty = self.open(days=0)
        with self.at(0, hour=23):
            self.run_job()
        self.assertFalse(duty.told_ids)

    def test_days_without_job_end_in_one_notice_a_person(self):
        self.open(days=0)
        with self.at(10):
            self.run_job()
            self.run_job()
        for user in (self.supervisor_shanghai, self.manager_east, self.director):
            with self.subTest(user=user.login):
                mail = self.mails_to(user)
                self.assertEqual(len(mail), 1)
                self.assertIn("Paper", mail.body_html)
                self.assertIn(self.rep_shanghai.name, mail.body_html)

    def test_being_told_gives_no_right_to_act(self):
        duty = self.open(days=0)
        with self.at(1):
            self.run_job()
            self.assertIn(duty, self.duties.with_user(self.supervisor_shanghai).search([]))
            self.assertFalse(duty.with_user(self.supervisor_shanghai).is_mine)

    # ------------------------------------------------------------------
    # digest
    # ------------------------------------------------------------------

    def test_one_digest_a_day_after_seven_in_the_company(self):
        self.open(days=0)
        with self.at(0, hour=6):
            self.run_job()
        self.assertFalse(self.mails_to(self.rep_shanghai))
        with self.at(0, hour=7):
            self.run_job()
            self.run_job()
        mail = self.mails_to(self.rep_shanghai)
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.subject, "Key accounts: 0 late, 1 due today")
        self.assertIn("Paper", mail.body_html)
        with self.at(1, hour=8):
            self.run_job()
        self.assertEqual(len(self.mails_to(self.rep_shanghai)), 2)

    def test_what_is_far_away_is_not_written_of(self):
        self.open(days=5)
        with self.at(0):
            self.run_job()
        self.assertFalse(self.mails_to(self.rep_shanghai))
        with self.at(4):
            self.run_job()
        self.assertIn("Coming", self.mails_to(self.rep_shanghai).body_html)

    def test_reminders_are_noted(self):
        """On the duty itself: when those who owe it last had it in their mail."""
        duty = self.open(days=5)
        with self.at(0):
            self.run_job()
        self.assertFalse(duty.date_reminded)
        with self.at(4):
            self.run_job()
        self.assertEqual(duty.date_reminded, self.day(4))

    def test_digests_speak_the_language_of_their_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.rep_shanghai.lang = "zh_CN"
        self.kinds[0].with_context(lang="zh_CN").name = "询问"
        self.open(days=0)
        with self.at(0):
            self.run_job()
        self.assertIn("询问", self.mails_to(self.rep_shanghai).body_html)

    def test_what_a_digest_looks_like(self):
        """Late, today and coming, each line leads to its duty, the button to all of them."""
        for title, days in (("Coming paper", 1), ("Today paper", 0), ("Late paper", -1)):
            self.open(days=days, title=title, document=self.env[DOCUMENT].create({}))
        self.rep_shanghai.notification_type = "email"
        with self.at(0):
            self.run_job()
        mail = self.mails_to(self.rep_shanghai)
        text = html2plaintext(mail.body_html)
        order = [
            "Late (1)",
            "Late paper",
            "Due today (1)",
            "Today paper",
            "Coming (1)",
            "Coming paper",
            "Open all that waits for me",
        ]
        places = [text.find(part) for part in order]
        self.assertNotIn(-1, places, text)
        self.assertEqual(places, sorted(places), text)
        for duty in self.duties.search([("worker_ids", "in", self.rep_shanghai.ids)]):
            self.assertIn(f"/kam_management/duty/{duty.id}", text)
        self.assertIn(f"/odoo/action-{self.env['kam.deadline.digest']._get_my_day()}", text)
        # at a width that a phone shows
        self.assertNotRegex(mail.body_html, "[^-]width: *[1-9][0-9]{2,}px")
        queue = self.env.ref("mail.ir_cron_mail_scheduler_action")
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", queue.id)]))

    def test_a_digest_that_fails_holds_nobody_up(self):
        people = self.rep_shanghai, self.rep_beijing
        for user in people:
            document = self.env[DOCUMENT].create({})
            self.open(days=0, document=document, user_ids=user.ids)
        digest_class = self.registry["kam.deadline.digest"]
        prepare = digest_class._prepare_mail

        def fail(digest, user, sections):
            if user == self.rep_shanghai:
                raise ZeroDivisionError("broken")
            return prepare(digest, user, sections)

        with (
            self.at(0),
            patch.object(digest_class, "_prepare_mail", fail),
            self.assertLogs(DIGEST_LOGGER, "ERROR") as logs,
        ):
            self.run_job(is_failing=True)
        self.assertIn(f"res.users({self.rep_shanghai.id},)", logs.output[-1])
        self.assertEqual(len(self.mails_to(self.rep_beijing)), 1)
        self.assertFalse(self.mails_to(self.rep_shanghai))
        with self.at(0):
            self.run_job()
        for user in people:
            self.assertEqual(len(self.mails_to(user)), 1)

    # ------------------------------------------------------------------
    # when the day has passed
    # ------------------------------------------------------------------

    def test_documents_are_told_once_that_the_day_has_passed(self):
        self.open(days=0)
        with self.at(0, hour=23):
            self.run_job()
        self.assertEqual(self.definition.passed, [])
        for _time in range(2):
            with self.at(1):
                self.run_job()
        self.assertEqual(self.definition.passed, [(self.document.id, "asked")])

    def test_a_document_that_fails_is_named_and_holds_nobody_up(self):
        failing = self.env[DOCUMENT].create({})
        self.definition.failing.add(failing.id)
        bad = self.open(days=0, document=failing)
        self.open(days=0)
        with self.at(1), mute_logger(JOB_LOGGER):
            self.run_job(is_failing=True)
        self.assertIn("This one fails", bad.failure)
        self.assertFalse(bad.date_passed)
        self.assertEqual(self.definition.passed, [(self.document.id, "asked")])
        self.definition.failing.clear()
        with self.at(1):
            self.run_job()
        self.assertIn((failing.id, "asked"), self.definition.passed)
        self.assertFalse(bad.failure)
