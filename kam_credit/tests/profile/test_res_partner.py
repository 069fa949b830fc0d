from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import Form, tagged

from ..common import TODAY, KamCreditCommon


@tagged("post_install", "-at_install")
class TestResPartner(KamCreditCommon):
    """The credit profile on the customer, as far as the reader may see it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_organisation()
        cls.contact = cls.make_customer("Contact", parent=cls.customer)
        cls.account = cls.make_key(cls.customer)
        cls.env.flush_all()

    def test_every_account_gets_a_profile(self):
        profile = self.profile(self.customer)
        self.assertEqual(profile.account_id, self.account)
        self.assertEqual((profile.account_state, profile.unit_id), ("key", self.area))
        self.assertEqual(profile.manager_id, self.representative)

    def test_customer_and_contact_share_the_profile(self):
        profile = self.profile(self.customer)
        for partner in self.customer | self.contact:
            seen = partner.with_user(self.supervisor).kam_credit_profile_id
            self.assertEqual(seen.id, profile.id)
            action = partner.with_user(self.supervisor).action_open_credit_profile()
            self.assertEqual((action["res_model"], action["res_id"]), (profile._name, profile.id))

    def test_what_customers_owe_is_not_searched_by_who_may_not_read_it(self):
        self.invoice(self.customer, 300)
        self.env.flush_all()
        for name in ("credit", "debit"):
            for user in (self.representative, self.supervisor):
                partners = self.root["res.partner"].with_user(user)
                for path in (name, f"parent_id.{name}"):
                    with self.subTest(user=user.name, path=path), self.assertRaises(AccessError):
                        partners.search_count(Domain(path, ">", 100))
        found = self.root["res.partner"].with_user(self.accountant).search([("credit", ">", 100)])
        self.assertIn(self.customer.id, found.ids)

    def test_terms_of_a_tier_are_not_changed_by_hand(self):
        term = self.root.ref("account.account_payment_term_15days")
        other = self.root.ref("account.account_payment_term_45days")
        tier = self.tiers["red"]
        tier.payment_term_id = term
        self.profile(self.customer)._assign_tier(tier, "Assessed")
        partner = self.customer.with_env(self.root)
        self.assertEqual(partner.property_payment_term_id, term)
        partner.write({"property_payment_term_id": term.id, "comment": "The same is no change"})
        with self.assertRaisesRegex(UserError, "Payment Terms.*Acme"):
            partner.property_payment_term_id = other
        tier.payment_term_id = other
        self.assertEqual(partner.property_payment_term_id, other, "the tier changes it")
        self.account.with_env(self.root)._downgrade("manual", "Given up")
        self.assertFalse(partner.property_payment_term_id, "its own has returned")
        partner.property_payment_term_id = term
        self.assertEqual(partner.property_payment_term_id, term)

    def test_profile_of_the_present_company(self):
        other = self.setup_other_company()
        self.invoice(self.customer, 10, date=TODAY, company=other)
        self.evaluate(self.customer, company_id=other.id, simulate=False)
        partner = self.customer.with_env(self.root)
        for company in self.company, other:
            profile = partner.with_company(company).kam_credit_profile_id
            self.assertEqual(profile, self.profile(self.customer, company))
            self.assertEqual(profile.company_id, company)

    def test_profile_made_before_the_account(self):
        partner = self.make_customer("Grown")
        self.invoice(partner, 10, date=TODAY)
        self.store(partner)
        profile = self.profile(partner)
        self.assertFalse(profile.account_id)
        account = self.make_key(partner)
        self.assertEqual(self.profile(partner), profile)
        self.assertEqual(profile.account_id, account)
        self.assertEqual(profile.action_open_account()["res_id"], account.id)

    def test_actions_of_the_profile(self):
        profile = self.profile(self.customer)
        for name, model in (
            ("action_open_instalments", "kam.credit.instalment"),
            ("action_open_turnover", "kam.credit.turnover"),
            ("action_open_events", "kam.credit.event"),
        ):
            action = getattr(profile, name)()
            self.assertEqual(action["res_model"], model)
            self.assertEqual(action["domain"], [("profile_id", "=", profile.id)])

    def test_forms_open_for_everybody_who_sees_the_customer(self):
        self.store(self.customer)
        for user in self.supervisor | self.credit_admin:
            form = Form(self.profile(self.customer).with_user(user))
            self.assertEqual(form.partner_id.id, self.customer.id)
        for user in self.representative | self.supervisor | self.kam_admin | self.accountant:
            with self.subTest(user=user.login):
                form = Form(self.customer.with_user(user))
                self.assertEqual(form.name, "Acme")
        for user in self.representative | self.supervisor | self.kam_admin:
            with self.subTest(user=user.login):
                form = Form(self.account.with_user(user))
                self.assertEqual(form.partner_id.id, self.customer.id)
