from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import KamCreditCommon, day


@tagged("post_install", "-at_install")
class TestBasePartnerMerge(KamCreditCommon):
    """Merging customers keeps one credit profile per company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_organisation()
        cls.double = cls.make_customer("Acme again")
        cls.invoice(cls.customer, 300, due=day(-5))
        cls.pay(cls.invoice(cls.double, 100, due=day(-5)), on=day(-6))

    def merge(self, into, other):
        self.env.flush_all()
        wizard = self.root["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((into | other).ids, into)
        self.env.invalidate_all()

    def assertMerged(self, into):
        profile = self.profile(into)
        self.assertEqual(len(profile), 1)
        self.store(into)
        self.assertEqual(profile.transaction_amount, 400)
        self.assertEqual((profile.amount_due, profile.amount_on_time), (400, 100))
        return profile

    def test_two_that_hold_nothing_but_figures(self):
        self.store()
        self.merge(self.customer, self.double)
        self.assertFalse(self.double.exists())
        self.assertMerged(self.customer)

    def test_account_goes_into_a_customer_without_one(self):
        self.store()
        account = self.make_key(self.customer, tier=self.tiers["red"])
        self.merge(self.double, self.customer)
        self.assertFalse(self.customer.exists())
        profile = self.profile(self.double)
        self.assertEqual(profile.account_id, account)
        self.assertEqual(profile.tier_id, self.tiers["red"])
        self.assertEqual(profile.event_ids.mapped("kind"), ["assigned"])
        self.assertMerged(self.double)

    def test_customer_without_an_account_goes_into_one(self):
        self.store()
        account = self.make_key(self.customer, tier=self.tiers["red"])
        self.merge(self.customer, self.double)
        self.assertEqual(self.assertMerged(self.customer).account_id, account)

    def test_history_follows_the_customer(self):
        late = self.make_falling("Late")
        self.store(late)
        events = self.profile(late).event_ids
        self.merge(self.customer, late)
        profile = self.profile(self.customer)
        self.assertEqual(profile.event_ids, events)
        self.assertTrue(events.snapshot_id.line_ids)
        self.assertEqual(events.partner_id, self.customer)

    def test_an_account_without_history_gives_way(self):
        self.store()
        account = self.make_key(self.customer, tier=self.tiers["red"])
        idle = self.root["kam.account"]._get_or_create(self.double, self.company)
        self.merge(self.customer, self.double)
        self.assertFalse(idle.exists())
        self.assertEqual(self.assertMerged(self.customer).account_id, account)

    def test_one_that_ended_in_favour_of_the_other(self):
        self.store()
        account = self.make_key(self.customer, tier=self.tiers["red"])
        other = self.make_key(self.double, tier=self.tiers["yellow"])
        ended = self.profile(self.double)
        other.with_user(self.kam_admin)._join(account, "Entered twice")
        self.merge(self.customer, self.double)
        self.assertEqual(self.profile(self.customer).tier_id, self.tiers["red"])
        self.assertEqual(self.assertMerged(self.customer).account_id, account)
        self.assertEqual(ended.account_id, other)
        self.assertFalse(ended.tier_id)
        self.assertIn("assigned", ended.event_ids.mapped("kind"))
        self.assertNotEqual(ended.partner_id, self.customer)

    def test_two_accounts_are_refused(self):
        self.make_key(self.customer)
        self.make_key(self.double)
        with self.assertRaises(UserError), self.cr.savepoint():
            self.merge(self.customer, self.double)
        self.assertTrue(self.profile(self.customer) and self.profile(self.double))
