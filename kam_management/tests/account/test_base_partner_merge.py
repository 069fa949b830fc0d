from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import KamCommon


@tagged("post_install", "-at_install")
class TestBasePartnerMerge(KamCommon):
    def _merge(self, partners, target):
        self.env.flush_all()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge(partners.ids, target)
        self.env.invalidate_all()

    def test_account_moves_with_its_customer(self):
        events = self.mill.event_ids
        self._merge(self.mill.partner_id | self.stranger, self.stranger)
        self.assertEqual(self.mill.partner_id, self.stranger)
        self.assertEqual(self.mill.name, "Stranger")
        self.assertEqual(self.mill.state, "key")
        self.assertEqual(self.mill.event_ids, events)
        self.assertEqual(self.stranger.kam_account_id, self.mill)

    def test_two_accounts_of_one_company_are_not_merged(self):
        with self.assertRaisesRegex(UserError, "Mill.*Shop|Shop.*Mill"):
            self._merge(self.mill.partner_id | self.shop.partner_id, self.mill.partner_id)
        self.assertTrue(self.mill.exists())
        self.assertTrue(self.shop.exists())

    def test_archived_account_counts(self):
        self.farm.active = False
        with self.assertRaises(UserError):
            self._merge(self.mill.partner_id | self.farm.partner_id, self.mill.partner_id)

    def test_accounts_of_two_companies_are_merged(self):
        self._make_other_company()
        account = self._key_account_of(self.stranger, self.other_centre, self.manager_other)
        self._merge(self.shop.partner_id | self.stranger, self.stranger)
        self.assertEqual(self.shop.partner_id, self.stranger)
        self.assertEqual(account.partner_id, self.stranger)

    def test_contact_of_another_company(self):
        contact = self._partner("Contact", is_company=False, parent_id=self.stranger.id)
        with self.assertRaisesRegex(UserError, "Contact"):
            self._merge(self.mill.partner_id | contact, contact)
        self.assertEqual(self.mill.partner_id.name, "Mill")

    def test_customers_without_accounts_merge_as_ever(self):
        twin = self._partner("Stranger")
        self._merge(self.stranger | twin, self.stranger)
        self.assertFalse(twin.exists())
