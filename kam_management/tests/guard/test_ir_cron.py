from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.base.models.ir_cron import CompletionStatus

from ... import transactions
from ..common import KamCommon

# Every scheduled job of the addon, and the test that a record which fails holds nobody up:
# guard/test_kam_seal, organisation/test_kam_position_job, deadline/test_kam_deadline_job,
# approval/test_kam_archive_entry, approval/test_kam_approval_decide,
# ledger/test_kam_account_cost_expenses, screening/test_kam_candidate_job,
# suggestion/test_kam_suggestion_settling, suggestion/test_kam_suggestion_similar,
# suggestion/test_kam_suggestion_back
JOBS = {
    "ir_cron_kam_seal",
    "ir_cron_kam_position",
    "ir_cron_kam_deadline",
    "ir_cron_kam_approval_run",
    "ir_cron_kam_archive",
    "ir_cron_kam_candidate",
    "ir_cron_kam_expense",
    "ir_cron_kam_suggestion_settle",
    "ir_cron_kam_suggestion_gram",
    "ir_cron_kam_suggestion_back",
}


@tagged("post_install", "-at_install")
class TestIrCron(KamCommon):
    """Odoo neither deactivates nor forgets a job of key accounts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cron = cls.env.ref("kam_management.ir_cron_kam_deadline")
        cls.foreign = cls.env["ir.cron"].create(
            {
                "name": "Another",
                "model_id": cls.env["ir.model"]._get_id("res.partner"),
                "state": "code",
                "code": "",
            }
        )

    def job(self, cron, **values):
        """Return what the scheduler passes from method to method."""
        return {
            "id": cron.id,
            "cron_name": cron.name,
            "active": True,
            "failure_count": 0,
            "first_failure_date": None,
            "nextcall": cron.nextcall,
            "interval_type": cron.interval_type,
            "interval_number": cron.interval_number,
            "timed_out_counter": 0,
            "done": 0,
            **values,
        }

    def test_every_job_is_listed_with_its_test(self):
        found = self.env["ir.model.data"].search(
            [("model", "=", "ir.cron"), ("module", "=", "kam_management")]
        )
        self.assertEqual(set(found.mapped("name")), JOBS)

    def test_a_week_of_failures_deactivates_nothing(self):
        first = fields.Datetime.now() - timedelta(days=30)
        for cron, is_active in ((self.cron, True), (self.foreign, False)):
            self.env.flush_all()
            cron._update_failure_count(
                self.job(cron, failure_count=30, first_failure_date=first),
                CompletionStatus.FAILED,
            )
            self.env.invalidate_all()
            with self.subTest(cron=cron.name):
                self.assertEqual(cron.active, is_active)
        self.assertEqual(self.cron.failure_count, 31)
        self.assertEqual(self.cron.first_failure_date, first.replace(microsecond=0))

    def test_a_success_ends_the_count(self):
        first = fields.Datetime.now() - timedelta(days=30)
        self.cron._update_failure_count(
            self.job(self.cron, failure_count=3, first_failure_date=first),
            CompletionStatus.FULLY_DONE,
        )
        self.env.invalidate_all()
        self.assertEqual((self.cron.failure_count, self.cron.first_failure_date), (0, False))

    def test_killed_before_it_began_it_is_tried_again_in_an_hour(self):
        triggers = self.env["ir.cron.trigger"]
        for values, is_again in (
            ({"timed_out_counter": 3}, True),
            ({"timed_out_counter": 3, "done": 5}, False),
            ({}, False),
        ):
            triggers.search([("cron_id", "=", self.cron.id)]).unlink()
            self.cron._reschedule_later(self.job(self.cron, **values))
            found = triggers.search([("cron_id", "=", self.cron.id)])
            with self.subTest(values=values):
                self.assertEqual(bool(found), is_again)
        self.foreign._reschedule_later(self.job(self.foreign, timed_out_counter=3))
        self.assertFalse(triggers.search([("cron_id", "=", self.foreign.id)]))

    def test_mails_of_a_job_are_queued(self):
        job = transactions.as_job(self.mill)
        self.rep_shanghai.notification_type = "email"
        mails = self.env["mail.mail"]
        last = mails.search([], order="id desc", limit=1).id or 0
        sent = []
        self.patch(self.registry["mail.mail"], "send", lambda mail, **kwargs: sent.append(mail))
        job.with_user(self.administrator).sudo().message_notify(
            partner_ids=self.rep_shanghai.partner_id.ids, subject="Late", body="Late"
        )
        self.env.cr.postcommit.run()
        self.assertFalse(sent)
        self.assertEqual(mails.search([("id", ">", last)]).state, "outgoing")
