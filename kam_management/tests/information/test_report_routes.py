import json
from urllib.parse import urlencode

from odoo.api import Environment
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import InformationCommon

MISSING = 2**31 - 1
BRIEF = "kam_management.report_kam_visit_brief"


@tagged("post_install", "-at_install")
class TestReportRoutes(InformationCommon, HttpCase):
    """Whatever is asked of the addresses of prints, the answer is a file or a refusal in words."""

    def setUp(self):
        super().setUp()
        self.enterContext(mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"))
        login = self.rep_shanghai.login
        self.authenticate(login, login.ljust(8, "x"))

    def _reports(self):
        reports = self.env["ir.actions.report"].search([("model", "=like", "kam.%")])
        self.assertLessEqual({"xlsx", "qweb-pdf"}, set(reports.mapped("report_type")))
        return reports

    def test_every_kind_of_file(self):
        for report in self._reports():
            for kind in ("html", "pdf", "text", "xlsx"):
                is_workbook = report.report_type == "xlsx"
                if is_workbook == (kind == "xlsx"):
                    continue
                with self.subTest(report=report.report_name, kind=kind):
                    answer = self.url_open(f"/report/{kind}/{report.report_name}/{MISSING}")
                    self.assertEqual(answer.status_code, 422, answer.text[:500])
                    self.assertIn("Open /report/", answer.text)

    def test_of_what_is_not_in_sight(self):
        """Hidden records and missing ones are refused by the same words."""
        hidden = self.env["kam.information.table"].create({"account_id": self.yard.id})
        report = self.env["ir.actions.report"].search(
            [("model", "=", "kam.information.table"), ("report_type", "=", "qweb-pdf")], limit=1
        )
        self.env.flush_all()
        for number in (hidden.id, MISSING):
            for kind in ("html", "pdf", "text"):
                answer = self.url_open(f"/report/{kind}/{report.report_name}/{number}")
                self.assertEqual(answer.status_code, 403, answer.text[:500])
                self.assertIn("some of what is to be printed does not exist", answer.text)

    def test_ids_that_are_none(self):
        for report in self._reports().filtered(lambda report: report.report_type == "xlsx"):
            answer = self.url_open(f"/report/xlsx/{report.report_name}/a,1")
            self.assertEqual(answer.status_code, 400)
            self.assertIn("no list of ids", answer.text)

    def test_parameters_that_are_none(self):
        """What should hold names with values is refused as a bad request, never a fault of ours."""
        paths = [
            f"/report/{'xlsx' if report.report_type == 'xlsx' else 'html'}/{report.report_name}/1"
            for report in self._reports().filtered(lambda report: "visit" in report.report_name)
        ]
        nested = json.dumps({"context": {"allowed_company_ids": "x"}})
        for path in paths:
            for name, values in (
                ("options", ("x", "7", "[1]", '"a"', "[" * 10**4, r'"\ud800"', nested)),
                ("context", ("x", "7", "[1]", "NaN", '{"allowed_company_ids": ["a"]}')),
                ("context", ('{"allowed_company_ids": 7}', '{"lang": [1]}', '{"tz": {}}')),
            ):
                for value in values:
                    with self.subTest(path=path, name=name, value=value[:40]):
                        answer = self.url_open(f"{path}?{urlencode({name: value})}")
                        self.assertEqual(answer.status_code, 400, answer.text[:500])
        # names of parameters among the options are none of the address
        options = urlencode({"options": json.dumps({"docids": 1, "converter": 2})})
        answer = self.url_open(f"{paths[0]}?{options}")
        self.assertLess(answer.status_code, 500)

    def test_downloads_of_nothing(self):
        ask = json.dumps(["/report/xlsx/kam_management.report_kam_visit_xlsx/1", "xlsx"])
        for data in ("", "x", "7", "{}", "[]", "[1]", "[1, 2]", '["a", null]', r'"\ud800"'):
            with self.subTest(data=data):
                answer = self.url_open(f"/report/download?{urlencode({'data': data})}")
                self.assertEqual(answer.status_code, 400, answer.text[:500])
        for context in ("x", "7", '{"allowed_company_ids": "x"}'):
            with self.subTest(context=context):
                asked = urlencode({"data": ask, "context": context})
                answer = self.url_open(f"/report/download?{asked}")
                self.assertEqual(answer.status_code, 400, answer.text[:500])

    def test_ids_of_prints_that_are_none(self):
        for report in self._reports().filtered(lambda report: report.report_type == "qweb-pdf"):
            for kind in ("html", "pdf", "text"):
                for ids in ("-1", "a", "99999999999"):
                    with self.subTest(report=report.report_name, kind=kind, ids=ids):
                        answer = self.url_open(f"/report/{kind}/{report.report_name}/{ids}")
                        self.assertEqual(answer.status_code, 422, answer.text[:500])
                        self.assertIn("no list of ids", answer.text)

    def test_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.rep_shanghai.lang = "zh_CN"
        languages = []

        original = Environment._

        def note(env, source, *args, **kwargs):
            if "no list of ids" in str(source):
                languages.append(env.lang)
            return original(env, source, *args, **kwargs)

        self.patch(Environment, "_", note)
        for path in ("xlsx/kam_management.report_kam_visit_xlsx", f"pdf/{BRIEF}"):
            self.url_open(f"/report/{path}/-1")
        self.assertEqual(languages, ["zh_CN"] * 2)
