from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ...models.policy.kam_credit_policy import SETTINGS
from ..common import day
from .common import KamCreditPolicyCommon


@tagged("post_install", "-at_install")
class TestKamCreditPolicy(KamCreditPolicyCommon):
    """The scheme as a document: what it begins with, its editions, what it lacks."""

    def test_it_begins_with_what_is_in_force(self):
        self.company.kam_credit_threshold = 0.8
        self.tiers["green"].write({"credit_limit": 500, "overdue_days": 12})
        policy = self.begin()
        for name, setting in SETTINGS.items():
            with self.subTest(name):
                self.assertEqual(policy[name], self.company[setting])
        self.assertEqual(policy.tier_ids.mapped("code"), ["green", "yellow", "red", "black"])
        green = self.line(policy, "green")
        for name in green._get_term_fields():
            with self.subTest(name):
                self.assertEqual(green[name], self.tiers["green"][name])
        self.assertTrue(policy.purpose)
        self.assertEqual(policy.state, "draft")
        self.assertEqual(policy.unit_id, self.headquarters)

    def test_it_is_written_on_the_screen_by_whoever_holds_no_position(self):
        policies = self.policies.with_user(self.credit_admin).with_company(self.company)
        with Form(policies) as form:
            form.threshold = 0.9
        self.assertEqual(form.record.threshold, 0.9)
        self.assertEqual(form.record.unit_id, self.headquarters)

    def test_what_a_screen_does_not_show_of_a_list_is_as_it_is_in_force(self):
        red = self.tiers["red"]
        red.write({"overdue_days": 12, "horizon_days": 40, "invoice_policy": "hold"})
        shown = ("code", "amount_from", "amount_to")
        lists = [
            Command.create({name: tier[name] for name in shown} | {"credit_limit": 77})
            for tier in self.tiers.values()
        ]
        policy = self.begin(tier_ids=lists)
        line = self.line(policy, "red")
        self.assertEqual(line._get_changed_fields(red), ["credit_limit"])
        self.assertEqual(line.credit_limit, 77)

    def test_a_company_has_one_scheme(self):
        policy = self.begin()
        with self.assertRaisesRegex(UserError, policy.number):
            self.begin()

    def test_a_revision_begins_with_the_edition(self):
        policy = self.approve(self.begin())
        edition = self.revise(policy, day(10), threshold=0.7)
        self.assertEqual(edition.number, policy.number)
        self.assertEqual(edition.revision_mark, "A")
        self.assertEqual(len(edition.tier_ids), 4)
        self.line(edition, "black").with_user(self.credit_admin).amount_from = 100
        self.approve(edition)
        self.assertEqual(edition.revision_places, 2)
