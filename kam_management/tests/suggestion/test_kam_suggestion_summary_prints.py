import io
from datetime import timedelta
from io import BytesIO

from lxml import html
from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools.pdf import PdfReader
from odoo.tools.safe_eval import safe_eval, time

from ..workbooks import WorkbookAssertions
from .common import WORDS, SuggestionCommon

PRINT = "kam_management.report_kam_suggestion_summary"
MATRIX = "kam_management.report_kam_suggestion_summary_xlsx"
REGISTER = "kam_management.report_kam_suggestion_register_xlsx"


@tagged("post_install", "-at_install")
class TestKamSuggestionSummaryPrints(WorkbookAssertions, SuggestionCommon):
    """建议汇总表 as the scheme lays it out, and the same as workbooks."""

    def _read(self):
        """Return a decided summary: dispatch has answered, finance has not."""
        summary = self._summary(self._reported(), self._reported(name="Second"))
        first = self.seen_by(self.manager_east, summary.line_ids[0])
        first.department_ids = [Command.link(self.finance.id)]
        self.submit(summary, self.manager_east)
        own = self.seen_by(
            self.clerk, summary.opinion_ids.filtered(lambda one: one.department_id == self.dispatch)
        )
        own.line_ids.write(
            {
                "feasibility": "partly",
                "opinion": "From May on",
                "owner_id": self.clerk.id,
                "date_possible": self.today,
            }
        )
        own.action_answer()
        silent = self._pending(summary)
        silent._protected_write({"date_due": self.today - timedelta(days=3)})
        silent._lapse()
        self._consolidate(summary)
        self._vote(summary)
        self._decide_lines(summary, decision_reason="A secret of ours")
        return summary

    def _page(self, summary, lang="en_US"):
        self.env.flush_all()
        report = self.env["ir.actions.report"].with_context(lang=lang)
        content, _kind = report._render_qweb_html(PRINT, summary.ids)
        return html.fromstring(content)

    def test_print(self):
        summary = self._read()
        page = self._page(summary)
        table = next(
            table
            for table in page.iter("table")
            if table.find("thead") is not None and "Customer" in table.find("thead").text_content()
        )
        self.assertEqual(len(table.findall("thead/tr/th")), 9)
        rows = table.findall("tbody/tr")
        self.assertEqual(len(rows), 2)
        first = [" ".join(cell.text_content().split()) for cell in rows[0].findall("td")]
        self.assertEqual(first[0], "1")
        self.assertIn(WORDS, first[2])
        self.assertIn("Dispatch: Can be done in part: From May on", first[4])
        self.assertIn("Finance: No answer by", first[4])
        self.assertIn("Dispatch sends them", first[5])
        self.assertEqual(first[6:9], ["Agrees", "Adopted", "You will have them"])
        self.assertNotIn("Finance", rows[1].text_content())
        text = page.text_content()
        # the reason is internal: it stands in the workbook of those who decide
        self.assertNotIn("A secret of ours", text)
        ending = text[text.index("Departments It Was Sent To") :]
        for part in ("Dispatch", "Answered", "Clerk", "Finance", "No answer by"):
            self.assertIn(part, ending)

    def test_pages_repeat_the_head(self):
        words = "Please send the delivery notes by mail as well. " * 6
        summary = self._asked(
            *(self._reported(name=f"Wish {at}", description=words) for at in range(10))
        )
        self.env.flush_all()
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        content, kind = report._render_qweb_pdf(PRINT, summary.ids)
        if kind != "pdf":
            self.skipTest("wkhtmltopdf is missing")
        pages = PdfReader(io.BytesIO(content)).pages
        self.assertGreater(len(pages), 1)
        width, height = pages[0].mediabox[2:4]
        self.assertGreater(width, height)
        self.assertIn("Promised", pages[0].extract_text())
        self.assertIn("Promised", pages[1].extract_text())

    def test_filed_when_it_is_decided(self):
        summary = self._read()
        self.assertTrue(summary.archive_entry_ids)
        self.assertRights(
            summary.archive_entry_ids, {(self.clerk, self.employee, self.rep_beijing): ""}
        )

    # ------------------------------------------------------------------
    # workbooks
    # ------------------------------------------------------------------

    def _rows(self, name, title, user, docids=None):
        self.env.flush_all()
        self.env.invalidate_all()
        report = self.env["ir.actions.report"].with_user(user)
        content, _kind = report._render_xlsx(name, docids, {})
        self.sheet = load_workbook(BytesIO(content))[title]
        head, *rows = self.sheet.iter_rows(values_only=True)
        return [dict(zip(head, row, strict=True)) for row in rows]

    def test_matrix(self):
        summary = self._read()
        rows = self._rows(MATRIX, "Suggestions", self.manager_east, summary.ids)
        self.assertLaidOut(self.sheet, "C2")
        self.assertEqual(len(rows), 2)
        self.assertIn("From May on", rows[0]["Dispatch"])
        self.assertIn("No answer by", rows[0]["Finance"])
        self.assertIsNone(rows[1]["Finance"])
        self.assertEqual(rows[0]["General Manager"], "Adopted")
        self.assertEqual(rows[0]["Internal Reason"], "A secret of ours")

    def test_the_matrix_is_saved_by_its_number(self):
        summary = self._summary()
        report = self.env["ir.actions.report"]._get_report_from_name(MATRIX)
        self.assertIn(
            summary.number, safe_eval(report.print_report_name, {"object": summary, "time": time})
        )

    def test_register(self):
        summary = self._read()
        draft = self._summary(self._reported(name="Third"))
        rows = self._rows(REGISTER, "Suggestion Summaries", self.director)
        numbers = {row["Form Number"]: row for row in rows}
        self.assertEqual(numbers[summary.number]["State of Approval"], "Approved")
        self.assertEqual(numbers[draft.number]["Number of Suggestions"], 1)

    def test_only_for_who_reads_them(self):
        summary = self._asked()
        for user in (self.rep_shanghai, self.supervisor_north, self.clerk, self.employee):
            for name in (MATRIX, REGISTER):
                with self.subTest(user=user.login, name=name), self._refused("", AccessError):
                    self._rows(name, "Suggestions", user, summary.ids)
