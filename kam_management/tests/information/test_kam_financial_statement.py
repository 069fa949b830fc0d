from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from ..world import set_rate
from .common import FIGURES, InformationCommon


@tagged("post_install", "-at_install")
class TestKamFinancialStatement(InformationCommon):
    def test_ratios(self):
        statement = self._statement(self.mill)
        # 2024 is a leap year
        self.assertEqual(
            statement.ratios,
            {
                "current_asset_ratio": 0.45,
                "net_profit_margin": 0.05,
                "return_on_assets": 0.06,
                "collection_days": 91.5,
                "inventory_days": 61.0,
            },
        )
        self.assertRecordValues(
            statement,
            [
                {
                    "current_asset_ratio_text": "45.0%",
                    "net_profit_margin_text": "5.0%",
                    "return_on_assets_text": "6.0%",
                    "collection_days_text": "91.5 days",
                    "inventory_days_text": "61.0 days",
                }
            ],
        )
        statement.date_from = date(2023, 1, 1)
        self.assertEqual(statement.date_to, date(2023, 12, 31))
        self.assertEqual(statement.ratios["collection_days"], 91.25)

    def test_quarters_count_their_own_days(self):
        for first, days in (((2025, 1), 90), ((2024, 1), 91), ((2024, 7), 92)):
            with self.subTest(first=first):
                statement = self._statement(
                    self.mill, kind="quarter", date_from=date(*first, 1), receivables=1200
                )
                self.assertEqual(statement.ratios["collection_days"], days)

    def test_no_value(self):
        """Where the divisor is 0 there is no value, anywhere."""
        nothing = dict.fromkeys(FIGURES, 0)
        with self.assertRaisesRegex(ValidationError, "no figure yet"), self.cr.savepoint():
            self._statement(self.mill, **nothing)
        statement = self._statement(self.mill, **{**nothing, "inventory": 5})
        self.assertEqual(set(statement.ratios.values()), {None})
        for name in (
            "current_asset_ratio_text",
            "net_profit_margin_text",
            "return_on_assets_text",
            "collection_days_text",
            "inventory_days_text",
        ):
            self.assertEqual(statement[name], "–")
        self.assertEqual({row["text"] for row in statement._get_ratio_rows()}, {"–"})
        self.assertFalse(
            self.env["kam.financial.ratio"].search([("statement_id", "=", statement.id)])
        )

    def test_loss_has_a_value(self):
        statement = self._statement(self.mill, net_profit=-60)
        self.assertEqual(statement.net_profit_margin_text, "-5.0%")
        self.assertEqual(statement.return_on_assets_text, "-6.0%")

    def test_default_period(self):
        """The last calendar period that is over, where the company works."""
        for moment, kind, first, last in (
            ("2026-01-01 00:00:00", "year", date(2025, 1, 1), date(2025, 12, 31)),
            # still 2025 in UTC, 2026 in Shanghai
            ("2025-12-31 17:00:00", "year", date(2025, 1, 1), date(2025, 12, 31)),
            ("2025-12-31 15:00:00", "year", date(2024, 1, 1), date(2024, 12, 31)),
            ("2026-05-20 00:00:00", "half", date(2025, 7, 1), date(2025, 12, 31)),
            ("2024-05-20 00:00:00", "quarter", date(2024, 1, 1), date(2024, 3, 31)),
        ):
            with self.subTest(moment=moment, kind=kind), freeze_time(moment):
                statement = self.env["kam.financial.statement"].new(
                    {"account_id": self.mill.id, "period_type": kind}
                )
                self.assertEqual((statement.date_from, statement.date_to), (first, last))

    def test_dates_are_defaults(self):
        with Form(self._as(self.rep_shanghai, self.env["kam.financial.statement"])) as form:
            form.account_id = self.mill
            form.period_type = "half"
            form.date_from = date(2024, 3, 1)
            self.assertEqual(form.date_to, date(2024, 8, 31))
            form.date_to = date(2024, 8, 30)
            self.assertEqual(form.name, "2024-03-01 – 2024-08-30")
            form.date_from = date(2024, 1, 1)
            self.assertEqual(form.name, "2024 H1")
            form.revenue, form.net_profit = 1000, 70
            self.assertIn("7.0%", form.ratio_table)

    def test_overlapping_periods(self):
        first = self._statement(self.mill, kind="half")
        for date_from, date_to in (
            (date(2024, 1, 1), date(2024, 6, 30)),
            (date(2024, 6, 30), date(2024, 12, 29)),
            (date(2023, 7, 5), date(2024, 1, 1)),
            (date(2024, 2, 1), date(2024, 3, 1)),
        ):
            with (
                self.subTest(date_from=date_from),
                self.assertRaisesRegex(ValidationError, r"Mill.*2024 H1.*01/01/2024.*overlaps"),
                self.cr.savepoint(),
            ):
                self._statement(self.mill, kind="half", date_from=date_from, date_to=date_to)
        # what touches, is of another type, or of another account
        self._statement(self.mill, kind="half", date_from=date(2024, 7, 1))
        second = self._statement(
            self.mill, kind="half", date_from=date(2023, 7, 1), date_to=date(2023, 12, 31)
        )
        self._statement(self.mill, kind="quarter")
        self._statement(self.shop, kind="half")
        with self.assertRaisesRegex(ValidationError, "2024 H1"), self.cr.savepoint():
            second.date_to = first.date_from
        with self.assertRaisesRegex(ValidationError, "2024 H1"), self.cr.savepoint():
            self.env["kam.financial.statement"].create(
                [
                    {"account_id": self.yard.id, "period_type": "half", "date_from": "2024-01-01"},
                    {"account_id": self.yard.id, "period_type": "half", "date_from": "2024-03-01"},
                ]
            )

    def test_two_at_once(self):
        """Entering a period touches the account's row, so that two at once cannot both pass."""

        def version():
            self.env.flush_all()
            self.env.cr.execute("SELECT ctid::text FROM kam_account WHERE id = %s", [self.mill.id])
            return self.env.cr.fetchone()

        before = version()
        self._statement(self.mill)
        self.assertNotEqual(version(), before)

    def test_period_is_over_and_in_order(self):
        for vals, message in (
            ({"date_to": self.today + timedelta(days=1)}, "future"),
            ({"date_from": self.today, "date_to": self.today - timedelta(days=1)}, "before"),
            ({"date_from": date(2023, 1, 1), "date_to": date(2024, 1, 7)}, "372 days"),
            (
                {
                    "period_type": "quarter",
                    "date_from": date(2024, 1, 1),
                    "date_to": date(2024, 6, 30),
                },
                "Quarter",
            ),
        ):
            with (
                self.subTest(vals=vals),
                self.assertRaisesRegex(ValidationError, message),
                self.cr.savepoint(),
            ):
                first = self.today - timedelta(days=90)
                self._statement(self.mill, **{"date_from": first, **vals})
        # one that ends today, and a year of 53 weeks
        self._statement(self.mill, date_from=self.today - timedelta(days=100), date_to=self.today)
        self._statement(self.mill, date_from=date(2022, 1, 2), date_to=date(2023, 1, 7))

    def test_figures_that_cannot_be(self):
        for name in set(FIGURES) - {"net_profit"}:
            label = self.env["kam.financial.statement"]._fields[name].string
            with (
                self.subTest(name=name),
                self.assertRaisesRegex(ValidationError, f"{label}.*1.00 of Mill.*negative"),
                self.cr.savepoint(),
            ):
                self._statement(self.mill, **{name: -1})
        with self.assertRaisesRegex(ValidationError, "Current Assets.*Total Assets"):
            self._statement(self.mill, current_assets=1000.01)

    def test_current_assets_may_be_all(self):
        statement = self._statement(self.mill, current_assets=1000)
        self.assertEqual(statement.ratios["current_asset_ratio"], 1)
        with self.assertRaises(ValidationError), self.cr.savepoint():
            statement.total_assets = 999
        with self.assertRaises(ValidationError), self.cr.savepoint():
            statement.inventory = -5

    def test_change_from_the_statement_before(self):
        first = self._statement(self.mill, 2022, net_profit=0, cost_of_sales=0, receivables=400)
        quarter = self._statement(self.mill, 2024, "quarter", date_from=date(2024, 10, 1))
        self._statement(self.shop, 2023)
        second = self._statement(self.mill, 2024, receivables=400)
        self.assertEqual(second.previous_id, first)
        self.assertFalse(first.previous_id)
        self.assertFalse(quarter.previous_id)
        rows = {row["kind"]: row for row in second._get_ratio_rows()}
        self.assertEqual(rows["net_profit_margin"]["change"], 0.05)
        self.assertEqual(rows["net_profit_margin"]["change_text"], "+5.0 points")
        self.assertEqual(rows["current_asset_ratio"]["change_text"], "±0.0 points")
        # one day more in the leap year
        self.assertEqual(rows["collection_days"]["change_text"], "+0.3 days")
        self.assertEqual(rows["inventory_days"]["change_text"], "–")
        self.assertIsNone(rows["inventory_days"]["change"])
        between = self._statement(self.mill, 2023, net_profit=120)
        self.env.invalidate_all()
        self.assertEqual(second.previous_id, between)
        rows = {row["kind"]: row for row in second._get_ratio_rows()}
        self.assertEqual(rows["net_profit_margin"]["change_text"], "−5.0 points")
        self.assertEqual({row["change_text"] for row in first._get_ratio_rows()}, {"–"})

    def test_table_of_ratios_says_formula_unit_and_meaning(self):
        table = self._statement(self.mill).ratio_table
        for text in (
            "45.0%",
            "91.5 days",
            "Current assets / total assets",
            "Receivables / revenue × days of the period",
            "Whether the customer has the cash to pay",
        ):
            self.assertIn(text, table)

    def test_currency_of_the_books(self):
        euro, yen = self.env.ref("base.EUR"), self.env.ref("base.JPY")
        first = self._statement(self.mill, 2022)
        self.assertEqual(first.currency_id, self.company.currency_id)
        second = self._statement(self.mill, 2023, currency_id=yen.id, revenue=1200.4)
        # without cents
        self.assertEqual(second.revenue, 1200)
        third = self._statement(self.mill, 2021, currency_id=euro.id)
        self.assertEqual(self._statement(self.mill, 2024).currency_id, yen)
        # ratios have no currency, so that they compare across a change of it
        self.assertEqual(first.previous_id, third)
        self.assertEqual(first.ratios["net_profit_margin"], third.ratios["net_profit_margin"])

    def test_company_follows_the_account(self):
        self._make_other_company()
        self.other_company.currency_id = self.env.ref("base.JPY")
        statement = self._statement(self.mill_other)
        self.assertEqual(statement.company_id, self.other_company)
        self.assertEqual(statement.currency_id, self.env.ref("base.JPY"))
        # the same period of the same customer in the other company is another thing
        self._statement(self.mill)

    def test_what_follows_cannot_be_written(self):
        statement = self._as(self.rep_shanghai, self._statement(self.mill))
        for vals in (
            {"ratios": {"net_profit_margin": 9}},
            {"name": "2030"},
            {"account_id": self.shop.id},
            {"company_id": self.company.id},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                statement.write(vals)
        with self.assertRaises(UserError):
            statement.create({"account_id": self.mill.id, "ratios": {"net_profit_margin": 9}})

    def test_account_with_statements_stays(self):
        statement = self._statement(self.farm)
        with self.assertRaisesRegex(UserError, "Farm.*file"):
            self._as(self.administrator, self.farm).unlink()
        statement.unlink()
        rival = self._competitor(self.farm)
        with self.assertRaisesRegex(UserError, "Farm.*file"):
            self._as(self.administrator, self.farm).unlink()
        rival.unlink()
        self._table(self.farm, self.env.user)
        with self.assertRaisesRegex(UserError, "Farm.*file"):
            self._as(self.administrator, self.farm).unlink()

    def test_actions(self):
        statement = self._statement(self.mill)
        action = self._as(self.rep_shanghai, statement).action_view_trend()
        self.assertEqual(action["domain"], [("account_id", "=", self.mill.id)])
        self.assertTrue(action["context"]["search_default_year"])
        self.assertTrue(action["context"]["search_default_share"])
        for first in (date(2024, 1, 1), date(2024, 4, 1)):
            self._statement(self.mill, kind="quarter", date_from=first)
        action = self._as(self.rep_shanghai, self.mill).action_view_ratios()
        self.assertTrue(action["context"]["search_default_quarter"])
        self.assertNotIn("search_default_year", action["context"])

    def test_sums_of_several_currencies_sort_by_value(self):
        euro = set_rate(self.company, "EUR", 0.5)
        self._statement(self.mill, currency_id=euro.id, revenue=100)
        self._statement(self.shop, currency_id=self.company.currency_id.id, revenue=150)
        statements = self.env["kam.financial.statement"].with_company(self.company)
        domain = [("account_id", "in", (self.mill | self.shop).ids)]
        for order, expected in (("desc", self.mill | self.shop), ("asc", self.shop | self.mill)):
            with self.subTest(order=order):
                rows = statements._read_group(
                    domain, ["account_id"], ["revenue:sum"], order=f"revenue:sum {order}"
                )
                self.assertEqual([account for account, _sum in rows], list(expected))
