from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ...rules import rates
from ..common import day
from .test_kam_credit_roles import KamCreditRolesCommon

CONFIDENTIAL = {"tier", "fulfilment"}


@tagged("post_install", "-at_install")
class TestKamAccountPage(KamCreditRolesCommon):
    """What the page of an account tells of credit, and to whom."""

    def _as(self, user):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.account.with_user(user)

    def _figures(self, user):
        return {figure["key"]: figure for figure in self._as(user).figures}

    def _account_readers(self):
        return [user for user in self.readers if self._as(user).has_access("read")]

    def test_readers_of_credit_see_every_figure(self):
        readers = self._account_readers()
        self.assertIn(self.supervisor, readers)
        for user in readers:
            figures = self._figures(user)
            with self.subTest(user=user.login):
                self.assertLessEqual(CONFIDENTIAL | {"turnover", "open_money"}, set(figures))
                self.assertEqual(figures["tier"]["text"], "Red list")
                self.assertTrue(figures["tier"]["color"])
                rate = rates.shown_percent(self.acme.fulfilment_rate)
                self.assertIn(f"{rate:.2f}", figures["fulfilment"]["text"])
                self.assertIn("75", figures["fulfilment"]["note"])
                self.assertEqual(figures["turnover"]["label"], "Net Sales of 12 Months")
                self.assertEqual(
                    figures["turnover"]["exact"],
                    self.company.currency_id.format(self.acme.transaction_amount),
                )
                self.assertEqual(
                    figures["open_money"]["exact"], self.company.currency_id.format(100)
                )

    def test_nobody_else_does(self):
        salesman = self.env.ref("sales_team.group_sale_salesman")
        self.representative.sudo().group_ids = [Command.link(salesman.id)]
        for user in (self.representative, self.kam_admin):
            with self.subTest(user=user.login):
                self.assertFalse(CONFIDENTIAL & set(self._figures(user)))
                mine = self._as(user)
                self.assertFalse(mine.credit_tier_id)
                kinds = {item["kind"] for item in mine.get_timeline()["kinds"]}
                self.assertNotIn("credit", kinds)
        # what the bookkeeper invoiced is not the representative's
        self.assertEqual(
            self._figures(self.representative)["turnover"]["label"],
            "Net Sales of 12 Months (Invoices I May Open)",
        )
        self.assertEqual(
            self._figures(self.representative)["turnover"]["exact"],
            self.company.currency_id.format(0),
        )
        for user in (self.south_supervisor, self.clerk, self.accountant):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._as(user).read(["figures"])

    def test_a_rate_below_the_threshold_is_red(self):
        self.assertFalse(self.acme.is_below_threshold)
        self.assertEqual(self._figures(self.supervisor)["fulfilment"]["tone"], "success")
        self.invoice(self.customer, 9000, due=day(-9))
        self.root["kam.credit.profile"].evaluate(
            partner_ids=self.customer.ids, company_id=self.company.id, simulate=True
        )
        self.acme._protected_write({"is_below_threshold": True})
        self.assertEqual(self._figures(self.supervisor)["fulfilment"]["tone"], "danger")

    def test_a_rate_is_never_shown_as_more_than_it_is(self):
        for rate, text in (
            (0.74999999, "74.99"),
            (0.7496, "74.96"),
            (0.75, "75.00"),
            (1, "100.00"),
        ):
            with self.subTest(rate=rate):
                shown = self.account._format_rate(rate)
                self.assertEqual(shown, f"{text}%")

    def test_incomplete_figures_say_so(self):
        self.acme._protected_write({"is_incomplete": True})
        figures = self._figures(self.supervisor)
        for key in CONFIDENTIAL:
            with self.subTest(figure=key):
                self.assertIn("incomplete", figures[key]["note"])
                self.assertEqual(figures[key]["tone"], "warning")

    def test_each_figure_opens_what_it_is_made_of(self):
        mine = self._as(self.supervisor)
        models = {
            figure["key"]: getattr(mine, figure["action"])()["res_model"] for figure in mine.figures
        }
        self.assertEqual(models["turnover"], "kam.credit.turnover")
        self.assertEqual(models["fulfilment"], "kam.credit.instalment")
        # who opens some invoices only gets no list that is less than the figure
        self.assertEqual(models["open_money"], "kam.credit.profile")
        self.assertEqual(models["tier"], "kam.credit.profile")

    def test_the_measure_is_complete_for_accounts_whose_profile_is_read(self):
        accounts = self.env["kam.account"].with_user(self.supervisor)
        self.env.flush_all()
        ((amount,),) = accounts._read_group([("id", "=", self.account.id)], [], ["turnover:sum"])
        self.assertEqual(amount, self.acme.transaction_amount)
        accounts = self.env["kam.account"].with_user(self.representative)
        with self.assertRaises(AccessError):
            accounts._read_group([("id", "=", self.account.id)], [], ["turnover:sum"])

    def test_history_of_credit_in_the_time_line(self):
        self.acme._assign_tier(self.tiers["yellow"], "Better")
        mine = self._as(self.supervisor)
        rows = mine.get_timeline(kinds=["credit"])["rows"]
        self.assertEqual(rows[0]["title"], "Tier changed: Yellow list")
        self.assertEqual(rows[0]["text"], "Better")
        self.assertEqual(rows[0]["model"], "kam.credit.event")

    def test_the_page_adds_few_queries(self):
        shown = {"name": {}, "contact_count": {}, "last_contact": {}}
        added = {
            name: {}
            for name in (
                "figures",
                "opportunity_count",
                "order_count",
                "invoice_count",
                "meeting_count",
                "credit_tier_id",
            )
        }

        def count(specification):
            self._as(self.supervisor).web_read(specification)
            mine = self._as(self.supervisor)
            before = self.cr.sql_log_count
            mine.web_read(specification)
            return self.cr.sql_log_count - before

        before = count(shown | {"credit_tier_id": {}})
        self.assertLessEqual(count(shown | added) - before, 10)
