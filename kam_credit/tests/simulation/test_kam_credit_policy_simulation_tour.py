from datetime import timedelta

from odoo.tests import tagged

from ..change.tour_common import KamCreditTourCommon


@tagged("post_install", "-at_install")
class TestKamCreditPolicySimulationTour(KamCreditTourCommon):
    """A draft edition, its simulation, its approval, and who moved: as it was simulated."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # whose headquarters approves the scheme
        cls.make_organisation()
        due = cls.company._kam_today() - timedelta(days=10)
        cls.slow = cls.make_customer("Tour Slow")
        cls.pay(cls.invoice(cls.slow, 8000, due=due), 6400, on=due)
        cls.make_key(cls.slow, tier=cls.tiers["yellow"])

    def play(self, where, name, user):
        """Play a part of the way in the browser."""
        name = f"kam_credit_policy_simulation_{name}_tour"
        self.start_tour(f"/odoo/{where}", name, login=user.login)

    def test_from_the_draft_to_who_moved(self):
        policies = self.root["kam.credit.policy"].with_user(self.credit_admin)
        policy = policies.create({"company_id": self.company.id, "threshold": 0.9}).sudo()
        page = f"kam-credit-policies/{policy.id}"
        self.play(page, "draft", self.credit_admin)
        self.assertEqual(policy.simulation_state, "current")
        self.play(page, "submit", self.credit_admin)
        self.play(page, "approve", self.credit_approver)
        review = policy.review_ids.filtered(lambda review: review.state == "pending")
        review.with_user(self.director).action_approve("")
        self.assertEqual(self.company.sudo().kam_credit_threshold, 0.9)
        lines = policy.simulation_ids.line_ids
        foretold = lines.filtered(lambda line: line.move == "lost").profile_id
        self.store()
        self.env.invalidate_all()
        fallen = lines.profile_id.filtered(lambda profile: profile.account_state == "ordinary")
        self.assertEqual(fallen, foretold)
        self.assertEqual(fallen.partner_id.with_env(self.env), self.slow)
        self.play("action-kam_credit.action_kam_credit_event", "moved", self.credit_admin)
