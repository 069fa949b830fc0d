from odoo.fields import Domain
from odoo.tests import tagged

from ..common import KamCreditCommon, day

MODELS = ("kam.credit.instalment", "kam.credit.settlement", "kam.credit.turnover")


@tagged("post_install", "-at_install")
class TestKamCreditEvidence(KamCreditCommon):
    """What stands behind the figures is computed for those only who are asked for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_organisation()
        cls.others = [cls.make_customer(name) for name in ("Bravo", "Charlie")]
        for partner in (cls.customer, *cls.others):
            invoice = cls.owe(partner=partner)
            cls.pay(invoice, 60, on=day(-45))
        cls.root["kam.credit.profile"].evaluate(company_id=cls.company.id, simulate=False)

    def rows_of(self, model, domain):
        """Return the rows that a domain finds, each search with a cache of its own."""
        self.env.invalidate_all()
        return self.root[model].with_context(allowed_company_ids=self.company.ids).search(domain)

    def narrowed(self, model, domain):
        """Return the ids of the profiles that a search computes; None for all."""
        rows = self.root[model].with_context(allowed_company_ids=self.company.ids)
        return rows._narrow(Domain(domain))._get_narrowed_ids()

    def test_asked_for(self):
        own = (self.profile(self.customer).id,)
        for model in MODELS:
            some = self.rows_of(model, [("profile_id", "in", own)])
            self.assertTrue(some)
            asked = [
                [("profile_id", "=", own[0])],
                [("profile_id", "in", list(own))],
                [("profile_id.partner_id", "=", self.customer.id)],
                [("id", "in", some.ids)],
                [("id", "=", some.ids[0])],
                [("company_id", "!=", False), ("profile_id", "=", own[0])],
            ]
            if "partner_id" in self.env[model]._fields:
                asked += [
                    [("partner_id", "=", self.customer.id)],
                    [("partner_id", "child_of", self.customer.ids)],
                    [("partner_id.name", "=", "Acme")],
                    [("partner_id", "ilike", "Acme")],
                ]
            for domain in asked:
                with self.subTest(model=model, domain=domain):
                    self.assertEqual(self.narrowed(model, domain), own)

    def test_same_rows_as_of_everybody(self):
        for model in MODELS:
            everything = self.rows_of(model, [])
            self.assertEqual(len(everything.profile_id), 3)
            for partner in (self.customer, *self.others):
                with self.subTest(model=model, partner=partner.name):
                    profile = self.profile(partner)
                    self.assertEqual(
                        self.rows_of(model, [("profile_id", "=", profile.id)]),
                        everything.filtered(lambda row, own=profile: row.profile_id == own),
                    )

    def test_settlements_of_instalments(self):
        instalment = self.rows_of("kam.credit.instalment", [("partner_id", "=", self.customer.id)])
        domain = [("instalment_id", "in", instalment.ids)]
        self.assertEqual(
            self.narrowed("kam.credit.settlement", domain), (self.profile(self.customer).id,)
        )
        self.assertEqual(self.rows_of("kam.credit.settlement", domain), instalment.settlement_ids)

    def test_either_or_is_computed_whole(self):
        own = self.profile(self.customer)
        domain = ["|", ("profile_id", "=", own.id), ("company_id", "=", self.company.id)]
        for model in MODELS:
            with self.subTest(model=model):
                self.assertIsNone(self.narrowed(model, domain))
                self.assertEqual(len(self.rows_of(model, domain).profile_id), 3)

    def test_context_opens_nothing(self):
        supervisor = self.supervisor
        for model in MODELS:
            for name, value in (
                ("kam_credit_profile_ids", (self.profile(self.customer).id,)),
                ("kam_credit_profile_ids", "everything"),
                ("kam_credit_profile_id", self.profile(self.customer).id),
                ("kam_credit_profile_id", "one"),
            ):
                with self.subTest(model=model, value=value):
                    self.env.invalidate_all()
                    rows = self.env[model].with_user(supervisor).with_context(**{name: value})
                    self.assertFalse(rows.search([]))

    def test_memory_is_given_back(self):
        self.env.cr.execute("SHOW work_mem")
        before = self.env.cr.fetchone()
        self.evaluate()
        self.env.cr.execute("SHOW work_mem")
        self.assertEqual(self.env.cr.fetchone(), before)
