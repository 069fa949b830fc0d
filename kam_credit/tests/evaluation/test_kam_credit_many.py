from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import TODAY, KamCreditCommon, day

CRON_LOGGER = "odoo.addons.base.models.ir_cron"
RUN = "odoo.addons.kam_credit.models.evaluation.kam_credit_run"
PROFILE = "odoo.addons.kam_credit.models.evaluation.kam_credit_profile"
JOB = "odoo.addons.kam_credit.models.evaluation.kam_credit_profile_job"
# Every scheduled job of the addon: that one customer who fails holds nobody up is tested below, of
# promises in collection/test_kam_credit_promise, of holds in hold/test_kam_credit_hold, of schemes
# in policy/test_kam_credit_policy_force, and of the radar in radar/test_kam_credit_signal_job.
JOBS = {
    "ir_cron_kam_credit_hold_grown",
    "ir_cron_kam_credit_hold_recheck",
    "ir_cron_kam_credit_evaluate",
    "ir_cron_kam_credit_exposure",
    "ir_cron_kam_credit_policy",
    "ir_cron_kam_credit_override",
    "ir_cron_kam_credit_promise",
    "ir_cron_kam_credit_radar",
    "ir_cron_kam_credit_run",
}
# What one downgrade more may cost the database.
QUERIES = 5


@tagged("post_install", "-at_install")
class TestKamCreditManyDowngrades(KamCreditCommon):
    """The first night: many downgrades at once cost little more than one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_organisation()
        cls.term = cls.split_term((100, 60))

    def make_many(self, number, name, tier=None):
        """Return key accounts below the threshold that have two instalments each."""
        partners = [
            self.make_falling(f"{name} {at}", tier=tier and self.tiers[tier])
            for at in range(number)
        ]
        for partner in partners:
            self.invoice(partner, 100, due=day(-20))
        return partners

    def count(self, partners):
        """Return how many queries the evaluation of customers makes, with empty caches."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.store(*partners)
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def assertCheap(self, tier=None):
        self.count(self.make_many(2, "First", tier))
        few, many = self.make_many(5, "Few", tier), self.make_many(25, "Many", tier)
        few_queries, many_queries = self.count(few), self.count(many)
        for partner in (*few, *many):
            profile = self.profile(partner)
            self.assertEqual(profile.account_state, "ordinary")
            self.assertEqual(len(profile.snapshot_ids.line_ids), 2)
            self.assertEqual(
                profile.account_id.event_ids.sorted("id")[-1].res_id,
                profile.event_ids.filtered("snapshot_id").id,
            )
        self.assertLessEqual(many_queries - few_queries, 20 * QUERIES)

    def test_without_tier(self):
        self.assertCheap()

    def test_with_tier_and_terms(self):
        self.tiers["red"].payment_term_id = self.term
        self.assertCheap("red")
        holder = self.root["kam.credit.profile"].search([("has_granted_terms", "=", True)])
        self.assertFalse(holder & self.root["kam.credit.profile"].search([("tier_id", "=", False)]))

    def test_receipts_of_many(self):
        def make(number, name):
            partners = [self.make_falling(f"{name} {at}") for at in range(number)]
            for partner in partners:
                self.receive(partner, 1000, on=day(-15))
            return partners

        self.count(make(2, "First"))
        few, many = make(5, "Few"), make(25, "Many")
        few_queries, many_queries = self.count(few), self.count(many)
        self.assertTrue(all(self.profile(partner).date_allocation_due for partner in many))
        self.assertLessEqual(many_queries - few_queries, 20 * QUERIES)

    def test_each_reader_gets_one_message(self):
        partners = self.make_many(3, "Lost")
        other = self.make_user("other_rep", self.area, "representative")
        own = self.make_falling("Theirs", manager=other)
        last = self.root["mail.message"].search([], order="id desc", limit=1).id
        self.store(*partners, own)
        notices = self.root["mail.message"].search(
            [("id", ">", last), ("message_type", "=", "user_notification")]
        )
        self.assertEqual(len(notices), 2)
        by_reader = notices.grouped("notified_partner_ids")
        body = by_reader[self.representative.partner_id].body
        for partner in partners:
            self.assertIn(partner.name, body)
        self.assertNotIn("Theirs", body)
        self.assertIn("Theirs", by_reader[other.partner_id].body)

    def test_one_that_is_refused_among_many(self):
        partners = self.make_many(7, "Late")
        account_class = self.registry["kam.account"]
        downgrade = account_class._downgrade

        def fail(accounts, *args, **kwargs):
            if partners[3] in accounts.partner_id:
                raise UserError("Not this one")  # pylint: disable=translation-required
            return downgrade(accounts, *args, **kwargs)

        with patch.object(account_class, "_downgrade", fail), mute_logger(f"{JOB[:-3]}downgrade"):
            self.store(*partners)
        states = [self.profile(partner).account_state for partner in partners]
        self.assertEqual(states, ["ordinary"] * 3 + ["key"] + ["ordinary"] * 3)
        refused = self.profile(partners[3])
        self.assertFalse(refused.snapshot_ids)
        self.assertTrue(any("Not this one" in body for body in refused.message_ids.mapped("body")))


