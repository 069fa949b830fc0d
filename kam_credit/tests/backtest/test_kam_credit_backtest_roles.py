from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.kam_management.tests.common import RightsAssertions

from ..common import day
from .common import CUT, KamCreditBacktestCommon


@tagged("post_install", "-at_install")
class TestKamCreditBacktestRoles(RightsAssertions, KamCreditBacktestCommon):
    """Each runs it over whom they may see, and reads their own; administrators read all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.outsiders = cls.representative | cls.accountant | cls.kam_admin | cls.clerk | cls.portal

    def test_rights(self):
        backtest = self.backtest(self.credit_officer)
        records = (backtest, backtest.figure_ids, backtest.tier_ids, backtest.line_ids)
        for record in records:
            with self.subTest(model=record._name):
                self.assertRights(
                    record,
                    {
                        self.credit_officer | self.credit_admin: "r",
                        self.supervisor | self.director | self.credit_approver: "",
                        self.outsiders: "",
                    },
                )

    def test_over_whom(self):
        for user, partners in (
            (self.credit_admin, self.good | self.fair | self.bad),
            (self.director, self.good | self.fair | self.bad),
            (self.credit_reviewer, self.good | self.fair),
            (self.supervisor, self.good | self.fair),
            (self.south_supervisor, self.bad),
        ):
            with self.subTest(user=user.login):
                backtest = self.backtest(user)
                self.assertEqual(backtest.sudo().line_ids.partner_id, partners)
                self.assertEqual(backtest.line_ids.partner_id.ids, partners.ids)
                self.assertEqual(backtest.is_over_all, user == self.credit_admin)
                self.assertIn(
                    "all customers" if backtest.is_over_all else "not over all", backtest.summary
                )
                judged = sum(backtest.sudo().line_ids.mapped("count_judged"))
                self.assertEqual(backtest.count_instalments, judged)

    def test_whom_one_no_longer_sees(self):
        backtest = self.backtest(self.south_supervisor)
        self.assertTrue(backtest.line_ids)
        account = self.profile(self.bad).account_id
        account.sudo()._protected_write({"unit_id": self.area.id})
        self.env.invalidate_all()
        self.assertFalse(backtest.line_ids)

    def test_nothing_for_others(self):
        ask = self.root["kam.credit.backtest.ask"]
        vals = {"company_id": self.company.id, "date_cut": CUT, "date_to": day(0)}
        for user in self.outsiders:
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    ask.with_user(user).create(vals)
                with self.assertRaises(AccessError):
                    self.backtest(user)

    def test_own_dialogs_and_workbooks(self):
        ask = self.root["kam.credit.backtest.ask"].with_user(self.director)
        vals = {"company_id": self.company.id, "date_cut": CUT, "date_to": day(0)}
        asked = ask.create(vals)
        with self.assertRaises(AccessError):
            asked.with_user(self.supervisor).action_run()
        backtest = self.backtest(self.director)
        reports = self.env["ir.actions.report"]
        name = "kam_credit.report_kam_credit_backtest_xlsx"
        for user in self.supervisor | self.representative:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                reports.with_user(user)._render_xlsx(name, backtest.ids, {})

    def test_other_company(self):
        other = self.setup_other_company()
        ask = self.root["kam.credit.backtest.ask"].with_user(self.director)
        with self.assertRaises(AccessError):
            ask.create({"company_id": other.id, "date_cut": CUT}).action_run()
