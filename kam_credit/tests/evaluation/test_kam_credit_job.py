from contextlib import contextmanager
from unittest.mock import patch

import psycopg2

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import TODAY, KamCreditCommon, day

CRON_LOGGER = "odoo.addons.base.models.ir_cron"
JOB = "odoo.addons.kam_credit.models.evaluation.kam_credit_profile_job"


@tagged("post_install", "-at_install")
class TestKamCreditJob(KamCreditCommon):
    """The nightly evaluation: in batches, and again after whatever stopped it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_organisation()
        cls.falling = [cls.make_falling(f"Late {number}") for number in range(5)]
        cls.no_account = cls.make_customer("No account")
        cls.invoice(cls.no_account, 500, due=day(-5))

    def run_job(self):
        """Run the job as the scheduler does; tell whether it went through."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            cron = self.env.ref("kam_credit.ir_cron_kam_credit_evaluate").sudo()
            result = cron.method_direct_trigger()
        self.env.invalidate_all()
        return result is True

    @contextmanager
    def batches_of(self, size):
        with patch(f"{JOB}.BATCH_SIZE", size):
            yield

    @contextmanager
    def watched(self, before=lambda number: None):
        """Record the sizes of the batches; ``before`` is called with the number of each."""
        profile_class = self.registry["kam.credit.profile"]
        evaluate_batch = profile_class._evaluate_batch
        sizes = []

        def watched(model, company, profile_ids):
            sizes.append(len(profile_ids))
            before(len(sizes))
            return evaluate_batch(model, company, profile_ids)

        with patch.object(profile_class, "_evaluate_batch", watched):
            yield sizes

    def states(self):
        return [self.profile(partner).account_state for partner in self.falling]

    def test_evaluates_accounts_and_downgrades(self):
        self.assertTrue(self.run_job())
        self.assertEqual(self.states(), ["ordinary"] * 5)
        for partner in self.falling:
            self.assertEqual(self.profile(partner).date_figures, TODAY)
            self.assertEqual(len(self.profile(partner).snapshot_ids), 1)

    def test_only_accounts(self):
        self.assertTrue(self.run_job())
        self.assertFalse(self.profile(self.no_account))
        self.store(self.no_account)
        profile = self.profile(self.no_account)
        profile._protected_write({"date_figures": day(-1)})
        self.assertTrue(self.run_job())
        self.assertEqual(profile.date_figures, day(-1))

    def test_works_in_batches(self):
        with self.batches_of(2), self.watched() as sizes:
            self.assertTrue(self.run_job())
        self.assertEqual(sizes, [2, 2, 1])
        self.assertEqual(self.states(), ["ordinary"] * 5)

    def test_a_second_run_has_nothing_to_do(self):
        self.assertTrue(self.run_job())
        events = self.root["kam.credit.event"].search_count([])
        with self.watched() as sizes:
            self.assertTrue(self.run_job())
        self.assertEqual(sizes, [])
        self.assertEqual(self.root["kam.credit.event"].search_count([]), events)

    def test_figures_of_yesterday_are_renewed(self):
        self.assertTrue(self.run_job())
        self.profile(self.falling[0])._protected_write({"date_figures": day(-1)})
        with self.watched() as sizes:
            self.assertTrue(self.run_job())
        self.assertEqual(sizes, [1])

    def test_killed_in_the_middle(self):
        def kill(number):
            # the scheduler itself tries once more after a part was done
            if number >= 2:
                raise RuntimeError("killed")

        with self.batches_of(2), self.watched(kill), mute_logger(CRON_LOGGER):
            self.run_job()
        self.assertEqual(self.states(), ["ordinary"] * 2 + ["key"] * 3)
        with self.watched() as sizes:
            self.assertTrue(self.run_job())
        self.assertEqual(sizes, [3])
        self.assertEqual(self.states(), ["ordinary"] * 5)
        for partner in self.falling:
            self.assertEqual(len(self.profile(partner).event_ids), 1)
            self.assertEqual(len(self.profile(partner).snapshot_ids), 1)

    def test_out_of_time(self):
        cron_class = self.registry["ir.cron"]
        commit_progress = cron_class._commit_progress
        profile_class = self.registry["kam.credit.profile"]
        evaluate = profile_class._cron_evaluate
        log = []

        def no_time_left(cron, processed=0, **kwargs):
            commit_progress(cron, processed, **kwargs)
            return 0 if processed else 1

        def logged(model):
            log.append("run")
            return evaluate(model)

        with (
            self.batches_of(2),
            self.watched(lambda number: log.append("batch")),
            patch.object(cron_class, "_commit_progress", no_time_left),
            patch.object(profile_class, "_cron_evaluate", logged),
        ):
            self.assertTrue(self.run_job())
        # the scheduler calls again as long as something is left
        self.assertEqual(log, ["run", "batch"] * 3)
        self.assertEqual(self.states(), ["ordinary"] * 5)

    def test_somebody_books_at_the_same_moment(self):
        def collide(number):
            if number == 1:
                raise psycopg2.errors.SerializationFailure

        waited = []
        with (
            self.watched(collide) as sizes,
            mute_logger("odoo.service.model"),
            patch("odoo.service.model.time.sleep", waited.append),
            patch("odoo.service.model.errorcodes.lookup", lambda code: "SERIALIZATION_FAILURE"),
        ):
            self.assertTrue(self.run_job())
        self.assertEqual(sizes, [5, 5])
        self.assertEqual(len(waited), 1)
        self.assertEqual(self.states(), ["ordinary"] * 5)

    def test_one_that_cannot_be_downgraded(self):
        account_class = self.registry["kam.account"]
        downgrade = account_class._downgrade

        def fail_for_first(account, *args, **kwargs):
            if self.falling[0] in account.partner_id:
                raise UserError("Not this one")  # pylint: disable=translation-required
            return downgrade(account, *args, **kwargs)

        with (
            patch.object(account_class, "_downgrade", fail_for_first),
            self.assertLogs(
                "odoo.addons.kam_credit.models.evaluation.kam_credit_profile_downgrade", "WARNING"
            ),
        ):
            self.assertTrue(self.run_job())
        self.assertEqual(self.states(), ["key"] + ["ordinary"] * 4)

    def test_several_companies(self):
        other = self.setup_other_company()
        self.representative.company_ids |= other
        unit = self.root["kam.unit"].create(
            {"name": "There", "level": "headquarters", "company_id": other.id}
        )
        self.invoice(self.customer, 100, due=day(-5), company=other)
        self.make_key(self.customer, company=other, unit=unit)
        self.assertTrue(self.run_job())
        self.assertEqual(self.profile(self.customer, other).account_state, "ordinary")
        self.assertEqual(self.states(), ["ordinary"] * 5)