@tagged("post_install", "-at_install")
class TestKamCreditRun(KamCreditCommon):
    """What a button starts on many customers runs in the background."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_organisation()
        cls.falling = [cls.make_falling(f"Late {number}") for number in range(5)]
        cls.no_account = cls.make_customer("No account")
        cls.invoice(cls.no_account, 500, due=day(-5))

    def start(self, user=None):
        profiles = self.env["kam.credit.profile"].with_user(user or self.credit_admin)
        with patch(f"{PROFILE}.BACKGROUND_FROM", 1):
            action = profiles.with_company(self.company).action_evaluate_all()
        return self.root["kam.credit.run"].browse(action["res_id"])

    def run_job(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            cron = self.env.ref("kam_credit.ir_cron_kam_credit_run").sudo()
            result = cron.method_direct_trigger()
        self.env.invalidate_all()
        return result is True

    @contextmanager
    def watched(self, before=lambda partners: None):
        """Record the batches; ``before`` is called with the customers of each."""
        run_class = self.registry["kam.credit.run"]
        evaluate = run_class._evaluate_partners
        sizes = []

        def watched(run, partners):
            sizes.append(len(partners))
            before(partners)
            return evaluate(run, partners)

        with (
            patch.object(run_class, "_evaluate_partners", watched),
            patch(f"{RUN}.BATCH_SIZE", 2),
        ):
            yield sizes

    def test_everybody_with_progress_and_result(self):
        run = self.start()
        self.assertEqual((run.state, run.progress, run.user_id), ("waiting", 0, self.credit_admin))
        self.assertFalse(self.profile(self.falling[0]).date_figures)
        self.assertTrue(run.with_user(self.credit_admin).read(["state", "progress"]))
        with self.watched() as sizes:
            self.assertTrue(self.run_job())
        self.assertEqual(sum(sizes), run.count_total)
        self.assertEqual((run.state, run.progress), ("done", 100))
        self.assertEqual((run.count_done, run.count_failed), (run.count_total, 0))
        self.assertEqual(run.count_downgraded, 5)
        self.assertTrue(run.date_begun and run.date_ended)
        self.assertEqual(self.profile(self.no_account).date_figures, TODAY)
        told = self.root["mail.message"].search(
            [("model", "=", run._name), ("res_id", "=", run.id)]
        )
        self.assertEqual(told.notified_partner_ids, self.credit_admin.partner_id)

    def test_started_twice_it_runs_once(self):
        self.assertEqual(self.start(), self.start())

    def test_only_credit_administrators(self):
        for user in (self.director, self.accountant, self.clerk):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.start(user)
        self.start()
        with self.assertRaises(AccessError):
            self.root["kam.credit.run"].with_user(self.director).search([])

    def test_killed_in_the_middle(self):
        run = self.start()
        batches = []

        def kill(partners):
            batches.append(partners)
            if len(batches) >= 2:
                raise SystemExit

        self.env.flush_all()
        with (
            self.watched(kill),
            self.enter_registry_test_mode(),
            self.registry.cursor() as cr,
        ):
            try:
                run.with_env(run.env(cr=cr))._cron_run()
            except SystemExit:
                cr.rollback()
        self.env.invalidate_all()
        self.assertEqual(len(batches), 2)
        self.assertEqual((run.state, run.count_done), ("running", 2))
        self.assertTrue(0 < run.progress < 100)
        with self.watched() as sizes:
            self.assertTrue(self.run_job())
        self.assertEqual(sum(sizes), run.count_total - 2)
        self.assertEqual(run.count_done, run.count_total)
        for partner in self.falling:
            profile = self.profile(partner)
            self.assertEqual(profile.account_state, "ordinary")
            self.assertEqual(len(profile.snapshot_ids), 1)

    def test_one_that_fails_is_named_and_holds_nobody_up(self):
        run = self.start()

        def fail(partners):
            if self.falling[2] in partners:
                raise ZeroDivisionError("broken")

        with self.watched(fail), mute_logger(RUN), self.assertLogs(CRON_LOGGER, "ERROR"):
            self.assertFalse(self.run_job())
        self.assertEqual((run.state, run.count_failed), ("done", 1))
        self.assertEqual(run.count_done, run.count_total - 1)
        self.assertIn("Late 2: broken", run.failures)
        profile = self.profile(self.falling[2])
        self.assertFalse(profile.date_figures)
        self.assertTrue(any("broken" in body for body in profile.message_ids.mapped("body")))

    def test_chosen_customers(self):
        profiles = self.env["kam.credit.profile"].with_user(self.credit_admin)
        chosen = profiles.browse([self.profile(partner).id for partner in self.falling[:3]])
        with patch(f"{PROFILE}.BACKGROUND_FROM", 3):
            action = chosen.action_evaluate()
            self.assertTrue(chosen[:2].action_evaluate())
        run = self.root["kam.credit.run"].browse(action["res_id"])
        self.assertEqual(run.count_total, 3)
        self.assertTrue(self.run_job())
        self.assertEqual(chosen[2].date_figures, TODAY)
        self.assertFalse(self.profile(self.falling[4]).date_figures)


@tagged("post_install", "-at_install")
class TestKamCreditDefect(KamCreditCommon):
    """The nightly evaluation goes on when one customer raises anything."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_organisation()
        cls.falling = [cls.make_falling(f"Late {number}") for number in range(5)]

    def run_job(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            cron = self.env.ref("kam_credit.ir_cron_kam_credit_evaluate").sudo()
            result = cron.method_direct_trigger()
        self.env.invalidate_all()
        return result is True

    def test_every_job_is_listed_with_its_test(self):
        found = self.root["ir.model.data"].search(
            [("model", "=", "ir.cron"), ("module", "=", "kam_credit")]
        )
        self.assertEqual(set(found.mapped("name")), JOBS)

    def test_a_defect_is_named_and_left_for_the_next_night(self):
        account_class = self.registry["kam.account"]
        downgrade = account_class._downgrade

        def fail(accounts, *args, **kwargs):
            if self.falling[1] in accounts.partner_id:
                raise ZeroDivisionError("broken")
            return downgrade(accounts, *args, **kwargs)

        with (
            patch.object(account_class, "_downgrade", fail),
            mute_logger(JOB),
            self.assertLogs(CRON_LOGGER, "ERROR"),
        ):
            self.assertFalse(self.run_job())
        states = [self.profile(partner).account_state for partner in self.falling]
        self.assertEqual(states, ["ordinary", "key", "ordinary", "ordinary", "ordinary"])
        profile = self.profile(self.falling[1])
        self.assertFalse(profile.date_figures)
        self.assertTrue(any("broken" in body for body in profile.message_ids.mapped("body")))
        self.assertTrue(self.run_job())
        self.assertEqual(profile.account_state, "ordinary")

    def test_its_mails_are_queued(self):
        self.representative.notification_type = "email"
        mail_class = self.registry["mail.mail"]
        with patch.object(mail_class, "send", side_effect=AssertionError("sent in a job")):
            self.assertTrue(self.run_job())
            self.cr.postcommit.run()
        mails = self.root["mail.mail"].search([("state", "=", "outgoing")])
        self.assertIn(self.representative.partner_id, mails.recipient_ids)
