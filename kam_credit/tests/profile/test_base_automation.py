from odoo.tests import tagged

from odoo.addons.kam_management.tests.guard.common import HostileRules

from ..common import KamCreditCommon


@tagged("post_install", "-at_install")
class TestBaseAutomationCredit(HostileRules, KamCreditCommon):
    """Rules that a company writes itself get hold of no history of credit."""

    def setUp(self):
        super().setUp()
        if "base.automation" not in self.env:
            self.skipTest("base_automation is not installed")
        self.make_organisation()

    def test_rules_on_every_guarded_model(self):
        names = self._guarded_models("kam_credit")
        self._add_rules(names)
        partner = self.make_falling("Late")
        self.profile(partner)._assign_tier(self.tiers["red"], "Assessed")
        self.invoice(partner, 100)
        self.evaluate(partner, simulate=False)
        self.assertEqual(self.profile(partner).account_state, "ordinary")
        self.assertLessEqual(
            {
                "kam.credit.event",
                "kam.credit.posting",
                "kam.credit.snapshot",
                "kam.credit.snapshot.line",
            },
            self._ran_on(names),
        )
        self.assertEqual(
            self.profile(partner).event_ids.sorted("id").mapped("kind"), ["assigned", "downgraded"]
        )
