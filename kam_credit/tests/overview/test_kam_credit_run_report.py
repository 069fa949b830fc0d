from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import KamCreditCommon, day

PROFILE = "odoo.addons.kam_credit.models.evaluation.kam_credit_profile"


@tagged("post_install", "-at_install")
class TestKamCreditRunReport(KamCreditCommon):
    """Evaluate All Customers: it asks, and says what it did."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_organisation()
        cls.falling = [cls.make_falling(f"Late {number}") for number in range(3)]
        cls.growing = cls.make_customer("Growing")
        cls.pay(cls.invoice(cls.growing, 3_000, due=day(-9)), on=day(-9))
        cls.make_key(cls.growing)

    def ask(self, user=None):
        return (
            self.env["kam.credit.evaluation"]
            .with_user(user or self.credit_admin)
            .with_context(allowed_company_ids=self.company.ids)
            .create({})
        )

    def run_job(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            cron = self.env.ref("kam_credit.ir_cron_kam_credit_run").sudo()
            result = cron.method_direct_trigger()
        self.env.invalidate_all()
        return result is True

    def assertReport(self, run):
        self.assertEqual(run.state, "done")
        self.assertEqual(run.count_done, run.count_total)
        self.assertEqual(run.count_downgraded, 3)
        self.assertEqual(
            run.downgraded_ids.partner_id, self.env["res.partner"].union(*self.falling)
        )
        self.assertEqual(run.change_ids.profile_id, self.profile(self.growing))
        self.assertEqual(run.count_proposed, 1)
        self.assertTrue(run.has_auto_downgrade)
        own = run.with_user(self.credit_admin)
        for action, model, records in (
            (own.action_open_downgraded(), "kam.credit.profile", run.downgraded_ids),
            (own.action_open_changes(), "kam.credit.change", run.change_ids),
        ):
            self.assertEqual(action["res_model"], model)
            self.assertEqual(self.root[model].search(action["domain"]), records)

    def test_what_it_asks(self):
        asked = self.ask()
        self.assertEqual((asked.customer_count, asked.account_count), (4, 4))
        self.assertEqual((asked.stale_count, asked.falling_count), (4, 0))
        self.assertTrue(asked.is_on)
        self.assertFalse(asked.date_last)
        self.company.sudo().kam_credit_auto_downgrade = False
        self.store()
        asked = self.ask()
        self.assertEqual((asked.stale_count, asked.falling_count), (0, 3))
        self.assertFalse(asked.is_on)
        self.assertTrue(asked.date_last)
        # nothing was done yet
        self.assertFalse(self.root["kam.credit.run"].search([("company_id", "=", self.company.id)]))

    def test_few_at_once(self):
        action = self.ask().action_evaluate()
        self.assertEqual(action["res_model"], "kam.credit.run")
        self.assertReport(self.root["kam.credit.run"].browse(action["res_id"]))

    def test_many_in_the_background(self):
        with patch(f"{PROFILE}.BACKGROUND_FROM", 1):
            action = self.ask().action_evaluate()
            run = self.root["kam.credit.run"].browse(action["res_id"])
            self.assertEqual(run.state, "waiting")
            self.assertEqual(self.ask().run_id, run)
        sent = []
        with patch.object(
            self.registry["res.users"],
            "_bus_send",
            lambda user, *args, **kwargs: sent.append((user, *args)),
        ):
            self.assertTrue(self.run_job())
        self.assertReport(run)
        notices = [values for user, kind, values in sent if kind == "simple_notification"]
        self.assertEqual(len(notices), 1)
        self.assertIn("downgraded: 3,", notices[0]["message"])

    def test_only_credit_administrators(self):
        for user in (self.director, self.credit_approver, self.accountant, self.clerk):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.ask(user)

    def test_many_proposals_cost_little_more_than_one(self):
        def make(number, name):
            partners = []
            for at in range(number):
                partner = self.make_customer(f"{name} {at}")
                self.pay(self.invoice(partner, 3_000, due=day(-9)), on=day(-9))
                self.make_key(partner)
                partners.append(partner)
            return partners

        def count(partners):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.store(*partners)
            self.env.flush_all()
            proposed = self.root["kam.credit.change"].search(
                [("profile_id.partner_id", "in", [partner.id for partner in partners])]
            )
            self.assertEqual(len(proposed), len(partners))
            return self.cr.sql_log_count - before

        count(make(2, "First"))
        few, many = count(make(3, "Few")), count(make(13, "Many"))
        # each takes its number from the sequence, and little else
        self.assertLessEqual(many - few, 10 * 8)
