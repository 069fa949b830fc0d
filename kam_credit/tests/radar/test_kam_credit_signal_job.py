from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import TODAY, day
from .common import KamCreditRadarCommon

CRON_LOGGER = "odoo.addons.base.models.ir_cron"
JOB = "odoo.addons.kam_credit.models.radar.kam_credit_signal_job"


@tagged("post_install", "-at_install")
class TestKamCreditSignalJob(KamCreditRadarCommon):
    """Every night: at once for all, killed and repeated, and one bad customer holds nobody up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.slowing = []
        for number in range(4):
            partner = cls.make_customer(f"Slow {number}")
            cls.make_key(partner)
            cls.slow_of_late(partner)
            cls.slowing.append(partner)
        cls.env.flush_all()

    def states(self):
        return [self.lasting(partner).mapped("state") for partner in self.slowing]

    def test_everybody_once_a_day(self):
        self.assertTrue(self.run_radar())
        self.assertEqual(self.states(), [["new"]] * 4)
        self.assertEqual(self.beta_profile.date_radar, TODAY)
        signals = self.signals.search([])
        self.assertTrue(self.run_radar())
        self.assertEqual(self.signals.search([]), signals)
        with self.at(1):
            self.assertTrue(self.run_radar())
        self.assertEqual(self.signals.search([]), signals)
        self.assertEqual(set(signals.mapped("date_seen")), {day(1)})
        self.assertEqual(set(signals.mapped("date_since")), {TODAY})

    def test_the_day_begins_where_the_company_works(self):
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        with self.at(0, hour=17):
            self.assertTrue(self.run_radar())
        self.assertEqual(self.beta_profile.date_radar, day(1))

    def test_killed_in_the_middle(self):
        signal_class = self.registry["kam.credit.signal"]
        watch = signal_class._watch_batch
        batches = []

        def kill(signals, company, facts, profiles):
            if batches:
                raise SystemExit
            batches.append(profiles)
            return watch(signals, company, facts, profiles)

        self.env.flush_all()
        with (
            patch.object(signal_class, "_watch_batch", kill),
            patch(f"{JOB}.BATCH_SIZE", 2),
            self.enter_registry_test_mode(),
            self.registry.cursor() as cr,
        ):
            try:
                self.signals.with_env(self.signals.env(cr=cr))._cron_watch()
            except SystemExit:
                cr.rollback()
        self.env.invalidate_all()
        profiles = self.root["kam.credit.profile"].search([("company_id", "=", self.company.id)])
        done = profiles.filtered(lambda profile: profile.date_radar == TODAY)
        self.assertEqual(len(done), 2)
        self.assertTrue(self.run_radar())
        self.assertEqual(self.states(), [["new"]] * 4)

    def test_one_that_fails_is_named_and_holds_nobody_up(self):
        signal_class = self.registry["kam.credit.signal"]
        judge = signal_class._judge

        def fail(signals, profile, *args):
            if profile.partner_id == self.slowing[1]:
                raise ZeroDivisionError("broken")
            return judge(signals, profile, *args)

        with (
            patch.object(signal_class, "_judge", fail),
            mute_logger(JOB),
            self.assertLogs(CRON_LOGGER, "ERROR"),
        ):
            self.assertFalse(self.run_radar())
        self.assertEqual(self.states(), [["new"], [], ["new"], ["new"]])
        profile = self.profile(self.slowing[1])
        self.assertFalse(profile.date_radar)
        self.assertTrue(any("broken" in body for body in profile.message_ids.mapped("body")))
        self.assertTrue(self.run_radar())
        self.assertEqual(self.states(), [["new"]] * 4)

    def test_as_many_queries_for_many(self):
        def count(number, name):
            partners = []
            for place in range(number):
                partner = self.make_customer(f"{name} {place}")
                self.make_key(partner)
                self.slow_of_late(partner)
                partners.append(partner)
            profiles = self.root["kam.credit.profile"].union(*map(self.profile, partners))
            self.env.flush_all()
            counts = []
            for _night in range(2):
                self.env.invalidate_all()
                before = self.cr.sql_log_count
                facts = self.signals._find_facts(self.company, profiles, TODAY)
                self.signals._watch_batch(self.company, facts, profiles)
                self.env.flush_all()
                counts.append(self.cr.sql_log_count - before)
            return counts

        count(1, "First")
        few, many = count(2, "Few"), count(5, "Many")
        for night, (less, more) in enumerate(zip(few, many, strict=True)):
            with self.subTest(night=night):
                # each new signal says in its conversation that it was made
                self.assertLessEqual(more, less + 3)
