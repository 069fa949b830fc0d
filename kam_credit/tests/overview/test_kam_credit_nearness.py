from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..common import KamCreditCommon, day


@tagged("post_install", "-at_install")
class TestKamCreditNearness(KamCreditCommon):
    """Who is near the threshold or the limit of a tier: found, shown, and said in words."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_organisation()
        # automatic downgrades off: who is below stays a key account
        cls.company.sudo().kam_credit_auto_downgrade = False
        cls.rates = {
            share: cls.make_rated(f"Rate {share}", share) for share in (70, 75, 79, 80, 81)
        }

    @classmethod
    def make_rated(cls, name, share, amount=10_000):
        """Return a key account of which a share (in %) of an amount was paid on time."""
        partner = cls.make_customer(name)
        invoice = cls.invoice(partner, amount, due=day(-10))
        cls.pay(invoice, amount=amount * share / 100, on=day(-10))
        cls.make_key(partner)
        return partner

    def near(self, name, *partners):
        profiles = self.root["kam.credit.profile"].search([(name, "=", True)])
        # what is found, and what is shown, are the same
        everybody = self.root["kam.credit.profile"].search([("company_id", "=", self.company.id)])
        self.assertEqual(everybody.filtered(name), profiles & everybody)
        self.assertEqual(
            everybody - everybody.filtered(name),
            everybody.search([(name, "=", False), ("id", "in", everybody.ids)]),
        )
        return profiles.partner_id & self.env["res.partner"].union(*partners)

    def test_near_the_threshold(self):
        self.store(*self.rates.values())
        found = self.near("is_near_threshold", *self.rates.values())
        self.assertEqual(found, self.rates[75] | self.rates[79] | self.rates[80])

    def test_the_margin_is_a_setting(self):
        self.store(*self.rates.values())
        self.company.sudo().kam_credit_near_margin = 0.06
        found = self.near("is_near_threshold", *self.rates.values())
        self.assertIn(self.rates[81], found)
        self.company.sudo().kam_credit_near_margin = 0
        found = self.near("is_near_threshold", *self.rates.values())
        self.assertEqual(found, self.rates[75])

    def test_a_setting_out_of_range(self):
        for name in ("kam_credit_near_margin", "kam_credit_near_share"):
            for value in (-0.01, 0.51):
                with self.subTest(name=name, value=value), self.assertRaises(ValidationError):
                    self.company.sudo()[name] = value

    def test_only_key_accounts_that_were_evaluated(self):
        partner = self.make_customer("No account")
        invoice = self.invoice(partner, 1000, due=day(-10))
        self.pay(invoice, amount=780, on=day(-10))
        self.store(partner)
        self.assertFalse(self.profile(partner).is_near_threshold)
        self.assertFalse(self.near("is_near_threshold", partner))
        self.assertFalse(self.profile(self.rates[79]).is_near_threshold, "not evaluated yet")

    def test_near_a_boundary(self):
        # the lists begin at 200, 1000, 5000 and 10000; near is 5 % of these
        amounts = {
            amount: self.make_rated(f"Amount {amount}", 100, amount)
            for amount in (940, 950, 1000, 1050, 1060, 4800, 9_600)
        }
        self.store(*amounts.values())
        found = self.near("is_near_boundary", *amounts.values())
        self.assertEqual(
            {amount for amount, partner in amounts.items() if partner in found},
            {950, 1000, 1050, 4800, 9_600},
        )
        self.company.sudo().kam_credit_near_share = 0.01
        found = self.near("is_near_boundary", *amounts.values())
        self.assertEqual(found, amounts[1000])

    def test_in_words(self):
        self.store(*self.rates.values())
        for share, text in (
            (70, "5.00 points below the threshold"),
            (75, "0.00 points above the threshold"),
            (79, "4.00 points above the threshold"),
        ):
            with self.subTest(share=share):
                self.assertIn(text, self.profile(self.rates[share]).nearness)
        self.assertNotIn("points", self.profile(self.rates[81]).nearness or "")
        below = self.make_rated("Below", 100, 4_900)
        above = self.make_rated("Above", 100, 5_100)
        self.store(below, above)
        self.assertRegex(self.profile(below).nearness, "100.00.* below the Yellow list")
        self.assertRegex(
            self.profile(above).nearness, "100.00.* above the lower limit of the Yellow list"
        )

    def test_overdue(self):
        profile = self.profile(self.rates[75])
        self.invoice(self.rates[75], 50, due=day(5))
        self.invoice(self.rates[75], 40, due=day(-400))
        self.store(self.rates[75])
        self.assertEqual(profile.amount_overdue, 2_540, "what is not yet due is not overdue")
        paid = self.make_rated("Paid late", 0, 300)
        invoice = self.root["account.move"].search([("partner_id", "=", paid.id)])
        self.pay(invoice, on=day(-2))
        self.store(paid)
        self.assertEqual(self.profile(paid).amount_overdue, 0)
        self.assertEqual(self.profile(paid).fulfilment_rate, 0)
        self.company.sudo().kam_credit_grace_days = 12
        self.store(self.rates[75])
        self.assertEqual(profile.amount_overdue, 40, "days of grace included")

    def test_the_rate_of_several_customers_is_that_of_their_sums(self):
        big = self.make_rated("Big", 100, 90_000)
        self.store(big, self.rates[70])
        domain = [("partner_id", "in", (big | self.rates[70]).ids)]
        groups = self.root["kam.credit.profile"]._read_group(domain, [], ["fulfilment_rate:avg"])
        self.assertAlmostEqual(float(groups[0][0]), 97_000 / 100_000)
        self.company.sudo().kam_credit_basis = "count"
        groups = self.root["kam.credit.profile"]._read_group(domain, [], ["fulfilment_rate:avg"])
        self.assertAlmostEqual(float(groups[0][0]), 0.5)
