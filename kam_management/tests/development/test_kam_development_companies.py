from lxml import etree

from odoo.fields import Command
from odoo.tests import tagged

from ..world import open_books
from .common_value import DevelopmentValueCommon

MODELS = (
    "kam.development",
    "kam.development.actual",
    "kam.development.calibration",
    "kam.development.hint",
    "kam.development.letter",
    "kam.development.letter.template",
    "kam.development.meeting",
    "kam.development.reason",
    "kam.development.record",
)


@tagged("post_install", "-at_install")
class TestKamDevelopmentCompanies(DevelopmentValueCommon):
    """Developments of two companies, each in its own currency, and of somebody of a branch."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_other_company()
        cls.other = cls.mill_other.company_id
        open_books(cls.other)
        code = "CHF" if cls.company.currency_id.name != "CHF" else "EUR"
        cls.foreign = (
            cls.env["res.currency"].with_context(active_test=False).search([("name", "=", code)])
        )
        cls.foreign.active = True
        cls.other.currency_id = cls.foreign
        # four of the one are worth one of the other, in the books of both
        for company, currency, rate in (
            (cls.company, cls.foreign, 4),
            (cls.other, cls.company.currency_id, 0.25),
        ):
            cls.env["res.currency.rate"].create(
                {
                    "currency_id": currency.id,
                    "company_id": company.id,
                    "name": "2020-01-01",
                    "rate": rate,
                }
            )
        for login, role in (("director_other", "director"), ("vice_other", "vice_president")):
            user = cls._user(login, company=cls.other)
            cls._position(user, cls.other_centre, role)
            setattr(cls, login, user)

    def _theirs(self, **vals):
        """Return an approved development of the mill in the second company."""
        development = self._filled(
            self.mill_other, self.manager_other, date_forecast=self._month(1), **vals
        )
        self.submit(development, self.manager_other)
        self.approve(development, self.director_other, self.vice_other)
        began = self.other._kam_moment_of(self._month(1), 9)
        development._protected_write({"date_closed": began})
        return development

    def _sold(self, account, company, amount, **vals):
        return self._invoice(
            amount,
            self._month(1),
            account=account,
            company_id=company.id,
            invoice_user_id=self.env.user.id,
            **vals,
        )

    def test_each_in_its_currency(self):
        theirs = self._theirs()
        ours = self._forecast_from(1)
        self._sold(self.mill_other, self.other, 100)
        # 40 of the first company's currency
        self._sold(self.mill_other, self.other, 40, currency_id=self.company.currency_id.id)
        self._sold(self.yard, self.company, 7)
        both = self.env["kam.development.actual"].with_context(
            allowed_company_ids=(self.company | self.other).ids
        )
        for development, company, sold in (
            (theirs, self.other, 100 + 40 * 4),
            (ours, self.company, 7),
        ):
            with self.subTest(company=company.name):
                self.assertEqual(development.currency_id, company.currency_id)
                self.assertEqual(development.forecast_ids.currency_id, company.currency_id)
                rows = both.search([("development_id", "=", development.id)])
                self.assertEqual(
                    (rows.company_id, rows.currency_id), (company, company.currency_id)
                )
                self.assertAlmostEqual(rows[0].actual_sales, sold)
                figures = development.with_env(both.env).actual_figures
                self.assertEqual(figures["currency_id"], company.currency_id.id)
                self.assertAlmostEqual(figures["months"][0]["actual"], sold)

    def test_costs_in_the_currency_of_the_company(self):
        theirs = self._theirs()
        self.env["kam.account.cost"].with_user(self.manager_other).create(
            {
                "account_id": self.mill_other.id,
                "kind_id": self.travel.id,
                "amount": 10,
                "currency_id": self.company.currency_id.id,
                "date": self._month(1),
                "purpose": "Train",
            }
        )
        row = self._rows(theirs, self.manager_other)[0]
        self.assertAlmostEqual(row.cost_travel, 10 * 4)

    def test_somebody_of_a_branch(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.other.id})
        user = self._user("rep_branch", company=branch)
        self._position(user, self.other_centre, "representative")
        # today where the customer is: here it may be tomorrow already
        today = self.other._kam_today()
        self.mill_other.team_ids = [
            Command.create({"user_id": user.id, "duty": "sales", "date_from": today})
        ]
        theirs = self._theirs()
        self._sold(self.mill_other, self.other, 100)
        seen = self.seen_by(user, theirs).with_context(allowed_company_ids=branch.ids)
        self.assertEqual(seen.currency_id, self.foreign)
        self.assertEqual(seen.present_value, theirs.present_value)
        rows = seen.env["kam.development.actual"].search([("development_id", "=", theirs.id)])
        self.assertEqual(rows.company_id, self.other)
        self.assertEqual(rows.currency_id, self.foreign)

    def test_lists_show_the_company(self):
        self.env.user.group_ids |= self.env.ref("base.group_multi_company")
        for model in MODELS:
            arch = etree.fromstring(self.env[model].get_view(view_type="list")["arch"])
            shown = arch.xpath("//field[@name='company_id'][not(@optional='hide')]")
            with self.subTest(model):
                self.assertEqual(len(shown), 1)