@tagged("post_install", "-at_install")
class TestKamCreditQueries(KamCreditCommon):
    """The number of queries does not grow with the number of customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_organisation()
        cls.partners = cls.env["res.partner"].create(
            [{"name": f"Customer {number}", "is_company": True} for number in range(100)]
        )
        accounts = cls.root["kam.account"]._protected_create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": cls.company.id,
                    "unit_id": cls.area.id,
                    "manager_id": cls.representative.id,
                    "state": "key",
                }
                for partner in cls.partners
            ]
        )
        cls.accounts = accounts
        for partner in cls.partners[:12]:
            cls.pay(cls.invoice(partner, 100, due=day(-5)), on=day(-6))
        cls.root["kam.credit.profile"].evaluate(company_id=cls.company.id, simulate=False)

    def count(self, function):
        """Return how many queries a call makes, with caches as in a new request."""
        # rules and groups are looked up once per process, with nothing of the records in memory
        self.env.flush_all()
        self.env.invalidate_all()
        function()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def assertConstant(self, function):
        few = self.count(lambda: function(self.partners[:10]))
        many = self.count(lambda: function(self.partners))
        self.assertEqual(few, many)
        self.assertGreater(few, 0)

    def test_evaluating(self):
        self.assertConstant(lambda partners: self.evaluate(partner_ids=partners.ids))

    def test_evaluating_as_a_reader(self):
        self.assertConstant(
            lambda partners: self.evaluate(user=self.director, partner_ids=partners.ids)
        )

    def test_storing(self):
        self.assertConstant(
            lambda partners: self.evaluate(partner_ids=partners.ids, simulate=False)
        )

    def test_list_of_profiles(self):
        for user in (self.director, self.credit_admin):
            profiles = self.env["kam.credit.profile"].with_user(user)
            arch = profiles.get_view(
                self.env.ref("kam_credit.view_kam_credit_profile_list").id, "list"
            )
            fields = profiles.get_views([(arch["id"], "list")])["models"]["kam.credit.profile"][
                "fields"
            ]
            shown = {
                name: {"fields": {"display_name": {}}} if field["type"] == "many2one" else {}
                for name, field in fields.items()
                if f'name="{name}"' in arch["arch"]
            }
            self.assertIn("fulfilment_rate", shown)
            with self.subTest(user=user.login):
                self.assertConstant(
                    lambda partners, profiles=profiles, shown=shown: profiles.web_search_read(
                        [("partner_id", "in", partners.ids)], shown, limit=200
                    )
                )

    def test_fields_of_partners_and_accounts(self):
        accounts = self.accounts.with_user(self.director)
        partners = self.partners.with_user(self.director)
        self.assertConstant(
            lambda chosen: partners.browse(chosen.ids).mapped("kam_credit_profile_id.tier_code")
        )
        self.assertConstant(lambda chosen: accounts[: len(chosen)].mapped("credit_tier_id"))
