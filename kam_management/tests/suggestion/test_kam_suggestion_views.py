from io import BytesIO

from lxml import html
from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from ..workbooks import WorkbookAssertions
from .answers import ANSWER, AnswerCommon

MODELS = {
    "kam.suggestion": ("form", "list", "kanban", "calendar", "pivot", "graph", "search"),
    "kam.suggestion.report": ("form", "list", "kanban", "search"),
    "kam.suggestion.reply": ("form", "list", "kanban"),
    "kam.suggestion.interim": ("form", "list", "kanban", "search"),
    "kam.suggestion.task": ("form", "list", "kanban", "calendar", "search"),
    "kam.suggestion.figure": ("list", "kanban", "pivot", "graph", "search"),
    "kam.suggestion.kind": ("form", "list", "kanban", "search"),
}
FILTERS = (
    "waiting",
    "mine",
    "late",
    "open",
    "received",
    "to_list",
    "to_reply",
    "to_do",
)
REGISTER = "kam_management.report_kam_suggestion_xlsx"


@tagged("post_install", "-at_install")
class TestKamSuggestionViews(WorkbookAssertions, AnswerCommon):
    """The screens offer what the server allows; the prints and the register say what is there."""

    def test_every_view_renders_for_every_role(self):
        users = (self.rep_shanghai, self.supervisor_shanghai, self.director, self.administrator)
        for user in users:
            for model, kinds in MODELS.items():
                for kind in kinds:
                    with self.subTest(user=user.login, model=model, kind=kind):
                        views = self.env[model].with_user(user)
                        self.assertTrue(views.get_view(view_type=kind)["arch"])
        for kind in MODELS["kam.suggestion.task"]:
            with self.subTest(user="clerk", kind=kind):
                views = self.env["kam.suggestion.task"].with_user(self.clerk)
                self.assertTrue(views.get_view(view_type=kind)["arch"])

    def test_lists_stand_by_themselves(self):
        """A list that an action opens has no form around it: the web client fails on its name."""
        for name in sorted(self.registry):
            model = self.env[name]
            if not name.startswith("kam.") or model._abstract:
                continue
            arch = html.fromstring(model.get_view(view_type="list")["arch"])
            with self.subTest(model=name):
                self.assertFalse(arch.xpath("*[contains(@column_invisible, 'parent')]"))

    def test_taken_in_with_the_form(self):
        with Form(self.suggestion_model.with_user(self.rep_shanghai)) as view:
            view.partner_id = self.mill.partner_id
            view.name = "Notes by mail"
            view.description = "Please mail them"
            suggestion = view.save()
        with Form(suggestion) as view:
            for name, value in (("description", "Other"), ("date_promise", self.today)):
                with self.subTest(name=name), self.assertRaises(AssertionError):
                    setattr(view, name, value)

    def test_filters_find_what_they_say(self):
        received = self._suggestion()
        reported = self._reported()
        decided = self._direct()
        self._task(decided)
        found = {
            "received": received,
            "to_list": reported,
            "to_reply": decided,
            "to_do": decided,
        }
        arch = html.fromstring(self.suggestion_model.get_view(view_type="search")["arch"])
        for name in FILTERS:
            [node] = arch.xpath(f"//filter[@name='{name}']")
            domain = safe_eval(node.get("domain"), {"uid": self.rep_shanghai.id})
            records = self.suggestion_model.with_user(self.rep_shanghai).search(domain)
            with self.subTest(name=name):
                self.assertEqual(
                    (received | reported | decided) & records,
                    found.get(name, (received | reported | decided) & records),
                )

    def test_a_task_of_a_department_in_its_form(self):
        task = self._task()
        with Form(self.seen_by(self.clerk, task)) as view:
            with self.assertRaises(AssertionError):
                view.name = "Other"
            view.progress = 30
            view.note = "Begun"
        self.assertEqual((task.progress, task.note), (30, "Begun"))

    # ------------------------------------------------------------------
    # prints
    # ------------------------------------------------------------------

    def _text(self, name, records, lang=None):
        self.env.flush_all()
        reports = self.env["ir.actions.report"].with_context(lang=lang or "en_US")
        content, _kind = reports._render_qweb_html(f"kam_management.{name}", records.ids)
        return " ".join(html.fromstring(content).text_content().split())

    def test_the_report(self):
        suggestion = self._accepted(contact_id=self.foreman.id)
        self.seen_by(self.rep_shanghai, suggestion).action_write_report()
        report = suggestion.report_id
        own = self.seen_by(self.rep_shanghai, report)
        own.write({"cause": "Booked early", "feasibility": "Easy"})
        self.submit(report, self.rep_shanghai)
        self.return_(report, self.manager_east, "Ask the hauliers too")
        with self._refused("What Was Completed"):
            self.submit(report, self.rep_shanghai)
        own = self.seen_by(self.rep_shanghai, report)
        own.write({"completion": "Two hauliers agree"})
        self.submit(report, self.rep_shanghai)
        self.approve(report, self.manager_east, opinion="Well done")
        text = self._text("report_kam_suggestion_report", report)
        for part in (
            suggestion.number,
            suggestion.description,
            "Met in person",
            "Booked early",
            "Easy",
            "Ask the hauliers too",
            "Two hauliers agree",
            "Well done",
            "Delivery",
        ):
            with self.subTest(part=part):
                self.assertIn(part, text)

    def test_a_cost_that_nobody_has_estimated_is_not_printed(self):
        report = self._reported().report_id
        self.assertFalse(report.has_cost)
        self.assertNotIn("Estimated Cost", self._text("report_kam_suggestion_report", report))
        free = self._accepted(name="For nothing")
        self.seen_by(self.rep_shanghai, free).action_write_report()
        own = self.seen_by(self.rep_shanghai, free.report_id)
        with Form(own) as view:
            with self.assertRaises(AssertionError):
                view.cost = 5
            view.has_cost = True
        self.assertRegex(
            self._text("report_kam_suggestion_report", free.report_id), r"Estimated Cost\W*0\.00"
        )
        own.cost = 5
        self.assertTrue(own.has_cost)

    def test_the_feedback_form_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.foreman.lang = "zh_CN"
        suggestion = self._answered()
        self.assertEqual(suggestion.reply_ids.lang, "zh_CN")
        text = self._text("report_kam_suggestion_reply", suggestion.reply_ids)
        self.assertIn(ANSWER, text)
        self.assertIn("年", text)

    def test_the_feedback_form_is_not_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.foreman.lang = "en_US"
        suggestion = self._adopted()
        self._task(suggestion)
        self._answered(suggestion)
        text = self._text("report_kam_suggestion_reply", suggestion.reply_ids, lang="zh_CN")
        self.assertNotIn("年", text)

    # ------------------------------------------------------------------
    # the register
    # ------------------------------------------------------------------

    def _rows(self, user, docids=None):
        self.env.flush_all()
        self.env.invalidate_all()
        report = self.env["ir.actions.report"].with_user(user)
        content, _kind = report._render_xlsx(REGISTER, docids, {})
        self.sheet = load_workbook(BytesIO(content))["Suggestions"]
        head, *rows = self.sheet.iter_rows(values_only=True)
        return {row[0]: dict(zip(head, row, strict=True)) for row in rows}

    def test_the_register(self):
        self.mill.partner_id.name = "=1+1"
        suggestion = self._answered()
        row = self._rows(self.director, suggestion.ids)[suggestion.number]
        self.assertLaidOut(self.sheet, "C2")
        self.assertEqual(row["Customer"], "=1+1")
        self.assertEqual(row["Promised Date"].date(), suggestion.date_promise)
        self.assertEqual(row["Decision on the Suggestion"], "Adopted")
        self.assertEqual(row["Departments Asked"], "Dispatch")
        self.assertNotIn(suggestion.number, self._rows(self.rep_hangzhou))
        with self.assertRaises(AccessError):
            self._rows(self.rep_hangzhou, suggestion.ids)
        with self.assertRaises(AccessError):
            self._rows(self.clerk)
