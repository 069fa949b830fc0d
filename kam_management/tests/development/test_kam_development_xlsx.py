from io import BytesIO

from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..workbooks import WorkbookAssertions
from .common import DevelopmentCommon

REPORT = "kam_management.report_kam_development_xlsx"


@tagged("post_install", "-at_install")
class TestKamDevelopmentXlsx(WorkbookAssertions, DevelopmentCommon):
    """The register of developments as a workbook."""

    def _rows(self, user, docids=None):
        self.env.flush_all()
        self.env.invalidate_all()
        report = self.env["ir.actions.report"].with_user(user)
        content, kind = report._render_xlsx(REPORT, docids, {})
        self.assertEqual(kind, "xlsx")
        self.sheet = load_workbook(BytesIO(content))["Developments"]
        head, *rows = self.sheet.iter_rows(values_only=True)
        return [dict(zip(head, row, strict=True)) for row in rows]

    def test_content(self):
        self.yard.partner_id.name = "=1+1"
        development = self._approved()
        (row,) = self._rows(self.director, development.ids)
        self.assertLaidOut(self.sheet, "C2")
        for label, value in (
            ("Form Number", development.number),
            ("Development State", "Developing"),
            ("Developed By", "Rep Beijing"),
            ("Value for the Customer", 500),
            ("Net Present Value", development.present_value),
            ("Worth Developing", "Yes" if development.is_worth else "No"),
        ):
            with self.subTest(label):
                self.assertEqual(row[label], value)
        self.assertIn("=1+1", row["Account"])

    def test_one_line_per_development(self):
        development = self._approved()
        self.revise(development, self.rep_beijing)
        (row,) = self._rows(self.director)
        self.assertFalse(row["Revision Mark"])

    def test_only_what_the_user_may_read(self):
        both = self._development() | self._development(self.shop, self.rep_hangzhou)
        for user, visible in (
            (self.rep_beijing, both[:1]),
            (self.rep_hangzhou, both[1:]),
            (self.director, both),
        ):
            with self.subTest(user.login):
                if visible != both:
                    with self.assertRaisesRegex(AccessError, "you may not see it"):
                        self._rows(user, both.ids)
                rows = self._rows(user, visible.ids)
                self.assertEqual({row["Form Number"] for row in rows}, {*visible.mapped("number")})
        for user in (self.employee, self.accountant):
            with self.assertRaises(AccessError):
                self._rows(user)
