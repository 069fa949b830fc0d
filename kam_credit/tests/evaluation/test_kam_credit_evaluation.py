import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import TODAY, KamCreditCommon, day


@tagged("post_install", "-at_install")
class TestKamCreditEvaluation(KamCreditCommon):
    """``evaluate``: what it answers, what it stores, and what it refuses."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_organisation()

    # ------------------------------------------------------------------
    # tiers
    # ------------------------------------------------------------------

    def test_boundaries_lie_in_exactly_one_tier(self):
        cases = [
            (199.99, None),
            (200, "black"),
            (999.99, "black"),
            (1000, "red"),
            (4999.99, "red"),
            (5000, "yellow"),
            (9999.99, "yellow"),
            (10_000, "green"),
            (99_999_999, "green"),
        ]
        for amount, code in cases:
            with self.subTest(amount=amount):
                partner = self.make_customer(f"Buys for {amount}")
                self.invoice(partner, amount, date=TODAY)
                row = self.evaluate(partner)
                self.assertEqual(row["tier_by_amount"], code)
                self.assertEqual(row["tier"], code)
                self.assertEqual(row["reason"], "by_amount" if code else "below_lowest")

    def score(self, partner, tier):
        self.profile(partner)._protected_write(
            {"has_score": True, "tier_by_score_id": tier.id if tier else False}
        )

    def test_policy_with_a_score(self):
        self.invoice(self.customer, 6000, date=TODAY)
        self.make_key(self.customer)
        red, green = self.tiers["red"], self.tiers["green"]
        empty = red.browse()
        cases = [
            ("stricter", red, "red", "by_score"),
            ("stricter", green, "yellow", "by_amount"),
            ("stricter", empty, None, "below_lowest"),
            ("score", green, "green", "by_score"),
            ("score", empty, None, "below_lowest"),
            ("amount", red, "yellow", "by_amount"),
        ]
        for policy, tier, code, reason in cases:
            with self.subTest(policy=policy, score=tier.code):
                self.company.kam_credit_tier_policy = policy
                self.score(self.customer, tier)
                row = self.evaluate(self.customer)
                self.assertEqual((row["tier"], row["reason"]), (code, reason))
                self.assertEqual(row["tier_by_amount"], "yellow")

    def test_without_a_score_the_amount_decides(self):
        self.invoice(self.customer, 6000, date=TODAY)
        self.company.kam_credit_tier_policy = "score"
        self.assertEqual(self.evaluate(self.customer)["tier"], "yellow")

    def test_below_the_threshold_leads_to_no_tier(self):
        self.invoice(self.customer, 6000, due=day(-10))
        row = self.evaluate(self.customer)
        self.assertEqual(row["tier_by_amount"], "yellow")
        self.assertEqual((row["tier"], row["reason"]), (None, "below_threshold"))

    def test_rate_just_below_and_exactly_at_the_threshold(self):
        for paid, reason in ((749_999, "below_threshold"), (750_000, "by_amount")):
            with self.subTest(paid=paid):
                partner = self.make_customer(f"Paid {paid}")
                self.pay(self.invoice(partner, 1_000_000, due=day(-10)), paid, on=day(-10))
                self.assertEqual(self.evaluate(partner)["reason"], reason)

    def test_what_is_missing_is_stored(self):
        self.pay(self.invoice(self.customer, 6000, due=day(-10)), 4000, on=day(-10))
        self.store(self.customer)
        profile = self.profile(self.customer)
        self.assertEqual(profile.tier_next_id, self.tiers["green"])
        self.assertEqual(profile.amount_to_next, 4000)
        self.assertEqual(profile.on_time_to_threshold, 500)
        self.assertEqual(profile.tier_by_amount_id, self.tiers["yellow"])
        self.assertFalse(profile.tier_led_id)
        self.assertTrue(profile.is_below_threshold)
        self.assertEqual(profile.date_figures, TODAY)

    def test_best_tier_has_nothing_missing(self):
        self.invoice(self.customer, 10_000, date=TODAY)
        self.store(self.customer)
        self.assertFalse(self.profile(self.customer).tier_next_id)

    def test_figures_that_lead_elsewhere_are_found(self):
        self.invoice(self.customer, 6000, date=TODAY)
        self.make_key(self.customer, tier=self.tiers["red"])
        self.store(self.customer)
        profile = self.profile(self.customer)
        self.assertTrue(profile.is_other_tier)
        found = profile.search([("is_other_tier", "=", True)])
        self.assertIn(profile, found)
        profile._assign_tier(self.tiers["yellow"], "Assessed")
        self.assertFalse(profile.is_other_tier)
        self.assertNotIn(profile, profile.search([("is_other_tier", "=", True)]))
        self.assertIn(profile, profile.search([("is_other_tier", "!=", True)]))

    def test_provisional_in_the_first_twelve_months(self):
        for since, provisional in ((day(-365), False), (day(-364), True)):
            with self.subTest(since=since):
                partner = self.make_customer(f"Since {since}")
                self.make_key(partner, since=since)
                self.assertEqual(self.profile(partner).is_provisional, provisional)

    # ------------------------------------------------------------------
    # what is answered
    # ------------------------------------------------------------------

    def test_row_is_json_and_complete(self):
        self.pay(self.invoice(self.customer, 300, due=day(-10)), 100, on=day(-10))
        row = self.evaluate(self.customer)
        self.assertEqual(json.loads(json.dumps(row)), row)
        self.assertEqual(
            list(row),
            [
                "partner_id",
                "transaction_amount",
                "amount_due",
                "amount_on_time",
                "fulfilment_rate",
                "tier_by_amount",
                "tier",
                "current_tier",
                "reason",
                "is_complete",
            ],
        )
        self.assertAlmostEqual(row["fulfilment_rate"], 1 / 3, 9)

    def test_every_debtor_with_posted_invoices(self):
        other = self.make_customer("Another")
        draft = self.make_customer("Only a draft")
        supplier = self.make_customer("Supplier")
        self.invoice(self.customer, 100, date=TODAY)
        self.invoice(other, 100, date=TODAY)
        self.invoice(draft, 100, date=TODAY).button_draft()
        self.invoice(supplier, 100, date=TODAY, move_type="in_invoice")
        rows = self.evaluate()
        self.assertEqual([row["partner_id"] for row in rows], sorted([self.customer.id, other.id]))
        self.assertEqual(self.evaluate(partner_ids=[]), [])

    def test_company_is_the_current_one_by_default(self):
        other = self.setup_other_company()
        self.invoice(self.customer, 100, date=TODAY)
        self.invoice(self.customer, 40, date=TODAY, company=other)
        model = self.root["kam.credit.profile"]
        for company, amount in ((self.company, 100), (other, 40)):
            rows = model.with_company(company).evaluate(partner_ids=self.customer.ids)
            self.assertEqual([row["transaction_amount"] for row in rows], [amount])

    def test_same_figures_whatever_companies_are_ticked(self):
        other = self.setup_other_company()
        self.invoice(self.customer, 100, due=day(-5))
        self.invoice(self.customer, 40, due=day(-5), company=other)
        model = self.root["kam.credit.profile"]
        answers = [
            model.with_context(allowed_company_ids=ids).evaluate(
                partner_ids=self.customer.ids, company_id=self.company.id
            )
            for ids in (self.company.ids, other.ids, [other.id, self.company.id])
        ]
        self.assertEqual(answers[0][0]["amount_due"], 100)
        self.assertEqual(answers, [answers[0]] * 3)

    def test_current_tier(self):
        self.make_key(self.customer, tier=self.tiers["green"])
        self.invoice(self.customer, 300, date=TODAY)
        row = self.evaluate(self.customer)
        self.assertEqual((row["current_tier"], row["tier"]), ("green", "black"))

    # ------------------------------------------------------------------
    # simulating and storing
    # ------------------------------------------------------------------

    def test_simulating_writes_nothing(self):
        partner = self.make_falling(tier=self.tiers["red"])
        self.env.flush_all()
        counted = (
            "kam.credit.profile",
            "kam.credit.event",
            "kam.credit.snapshot",
            "kam.account.event",
            "mail.message",
            "mail.activity",
        )
        before = [self.root[name].search_count([]) for name in counted]
        row = self.evaluate(partner)
        self.assertEqual(row["reason"], "below_threshold")
        self.assertEqual([self.root[name].search_count([]) for name in counted], before)
        self.assertEqual(self.profile(partner).account_state, "key")
        self.assertFalse(self.profile(partner).date_figures)

    def test_storing_makes_missing_profiles(self):
        self.invoice(self.customer, 100, date=TODAY)
        self.assertFalse(self.profile(self.customer))
        self.store(self.customer)
        profile = self.profile(self.customer)
        self.assertEqual(profile.transaction_amount, 100)
        self.assertFalse(profile.has_rate)

    def test_storing_again_keeps_one_profile(self):
        self.invoice(self.customer, 100, date=TODAY)
        self.store(self.customer)
        profile = self.profile(self.customer)
        self.invoice(self.customer, 50, date=TODAY)
        self.store(self.customer)
        self.assertEqual(self.profile(self.customer), profile)
        self.assertEqual(profile.transaction_amount, 150)

    def test_profile_cannot_exist_twice(self):
        self.make_key(self.customer)
        with self.assertRaisesRegex(Exception, "partner_company_uniq"), self.cr.savepoint():
            self.root["kam.credit.profile"]._protected_create(
                [{"partner_id": self.customer.id, "company_id": self.company.id}]
            )
            self.env.flush_all()

    def test_buttons_evaluate(self):
        self.invoice(self.customer, 100, date=TODAY)
        profile_model = self.root["kam.credit.profile"].with_user(self.credit_admin)
        action = profile_model.action_evaluate_all()
        run = self.root["kam.credit.run"].browse(action["res_id"])
        self.assertEqual((run.state, run.count_done), ("done", run.count_total))
        profile = self.profile(self.customer)
        self.invoice(self.customer, 50, date=TODAY)
        self.assertTrue(profile.with_user(self.credit_admin).action_evaluate())
        self.assertEqual(profile.transaction_amount, 150)
        with self.assertRaises(AccessError):
            profile.with_user(self.director).action_evaluate()

    # ------------------------------------------------------------------
    # refused
    # ------------------------------------------------------------------

    def test_day_that_is_none(self):
        for value in ("yesterday", "2025-13-01", "11.06.2025", 20250611, "0001-01-01"):
            with self.subTest(value=value), self.assertRaisesRegex(UserError, "as_of"):
                self.evaluate(self.customer, as_of=value)

    def test_day_in_the_future(self):
        with self.assertRaisesRegex(UserError, "as_of"):
            self.evaluate(self.customer, as_of=day(1))

    def test_day_as_text(self):
        self.invoice(self.customer, 100, date=day(-5))
        self.assertEqual(
            self.evaluate(self.customer, as_of="2025-06-06")["transaction_amount"], 100
        )
        self.assertEqual(self.evaluate(self.customer, as_of="2025-06-05")["transaction_amount"], 0)

    def test_storing_a_past_day_is_refused(self):
        with self.assertRaisesRegex(UserError, "only be simulated"):
            self.evaluate(self.customer, as_of=day(-1), simulate=False)

    def test_unknown_company(self):
        for user in (None, self.credit_admin):
            for value in (2_000_000_000, "Elsewhere"):
                with (
                    self.subTest(user=user, value=value),
                    self.assertRaisesRegex(UserError, "company_id"),
                ):
                    self.evaluate(self.customer, user=user, company_id=value)

    def test_partners_that_are_none(self):
        for value in (["Acme"], "Acme", [None], [1.5]):
            with self.subTest(value=value), self.assertRaisesRegex(UserError, "partner_ids"):
                self.evaluate(partner_ids=value)

    def test_unknown_partners_are_left_out(self):
        self.invoice(self.customer, 100, date=TODAY)
        rows = self.evaluate(partner_ids=[2_000_000_000, self.customer.id])
        self.assertEqual([row["partner_id"] for row in rows], self.customer.ids)

    def test_storing_is_for_credit_administrators(self):
        self.make_key(self.customer)
        for user in (self.director, self.credit_approver, self.supervisor, self.kam_admin):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.evaluate(self.customer, user=user, simulate=False)
        self.evaluate(self.customer, user=self.credit_admin, simulate=False)
        self.assertEqual(self.profile(self.customer).date_figures, TODAY)
