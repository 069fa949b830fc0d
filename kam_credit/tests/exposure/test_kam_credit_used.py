from odoo.tests import tagged

from odoo.addons.kam_credit.rules import limits

from .common import KamCreditExposureCommon


@tagged("post_install", "-at_install")
class TestKamCreditUsed(KamCreditExposureCommon):
    """What is used up of the limits of a customer and of its group."""

    def test_own_and_group(self):
        sister, alone = self.make_customer("Sister"), self.make_customer("Alone")
        for partner in (sister, alone):
            self.make_key(partner, tier=self.red)
        group = self.root["kam.credit.group"].create(
            {
                "name": "Family",
                "company_id": self.company.id,
                "credit_limit": 1200,
                "reason": "One owner",
            }
        )
        group.change("One owner", added_ids=[self.acme.id, self.profile(sister).id], removed_ids=[])
        self.owe(300)
        self.order(500, partner=sister)
        self.owe(7, partner=alone)
        profiles = self.acme | self.profile(alone)
        exposures = profiles._get_exposures()
        used = profiles._get_used(exposures)
        self.assertEqual(
            used[self.acme], {limits.TIER: 300, limits.TEMPORARY: 300, limits.GROUP: 800}
        )
        self.assertEqual(used[self.profile(alone)], {limits.TIER: 7, limits.TEMPORARY: 7})
        held = profiles._get_limits(None, used)
        # 1200 less 800 leaves less than 1000 less 300
        self.assertEqual(held[self.acme].valid.source, limits.GROUP)
        self.assertEqual(held[self.profile(alone)].valid.source, limits.TIER)
        # the same for whoever sees one of them only
        seen = self.acme.with_user(self.supervisor)
        self.assertEqual(seen._get_used(seen._get_exposures()), {seen: used[self.acme]})
