from datetime import timedelta
from itertools import pairwise

from lxml import html

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import REPORT, FindingCommon, VisitCommon

RECORD = "kam_management.report_kam_visit_report"


@tagged("post_install", "-at_install")
class TestKamVisitScreens(VisitCommon):
    """What people read of visits: in their language, in the words of the scheme, when it counts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.item = cls.type_of["regular"].item_ids[:1]
        cls.item.with_context(lang="zh_CN").name = "公司简介"

    def test_the_checklist_is_read_in_the_language_of_the_reader(self):
        for lang in ("en_US", "zh_CN"):
            visit = self._planned(self.rep_hangzhou.with_context(lang=lang))
            line = visit.item_ids[:1]
            with self.subTest(lang=lang):
                self.assertEqual(line.with_context(lang="zh_CN").name, "公司简介")
                self.assertEqual(line.with_context(lang="en_US").name, self.item.name)

    def test_the_checklists_of_several_visits_are_their_own(self):
        other = self.type_of["regular"].copy({"name": "Other"})
        other.item_ids[:1].name = "Something else"
        visits = self.visit_model.with_user(self.rep_hangzhou).create(
            [self._visit_vals(), self._visit_vals(type_id=other.id), self._visit_vals()]
        )
        self.assertEqual(
            [visit.item_ids[:1].name for visit in visits],
            [self.item.name, "Something else", self.item.name],
        )

    def test_what_somebody_writes_holds_in_all_languages(self):
        line = self._planned().item_ids[:1]
        self.seen_by(self.rep_hangzhou, line).with_context(lang="zh_CN").name = "两盒样品"
        for lang in ("en_US", "zh_CN"):
            with self.subTest(lang=lang):
                self.assertEqual(line.with_context(lang=lang).name, "两盒样品")

    def test_a_language_loaded_later_reaches_checklists(self):
        line = self._planned().item_ids[:1]
        line.with_context(lang="zh_CN").name = line.with_context(lang="en_US").name
        self.env["ir.module.module"]._load_module_terms(["kam_management"], ["zh_CN"])
        self.assertEqual(line.with_context(lang="zh_CN").name, "公司简介和资质证书")

    def test_on_site_comes_first_on_the_day(self):
        now = fields.Datetime.now()
        for start, leeway, expected in (
            (now + timedelta(minutes=1), "fixed", True),
            (now + timedelta(days=9), "week", False),
            (now - timedelta(days=9), "fixed", False),
        ):
            visit = self._planned(date_start=max(start, now), leeway=leeway)
            if start < now:
                # nobody plans for what is past; days pass
                stop = start + timedelta(hours=1)
                visit._protected_write({"date_start": start, "date_stop": stop})
            with self.subTest(start=start):
                self.assertEqual(visit.is_possible_now, expected)
        visit = self._planned()
        self.seen_by(self.rep_hangzhou, visit).action_start()
        self.assertTrue(visit.is_possible_now)
        self._made_after(visit)
        self.assertFalse(visit.is_possible_now)

    def _made_after(self, visit):
        self.seen_by(self.rep_hangzhou, visit).action_end({"attitude": "warm"})

    def test_a_new_visit_is_entered(self):
        with Form(self.visit_model.with_user(self.rep_hangzhou)) as form:
            form.account_id = self.shop
            form.date_start = self._soon(days=3)
        self.assertFalse(form.record.is_possible_now)

    def test_the_plan_has_the_heads_of_the_scheme(self):
        visit = self._target(
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
            ]
        )
        self.submit(visit, self.supervisor_north)
        cells = self._cells("kam_management.report_kam_visit", visit)
        self.assertIn(("Visit Purpose", "Target account visit"), list(pairwise(cells)))
        self.assertIn("What It Is Spent For", cells)
        self.assertIn("Review Opinion of the Superior", cells)
        visit.type_id.name = "First visit"
        cells = self._cells("kam_management.report_kam_visit", visit)
        self.assertIn(
            ("Visit Purpose", "Target account visit (First visit)"), list(pairwise(cells))
        )

    def test_the_record_names_the_opinion_of_its_reader(self):
        visit = self._target()
        self.submit(visit, self.supervisor_north)
        self.approve(visit, self.director, opinion="Go there")
        report = self._made(visit)
        self.seen_by(self.supervisor_north, report).write(REPORT)
        visit.no_finding_reason = "Nothing new"
        self.submit(report, self.supervisor_north)
        self.assertIn("Opinion of the Superior on the Report", self._cells(RECORD, report))

    def _cells(self, name, record):
        self.env.flush_all()
        content, _kind = self.env["ir.actions.report"]._render_qweb_html(name, record.ids)
        page = html.fromstring(content)
        return [
            " ".join(cell.text_content().split())
            for cell in page.iter("th", "td")
            if not cell.findall(".//td")
        ]

    def test_an_absence_says_days_as_people_write_them(self):
        visit = self._planned()
        dialog = self.env["kam.visit.absence"].create(
            {
                "visit_ids": visit.ids,
                "how": "day",
                "date": fields.Date.to_date("2020-02-03"),
                "reason": "Away",
            }
        )
        with self.assertRaisesRegex(UserError, "is 02/03/2020, and today is"):
            dialog.action_apply()

    def test_receipts_say_when_in_the_time_of_the_reader(self):
        report = self._made(self._planned())
        self.seen_by(self.rep_hangzhou, report).write(REPORT)
        self.seen_by(self.rep_hangzhou, report).action_complete()
        entry = self.env["kam.archive.entry"].search(
            [("res_model", "=", report._name), ("res_id", "=", report.id)], limit=1
        )
        self.assertTrue(entry)
        shown = entry.with_context(tz="Asia/Shanghai")._word_filed()
        there = fields.Datetime.context_timestamp(
            entry.with_context(tz="Asia/Shanghai"), entry.date_filed
        )
        self.assertIn(there.strftime("%-I:%M"), shown)
        self.assertEqual(shown.count(":"), 1)
        filed = " ".join(entry._word_filed().split())
        self.assertIn(filed, self._cells("kam_management.report_kam_archive_receipt", entry))

    def test_punctuality_is_read_as_cards_on_a_phone(self):
        figures = self.env["kam.visit.punctuality"].with_user(self.director)
        action = figures.with_context(allowed_company_ids=self.company.ids).action_open()
        self.assertIn((False, "kanban"), action["views"])
        self.assertEqual(action["mobile_view_mode"], "kanban")


@tagged("post_install", "-at_install")
class TestKamVisitPrintedFindings(FindingCommon):
    """What was found, as the record of a visit prints it."""

    def test_each_kind_has_heads_of_its_own(self):
        for kind in ("information", "opportunity", "problem", "suggestion"):
            self._passed(kind)
        self.seen_by(self.rep_hangzhou, self.visit).action_end({"attitude": "warm"})
        report = self.visit.report_ids
        report.write({"latest_information": "A second shop"})
        self.env.flush_all()
        content, _kind = self.env["ir.actions.report"]._render_qweb_html(RECORD, report.ids)
        page = html.fromstring(content)
        cells = [" ".join(cell.text_content().split()) for cell in page.iter("th", "td", "div")]
        for head in (
            "Information for the Account's File",
            "Suggestion, in the Customer's Words",
            "Suggested By",
            "Product or Service: Floor tiles",
            "First Positioning: Promising, one rival",
            "Next Step: Offer until Friday",
        ):
            with self.subTest(head=head):
                self.assertIn(head, cells)
        self.assertEqual(
            [cell for cell in cells if cell.lower() == "latest information"], ["Latest Information"]
        )
        self.assertTrue([cell for cell in cells if cell.startswith("Expected Amount: ")])
