from odoo.exceptions import AccessError, UserError, ValidationError
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

    def test_an_account_without_history_gives_way(self):
        for is_active, target in ((True, self.mill), (False, self.farm)):
            with self.subTest(target=target.name), self.cr.savepoint() as savepoint:
                self.farm.active = is_active
                self._merge(self.mill.partner_id | self.farm.partner_id, target.partner_id)
                self.assertFalse(self.farm.exists())
                self.assertEqual(self.mill.state, "key")
                self.assertEqual(
                    self.mill.partner_id.with_context(active_test=False).kam_account_ids, self.mill
                )
                savepoint.rollback()
            self.env.invalidate_all()

    def test_two_without_history(self):
        other = self._account("Other farm")
        self._merge(self.farm.partner_id | other.partner_id, other.partner_id)
        self.assertFalse(self.farm.exists())
        self.assertEqual(other.partner_id.name, "Other farm")

    def test_what_its_file_holds_goes_along(self):
        rival = self.env["kam.competitor"].create({"account_id": self.farm.id, "name": "Rival"})
        self._merge(self.mill.partner_id | self.farm.partner_id, self.mill.partner_id)
        self.assertEqual(rival.account_id, self.mill)
        self.assertEqual(self.farm.successor_id, self.mill)
        self.assertFalse(self.farm.active or self.farm.partner_id.active)
        self.assertEqual(
            self.env["res.partner"].search([("name", "=", "Mill")]).kam_account_id, self.mill
        )

    def test_an_open_form_stands_against_it(self):
        self.env["kam.information.table"].create({"account_id": self.farm.id})
        with self.assertRaisesRegex(UserError, "is open"):
            self._merge(self.mill.partner_id | self.farm.partner_id, self.mill.partner_id)

    def _join(self, account, successor, user=None, reason="Entered twice"):
        dialog = (
            self.env["kam.account.join"]
            .with_user(user or self.administrator)
            .create({"account_id": account.id, "successor_id": successor.id, "reason": reason})
        )
        return dialog.action_join()

    def test_two_key_accounts_become_one(self):
        events, customer = self.mill.event_ids, self.mill.partner_id
        self.assertEqual(self._join(self.mill, self.shop)["res_id"], self.shop.id)
        self.env.invalidate_all()
        self.assertEqual((self.mill.state, self.mill.active), ("ordinary", False))
        new = self.mill.event_ids - events
        self.assertEqual(set(new.mapped("kind")), {"downgraded", "joined"})
        self.assertEqual(set(new.mapped("reason")), {"Entered twice"})
        self.assertEqual(
            {(row.res_model, row.res_id) for row in new}, {("kam.account", self.shop.id)}
        )
        # whichever customer stays
        self._merge(customer | self.shop.partner_id, customer)
        self.assertEqual(self.shop.partner_id, customer)
        self.assertEqual((self.shop.state, customer.kam_account_id), ("key", self.shop))
        self.assertTrue(self.mill.exists() and self.mill.event_ids >= events)
        self.assertNotEqual(self.mill.partner_id, customer)
        self.assertEqual((self.mill.partner_id.name, self.mill.partner_id.active), ("Mill", False))

    def test_how_an_account_ends_so(self):
        with self.assertRaises(AccessError):
            self._join(self.mill, self.shop, self.manager_east)
        with self.assertRaises(AccessError):
            self.mill.with_user(self.manager_east)._join(self.shop, "Twice")
        for reason, successor in ((" ", self.shop), ("Twice", self.mill)):
            with self.assertRaises(UserError):
                self._join(self.mill, successor, reason=reason)
        self._join(self.mill, self.shop)
        with self.assertRaisesRegex(UserError, "goes on as"):
            self._join(self.mill, self.shop)
        with self.assertRaises(UserError):
            self._join(self.yard, self.mill)
        with self.assertRaises(ValidationError):
            self.mill.active = True
        with self.assertRaisesRegex(UserError, "goes on as"):
            self.mill._enter_potential("manual", "Again", self.shanghai, self.rep_shanghai)

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
