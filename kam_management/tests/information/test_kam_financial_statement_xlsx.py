from datetime import date
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..workbooks import WorkbookAssertions
from .common import FIGURES, InformationCommon

REPORT = "kam_management.report_kam_financial_statement_xlsx"


@tagged("post_install", "-at_install")
class TestKamFinancialStatementXlsx(WorkbookAssertions, InformationCommon):
    """The register of statements as a workbook."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mill.partner_id.name = "=1+1"
        cls.first = cls._statement(cls.mill, 2023, source="=HYPERLINK(A1)")
        cls.second = cls._statement(
            cls.mill, 2024, revenue=0, net_profit=0, currency_id=cls.env.ref("base.EUR").id
        )
        cls.other = cls._statement(cls.yard, 2024, is_audited=True)
        cls.all = cls.first | cls.second | cls.other

    def _workbook(self, user, docids=None, **context):
        self.env.flush_all()
        self.env.invalidate_all()
        report = self.env["ir.actions.report"].with_user(user)
        content, kind = report.with_context(**context)._render_xlsx(REPORT, docids, {})
        self.assertEqual(kind, "xlsx")
        return load_workbook(BytesIO(content))

    def _rows(self, book):
        head, *rows = book["Statements"].iter_rows(values_only=True)
        return [dict(zip(head, row, strict=True)) for row in rows]

    def test_content(self):
        book = self._workbook(self.director, self.all.ids)
        sheet = book["Statements"]
        self.assertLaidOut(sheet, "C2")
        self.assertEqual(
            sheet.auto_filter.ref, f"A1:{get_column_letter(sheet.max_column)}{sheet.max_row}"
        )
        rows = {(row["Account"], row["Period"]): row for row in self._rows(book)}
        self.assertEqual(len(rows), 3)
        row = rows[self.mill.display_name, "2023"]
        self.assertEqual(row["From"].date(), date(2023, 1, 1))
        self.assertEqual(row["To"].date(), date(2023, 12, 31))
        self.assertEqual(row["Period Type"], "Year")
        self.assertEqual(row["Currency"], self.company.currency_id.name)
        statements = self.env["kam.financial.statement"]
        for name, value in FIGURES.items():
            self.assertEqual(row[statements._fields[name].string], value)
        for label, value in (
            ("Current asset ratio (%)", 0.45),
            ("Net profit margin (%)", 0.05),
            ("Return on assets (%)", 0.06),
            ("Collection period (Days)", 91.25),
            ("Inventory period (Days)", 150 / 900 * 365),
        ):
            self.assertAlmostEqual(row[label], value)
        self.assertEqual(row["Audited"], "No")
        self.assertEqual(rows[self.yard.display_name, "2024"]["Audited"], "Yes")

    def test_no_value_is_no_zero(self):
        (row,) = self._rows(self._workbook(self.director, self.second.ids))
        self.assertEqual(row["Net profit margin (%)"], "–")
        self.assertEqual(row["Collection period (Days)"], "–")
        self.assertEqual(row["Return on assets (%)"], 0)
        self.assertEqual(row["Currency"], "EUR")

    def test_formulas_are_explained(self):
        sheet = self._workbook(self.director)["Ratios"]
        _head, *rows = sheet.iter_rows(values_only=True)
        self.assertEqual(len(rows), 5)
        self.assertEqual(rows[0][:3], ("Current asset ratio", "Current assets / total assets", "%"))
        self.assertTrue(all(all(row) for row in rows))

    def test_text_is_no_formula(self):
        book = self._workbook(self.director)
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        self.assertIn("=HYPERLINK(A1)", [cell.value for cell in cells])
        self.assertTrue([cell for cell in cells if "=1+1" in str(cell.value)])
        self.assertNotIn("f", {cell.data_type for cell in cells})

    def test_rows_of_the_reader_only(self):
        for user, expected in (
            (self.rep_shanghai, self.first | self.second),
            (self.rep_beijing, self.other),
            (self.administrator, self.all),
        ):
            if expected != self.all:
                with self.assertRaisesRegex(AccessError, "you may not see it"):
                    self._workbook(user, self.all.ids)
            for docids in (None, expected.ids):
                with self.subTest(user=user.login, docids=docids):
                    rows = self._rows(self._workbook(user, docids))
                    mine = [
                        row
                        for row in rows
                        if row["Account"] in self.all.account_id.mapped("display_name")
                    ]
                    self.assertEqual(len(mine), len(expected))
                    self.assertEqual(
                        {row["Account"] for row in mine},
                        set(expected.account_id.mapped("display_name")),
                    )

    def test_refused_without_rights(self):
        for user in (self.accountant, self.employee, self.portal):
            for docids in (None, self.all.ids):
                with self.subTest(user=user.login, docids=docids), self.assertRaises(AccessError):
                    self._workbook(user, docids)

    def test_context_of_the_client_opens_no_company(self):
        self._make_other_company()
        self._statement(self.mill_other)
        with self.assertRaises(AccessError):
            self._workbook(self.director, allowed_company_ids=self.other_company.ids)
