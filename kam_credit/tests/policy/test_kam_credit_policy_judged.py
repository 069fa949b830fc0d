from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.kam_management.tests.common import RightsAssertions

from ..common import day
from .common import KamCreditPolicyCommon


@tagged("post_install", "-at_install")
class TestKamCreditPolicyJudged(RightsAssertions, KamCreditPolicyCommon):
    """Figures and decisions name the edition by which they were judged, for ever."""

    def test_stored_figures(self):
        self.store(self.customer)
        self.assertFalse(self.acme.policy_id)
        first = self.approve(self.begin())
        self.assertFalse(self.acme.policy_id)
        self.store(self.customer)
        self.assertEqual(self.acme.policy_id, first)

    def test_figures_kept_and_events(self):
        partner = self.make_falling()
        before = self.profile(partner)._assign_tier(self.tiers["black"], "Agreed")
        self.assertFalse(before and before.policy_id)
        policy = self.approve(self.begin())
        self.store(partner)
        profile = self.profile(partner)
        self.assertEqual(profile.account_state, "ordinary")
        self.assertEqual(profile.snapshot_ids.policy_id, policy)
        events = self.root["kam.credit.event"].search([("profile_id", "=", profile.id)], order="id")
        self.assertEqual(
            [(event.kind, event.policy_id) for event in events],
            [("assigned", self.policies), ("downgraded", policy)],
        )

    def test_forms_with_figures(self):
        older = self.request("black")
        self.assertFalse(older.policy_id)
        policy = self.approve(self.begin())
        older.with_user(self.credit_officer).action_give_up()
        self.assertEqual(self.request("red").policy_id, policy)

    def test_holds(self):
        policy = self.approve(self.begin())
        vals = {
            "profile_id": self.acme.id,
            "company_id": self.company.id,
            "kind": "order",
            "document_name": "S1",
        }
        hold = self.root["kam.credit.hold"]._protected_create([vals])
        self.assertEqual(hold.policy_id, policy)
        edition = self.approve(self.revise(policy, day(1)))
        self.assertEqual(edition.state, "waiting")
        self.assertEqual(hold.policy_id, policy)

    def test_nobody_names_another_edition(self):
        policy = self.approve(self.begin())
        with self.assertRaises(UserError):
            self.acme.with_user(self.credit_admin).policy_id = policy

    def test_who_reads_the_figure_reads_what_the_edition_is_called(self):
        policy = self.approve(self.begin())
        self.store(self.customer)
        for user in self.supervisor | self.credit_officer | self.director:
            self.assertEqual(self.acme.with_user(user).policy_id.display_name, policy.display_name)
        with self.assertRaises(AccessError):
            self.acme.with_user(self.representative).policy_id.display_name  # noqa: B018
