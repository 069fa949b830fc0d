from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..common import TODAY, day
from .common import KamCreditLimitCommon


@tagged("post_install", "-at_install")
class TestKamCreditFormula(KamCreditLimitCommon):
    """The limit of the tier follows turnover or capital of each customer. Acme bought for 3000."""

    def setUp(self):
        super().setUp()
        self.store(self.customer)

    def _by_turnover(self, share=0.3, ceiling=0):
        self.red.write({"limit_method": "turnover", "limit_share": share, "limit_ceiling": ceiling})

    def _by_capital(self, share=0.1, ceiling=0):
        self.red.write({"limit_method": "capital", "limit_share": share, "limit_ceiling": ceiling})

    def _statement(self, equity=20_000, ended=-100, account=None, **vals):
        return self.root["kam.financial.statement"].create(
            {
                "account_id": (account or self.account).id,
                "period_type": "year",
                "date_from": day(ended - 364),
                "date_to": day(ended),
                "currency_id": self.company.currency_id.id,
                "total_assets": 50_000,
                "equity": equity,
                **vals,
            }
        )

    def _events(self, partner=None):
        return self.profile(partner or self.customer).event_ids.sorted("id")

    def test_the_formula_reaches_its_holders(self):
        before = len(self._events())
        self._by_turnover()
        self.assertEqual(self.acme.credit_limit, 900)
        self.assertIn("3,000", self.acme.limit_explanation)
        self.assertIn("30", self.acme.limit_explanation)
        event = self._events()[-1]
        self.assertEqual(len(self._events()), before + 1)
        self.assertEqual(
            (event.kind, event.limit_before, event.credit_limit), ("limited", 1000, 900)
        )
        self.assertIn("1,000", event.reason)
        self.assertIn("900", event.reason)
        self._by_turnover(ceiling=500)
        self.assertEqual(self.acme.credit_limit, 500)
        self.assertIn("at most", self.acme.limit_explanation)
        self.red.has_unlimited_credit = True
        self.assertEqual((self.acme.credit_limit, self.acme.has_unlimited_credit), (0, True))
        self.assertIn("∞", self._events()[-1].reason)
        self.red.write({"has_unlimited_credit": False, "limit_method": "fixed"})
        self.assertEqual(self.acme.credit_limit, 1000)
        self.assertTrue(self._events()[-1].was_unlimited)

    def test_a_tier_is_assigned_with_its_formula(self):
        self.tiers["yellow"].write({"limit_method": "turnover", "limit_share": 0.5})
        self.acme._assign_tier(self.tiers["yellow"], "Better")
        self.assertEqual(self.acme.credit_limit, 1500)
        self.assertEqual(self._events()[-1].credit_limit, 1500)
        self.acme._drop_tier("No more")
        self.assertEqual(self.acme.credit_limit, 0)
        self.assertFalse(self.acme.limit_explanation)

    def test_who_holds_no_tier_is_left_alone(self):
        other = self.make_customer("Without")
        self.invoice(other, 4000, due=day(5))
        self.make_key(other)
        self._by_turnover()
        self.store(other)
        profile = self.profile(other)
        self.assertEqual((profile.credit_limit, profile.has_unlimited_credit), (0, False))
        self.assertFalse(profile.limit_explanation)
        self.assertFalse(profile.event_ids)

    def test_turnover_moves_it_beyond_the_tolerance_only(self):
        self._by_turnover()
        count = len(self._events())
        self.invoice(self.customer, 140, date=TODAY, due=day(30))
        self.store(self.customer)
        self.assertEqual((self.acme.transaction_amount, self.acme.credit_limit), (3140, 900))
        self.assertEqual(len(self._events()), count)
        self.invoice(self.customer, 60, date=TODAY, due=day(30))
        self.store(self.customer)
        self.assertEqual((self.acme.transaction_amount, self.acme.credit_limit), (3200, 960))
        event = self._events()[-1]
        self.assertEqual(
            (event.kind, event.limit_before, event.credit_limit), ("limited", 900, 960)
        )
        self.assertEqual(len(self._events()), count + 1)
        self.store(self.customer)
        self.assertEqual(len(self._events()), count + 1)

    def test_incomplete_figures_move_nothing(self):
        self._by_turnover()
        self.company.sudo().kam_credit_complete_from = day(-100)
        self.invoice(self.customer, 3000, date=TODAY, due=day(30))
        self.store(self.customer)
        self.assertTrue(self.acme.is_incomplete)
        self.assertEqual(self.acme.credit_limit, 900)

    def test_capital_without_a_statement_is_no_credit_and_says_so(self):
        self._by_capital()
        self.assertEqual((self.acme.credit_limit, self.acme.has_unlimited_credit), (0, False))
        self.assertIn("no yearly statement of the last 18 months", self.acme.limit_explanation)
        self._statement()
        self.store(self.customer)
        self.assertEqual(self.acme.credit_limit, 2000)
        self.assertIn("20,000", self.acme.limit_explanation)

    def test_capital_is_that_of_the_latest_year(self):
        self._statement(90_000, ended=-500)
        self._statement(20_000)
        self._statement(70_000, ended=-10, period_type="quarter", date_from=day(-99))
        self._by_capital()
        self.assertEqual(self.acme.credit_limit, 2000)

    def test_capital_that_is_too_old(self):
        self._statement(ended=-400)
        self._by_capital()
        self.assertEqual(self.acme.credit_limit, 2000)
        self.company.sudo().kam_credit_capital_months = 13
        self.store(self.customer)
        self.assertEqual(self.acme.credit_limit, 0)
        self.assertIn("13 months", self.acme.limit_explanation)

    def test_capital_in_another_currency(self):
        self._statement(currency_id=self.eur.id)
        self._by_capital()
        self.assertEqual(self.acme.credit_limit, 4000)

    def test_capital_eaten_up(self):
        self._statement(-5)
        self._by_capital()
        self.assertEqual(self.acme.credit_limit, 0)
        self.assertIn("names none", self.acme.limit_explanation)

    def test_a_share_of_nothing_is_refused(self):
        for share in (0, -0.1, 10.5):
            with self.subTest(share=share), self.assertRaisesRegex(ValidationError, "Share"):
                self._by_turnover(share)

    def test_what_the_tier_grants_in_words(self):
        self._by_turnover(ceiling=500)
        self.assertIn("30", self.red._describe_terms())
        self.assertIn("at most", self.red._describe_terms())

    def test_a_hundred_customers_cost_as_many_queries_as_ten(self):
        self._by_capital()
        accounts = self.root["kam.account"]
        for index in range(12):
            partner = self.make_customer(f"Many {index}")
            self.invoice(partner, 3000, due=day(-9))
            accounts |= self.make_key(partner, tier=self.red)
            self._statement(1000 + index, account=accounts[-1])
        profiles = self.root["kam.credit.profile"].search([("account_id", "in", accounts.ids)])

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some._follow_figures()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        few = count(profiles[:2])
        self.assertLessEqual(count(profiles[2:]), few + 1)
        self.assertEqual(set(profiles.mapped("credit_limit")), {100 + 0.1 * i for i in range(12)})
