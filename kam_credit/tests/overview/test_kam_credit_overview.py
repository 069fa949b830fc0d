from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.kam_management.tests.opened import count_shown, find_filters, narrow

from ..common import KamCreditCommon, day


@tagged("post_install", "-at_install")
class TestKamCreditOverview(KamCreditCommon):
    """What stands above the customers, for each who may see it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_organisation()
        cls.company.sudo().kam_credit_auto_downgrade = False
        cls.green = cls.make_payer("Green", 12_000, tier="green")
        cls.red = cls.make_payer("Red", 2_000, tier="red")
        cls.south_red = cls.make_payer("South red", 2_000, tier="red", unit=cls.south_area)
        cls.none = cls.make_payer("None", 300)
        cls.late = cls.make_falling("Late", 1_000)
        cls.root["kam.credit.profile"].evaluate(company_id=cls.company.id, simulate=False)
        cls.env.flush_all()

    @classmethod
    def make_payer(cls, name, amount, tier=None, unit=None):
        partner = cls.make_customer(name)
        cls.pay(cls.invoice(partner, amount, due=day(-10)), on=day(-10))
        cls.make_key(partner, tier=tier and cls.tiers[tier], unit=unit)
        return partner

    def overview(self, user):
        # as in a request of its own
        self.env.invalidate_all()
        return (
            self.env["kam.credit.profile"]
            .with_user(user)
            .with_context(allowed_company_ids=self.company.ids)
            .get_overview()
        )

    def test_of_everybody(self):
        data = self.overview(self.credit_approver)
        self.assertEqual(
            {tier["code"]: tier["count"] for tier in data["tiers"]},
            {"green": 1, "yellow": 0, "red": 2, "black": 0},
        )
        self.assertEqual(next(tier["code"] for tier in data["tiers"]), "green")
        self.assertEqual((data["without_tier"], data["key_accounts"]), (2, 5))
        self.assertEqual(data["filters"]["falling"], 1)
        self.assertEqual(data["overdue"]["count"], 1)
        self.assertEqual(
            data["overdue"]["amounts"],
            [{"currency_id": self.company.currency_id.id, "amount": 1_000}],
        )
        # the one without a tier is on the black list by its figures
        self.assertEqual(data["changes"], {"open": 1, "late": 0})
        last = data["last"]
        self.assertEqual(last["downgraded"], 0)
        self.assertEqual((last["evaluated"], last["proposed"], last["stale"]), (5, 1, 0))

    def test_only_customers_in_sight(self):
        data = self.overview(self.south_supervisor)
        self.assertEqual(data["key_accounts"], 1)
        self.assertEqual(data["overdue"]["count"], 0)
        self.assertEqual(data["filters"]["falling"], 0)
        self.assertEqual(data["changes"]["open"], 0)
        self.assertEqual((data["last"]["evaluated"], data["last"]["proposed"]), (1, 0))
        self.assertEqual(self.overview(self.supervisor)["key_accounts"], 4)

    def test_each_role(self):
        for user in (self.representative, self.accountant, self.clerk, self.kam_admin):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.overview(user)
        for user in (self.credit_officer, self.credit_reviewer, self.director, self.credit_admin):
            with self.subTest(user=user.login):
                self.assertTrue(self.overview(user)["key_accounts"])

    def test_every_number_is_that_of_its_filter(self):
        for user in (self.credit_approver, self.supervisor):
            data = self.overview(user)
            profiles = self.env["kam.credit.profile"].with_user(user)
            arch = profiles.get_view(
                self.env.ref("kam_credit.view_kam_credit_profile_search").id, "search"
            )["arch"]
            self.assertIn('name="stale"', arch)
            for name, domain in data["last"]["domains"].items():
                model = {"downgraded": "kam.credit.snapshot", "proposed": "kam.credit.change"}
                behind = self.env[model.get(name, "kam.credit.profile")].with_user(user)
                with self.subTest(user=user.login, name=name):
                    self.assertEqual(data["last"][name], behind.search_count(domain))

    def test_every_tile_opens_what_it_counts(self):
        """Tiles count key accounts: what they open are the same, found by the same filters."""
        # ordinary customers, who owe something as well, and whose figures are incomplete
        partner = self.make_customer("Ordinary")
        self.invoice(partner, 700, due=day(-10))
        self.store(partner)
        ordinary = self.profile(partner)
        self.assertGreater(ordinary.amount_overdue, 0)
        for user in (self.credit_approver, self.supervisor, self.south_supervisor):
            data = self.overview(user)
            env = self.env(user=user, context={"allowed_company_ids": self.company.ids})
            view = self.env.ref("kam_credit.view_kam_credit_profile_search").id
            filters = find_filters(env, "kam.credit.profile", view)
            tiles = {f"tier_{tier['code']}": tier["count"] for tier in data["tiers"]}
            tiles |= {"tier_none": data["without_tier"], "overdue": data["overdue"]["count"]}
            tiles |= data["filters"]
            self.assertEqual(len(tiles), 11)
            for name, number in tiles.items():
                shown = env["kam.credit.profile"].search(narrow(filters, ["key", name]))
                with self.subTest(user=user.login, name=name):
                    self.assertEqual(len(shown), number)
                    self.assertNotIn(ordinary.id, shown.ids)
                    if name == "overdue":
                        amounts = [row["amount"] for row in data["overdue"]["amounts"]]
                        self.assertEqual(sum(amounts), sum(shown.mapped("amount_overdue")))
            action = env["ir.actions.act_window"]._for_xml_id("kam_credit.action_kam_credit_change")
            action["context"] = {"search_default_open": 1}
            self.assertEqual(count_shown(env, action), data["changes"]["open"])

    def test_before_anything_was_evaluated(self):
        self.root["kam.credit.profile"].search([])._protected_write(
            {"date_evaluated": False, "date_figures": False}
        )
        self.assertIs(self.overview(self.credit_approver)["last"], False)

    def test_downgrades_of_the_day(self):
        self.company.sudo().kam_credit_auto_downgrade = True
        self.store(self.late)
        last = self.overview(self.credit_approver)["last"]
        self.assertEqual(last["downgraded"], 1)
        self.assertEqual(self.overview(self.south_supervisor)["last"]["downgraded"], 0)

    def test_number_of_queries(self):
        def count():
            self.overview(self.credit_approver)
            self.env.flush_all()
            before = self.cr.sql_log_count
            self.overview(self.credit_approver)
            return self.cr.sql_log_count - before

        few = count()
        for number in range(10):
            self.make_payer(f"More {number}", 2_000 + number, tier="red")
        self.store()
        self.assertLessEqual(count(), few)
        self.assertLess(few, 60)
