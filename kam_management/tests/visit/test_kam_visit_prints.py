import io
from itertools import pairwise

from lxml import html

from odoo import fields
from odoo.tests import tagged
from odoo.tools.pdf import PdfReader

from .common import REPORT, VisitCommon

PLAN = "kam_management.report_kam_visit"
RECORD = "kam_management.report_kam_visit_report"


@tagged("post_install", "-at_install")
class TestKamVisitPrints(VisitCommon):
    """拜访计划, 目标客户拜访记录表 and 拜访总结 as the scheme lays them out."""

    def _page(self, name, record):
        self.env.flush_all()
        content, _kind = self.env["ir.actions.report"]._render_qweb_html(name, record.ids)
        return html.fromstring(content)

    def _cells(self, page):
        """Return the cells without others in them, as texts."""
        return [
            " ".join(cell.text_content().split())
            for cell in page.iter("th", "td")
            if not cell.findall(".//td")
        ]

    def _read(self):
        visit = self._target(
            requirements="The committee is known",
            moment_reason="Before the season",
            budget_ids=[
                (
                    0,
                    0,
                    {
                        "kind_id": self.gift.id,
                        "stakeholder_id": self.chief.id,
                        "amount": 120,
                        "purpose": "Anniversary",
                    },
                )
            ],
        )
        visit.item_ids[:1].is_ready = True
        self.submit(visit, self.supervisor_north)
        self.approve(visit, self.director, opinion="Go there")
        report = self._made(visit)
        self.seen_by(self.supervisor_north, report).write(
            {**REPORT, "latest_information": "A second plant"}
        )
        return visit, report

    def test_the_plan(self):
        visit, _report = self._read()
        cells = self._cells(self._page(PLAN, visit))
        pairs = list(pairwise(cells))
        for label, value in (
            ("Customer", "Yard"),
            ("Persons Visited", self.chief.display_name),
            ("Visit Leader", "Supervisor North"),
            ("Participants", "Rep Beijing"),
            ("Visit Requirements", "The committee is known"),
            ("Way of the Visit", "In person"),
            ("Reason for This Choice", "Before the season"),
            ("Took Part in the Discussion", "Rep Beijing"),
            ("Opinions and Suggestions", "Take the new samples along"),
        ):
            self.assertIn((label, value), pairs)
        text = " ".join(cells)
        for part in ("√ Company profile", "□ Business card", "Anniversary", "Go there", "120"):
            self.assertIn(part, text)

    def test_the_record_of_a_target_account(self):
        _visit, report = self._read()
        page = self._page(RECORD, report)
        cells = self._cells(page)
        pairs = list(pairwise(cells))
        names = [node.text_content().strip() for node in page.find_class("o_kam_form_name")]
        self.assertEqual(names, ["Target Account Visit Record / Visit Summary", "Visit Summary"])
        for label, value in (
            ("Target Customer", "Yard"),
            ("Visitors", "Supervisor North, Rep Beijing"),
            ("Main Points", "Prices of the year"),
            ("Target Customer's Thoughts", "Wants shorter delivery"),
            ("Proposals", "Offer a depot"),
            ("Latest Information", "A second plant"),
            ("Analysis of the Visit", "Well prepared"),
            ("Improvements", "Begin earlier"),
        ):
            self.assertIn((label, value), pairs)
        text = " ".join(cells)
        self.assertIn(("Punctuality", "on time"), pairs)
        self.assertIn("The target customer is listened to again", text)

    def test_the_follow_up_that_was_done(self):
        visit, report = self._read()
        self.assertEqual(visit._get_follow_up()["done"], False)
        ended = visit.date_ended
        visit._protected_write({"date_ended": self._ago(minutes=10)})
        self.yard._note_contact(
            {
                "user_id": self.supervisor_north.id,
                "stakeholder_id": self.chief.id,
                "date": fields.Datetime.now(),
                "channel": "phone",
                "attitude": "warm",
            }
        )
        follow_up = visit._get_follow_up()
        self.assertEqual(follow_up["done"], self.company._kam_day_of(ended))
        self.assertEqual(follow_up["channel"], "Phone")
        pairs = list(pairwise(self._cells(self._page(RECORD, report))))
        self.assertIn(("Way of the Follow-up", "Phone"), pairs)

    def test_a_regular_visit_has_the_summary_only(self):
        visit = self._planned(date_start=self._ago(minutes=16), leeway="fixed")
        report = self._made(visit, main_points="Prices")
        page = self._page(RECORD, report)
        names = [node.text_content().strip() for node in page.find_class("o_kam_form_name")]
        self.assertEqual(names, ["Visit Summary", "Visit Summary"])
        cells = self._cells(page)
        self.assertIn(("Customer", "Shop"), list(pairwise(cells)))
        self.assertIn("Visit Record", cells)
        self.assertNotIn("Target Customer", cells)
        self.assertIn("Customer's Thoughts", cells)
        self.assertNotIn("Target Customer's Thoughts", cells)
        text = " ".join(cells)
        self.assertIn("16 minutes late", text)
        self.assertNotIn("listened to again", text)

    def test_pdf(self):
        _visit, report = self._read()
        reports = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        with self.allow_pdf_render():
            content, kind = reports._render_qweb_pdf(RECORD, report.ids)
        self.assertEqual(kind, "pdf")
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
        for part in (report.number, "Offer a depot", "Begin earlier"):
            self.assertIn(part, text)
