from datetime import date
from io import BytesIO

from openpyxl import load_workbook

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import DocumentCommon


@tagged("post_install", "-at_install")
class TestKamCreditStatement(DocumentCommon):
    """What a statement says of the ability to pay."""

    def make(self, **vals):
        return self.root["kam.financial.statement"].create(
            {
                "account_id": self.account.id,
                "period_type": "year",
                "date_from": date(2024, 1, 1),
                "total_assets": 1000,
                "revenue": 2000,
                **vals,
            }
        )

    def test_figures_that_can_be(self):
        self.make(
            current_liabilities=300,
            total_liabilities=300,
            equity=-20,
            retained_earnings=-50,
            operating_profit=-10,
        )

    def test_a_part_is_known_before_the_whole(self):
        statement = self.make(current_liabilities=300)
        statement.total_liabilities = 300.01
        with self.assertRaisesRegex(ValidationError, "of which they are a part"):
            statement.total_liabilities = 299.99

    def test_figures_that_cannot_be(self):
        for name, label in (
            ("current_liabilities", "Current Liabilities"),
            ("total_liabilities", "Total Liabilities"),
        ):
            with (
                self.subTest(name=name),
                self.assertRaisesRegex(ValidationError, f"“{label}”.*negative"),
            ):
                self.make(**{name: -1})

    def test_register(self):
        statement = self.make(total_liabilities=321, equity=-20)
        content, _kind = (
            self.root["ir.actions.report"]
            .with_user(self.supervisor)
            ._render_xlsx("kam_management.report_kam_financial_statement_xlsx", statement.ids, {})
        )
        head, row = list(load_workbook(BytesIO(content))["Statements"].values)
        values = dict(zip(head, row, strict=True))
        self.assertEqual((values["Total Liabilities"], values["Equity"]), (321, -20))
        self.assertEqual(values["Revenue"], 2000)
