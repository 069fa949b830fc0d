from io import BytesIO

from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.fields import Command, Domain
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ..workbooks import WorkbookAssertions
from .common import DevelopmentCommon

REPORT = "kam_management.report_kam_development_record_xlsx"


@tagged("post_install", "-at_install")
class TestKamDevelopmentAnalysis(WorkbookAssertions, DevelopmentCommon):
    """Wins and losses by reason, method, competitor, duration, developer and group."""

    def setUp(self):
        super().setUp()
        reasons = self.env["kam.development.reason"]
        self.lost = reasons.search(
            [("kind", "=", "lost"), ("company_id", "=", self.company.id)], limit=2
        )
        rival = self.env["kam.competitor"].create({"name": "=1+1", "account_id": self.shop.id})
        group = self.env["kam.account.group"].create({"name": "Tiles", "unit_id": self.beijing.id})
        self.yard.group_id = group
        won = self._begun(days=20)
        self._contacted(won, 3, minutes=30)
        self.won = self._ended(won)
        lost = self._begun(40, self.shop, self.rep_hangzhou)
        self._contacted(lost, 3, channel="phone")
        self.failed = self._ended(
            lost, "lost", competitor_id=rival.id, reason_ids=[Command.set(self.lost.ids)]
        )

    def test_every_number_opens_as_many(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_management.action_kam_development_analysis"
        )
        domain = Domain(safe_eval(action["domain"]))
        records = self.env["kam.development.record"].with_user(self.director)
        for name in (
            "result",
            "reason_ids",
            "development_method",
            "competitor_name",
            "developer_id",
            "group_id",
            "date_closed:month",
        ):
            rows = records.formatted_read_group(
                domain, [name], ["__count", "elapsed_days:avg", "contact_count:sum"]
            )
            self.assertTrue(rows)
            for row in rows:
                with self.subTest(name=name, value=row[name]):
                    found = records.search(domain & Domain(row["__extra_domain"]))
                    self.assertEqual(len(found), row["__count"])
                    self.assertEqual(sum(found.mapped("contact_count")), row["contact_count:sum"])

    def test_by_reason(self):
        records = self.env["kam.development.record"].with_user(self.director)
        rows = dict(records._read_group([("result", "=", "lost")], ["reason_ids"], ["__count"]))
        self.assertEqual(rows, dict.fromkeys(self.lost.with_user(self.director), 1))
        (row,) = records._read_group(
            [("result", "=", "lost")], ["development_method"], ["elapsed_days:avg"]
        )
        self.assertEqual(row, ("phone", 40))

    def test_register(self):
        self.env.flush_all()
        self.env.invalidate_all()
        report = self.env["ir.actions.report"].with_user(self.director)
        content, kind = report._render_xlsx(REPORT, (self.won | self.failed).ids, {})
        self.assertEqual(kind, "xlsx")
        sheet = load_workbook(BytesIO(content))["Development Records"]
        self.assertLaidOut(sheet, "C2")
        head, *rows = sheet.iter_rows(values_only=True)
        found = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
        row = found[self.failed.number]
        self.assertEqual(row["Competitor Lost To"], "=1+1")
        self.assertEqual(row["Elapsed Days"], 40)
        self.assertEqual(row["Approach Again On"].date(), self.failed.date_retry)
        self.assertEqual(found[self.won.number]["Total Time (Minutes)"], 30)

    def test_register_of_others(self):
        report = self.env["ir.actions.report"].with_user(self.rep_beijing)
        with self.assertRaises(AccessError):
            report._render_xlsx(REPORT, (self.won | self.failed).ids, {})
        content, _kind = report._render_xlsx(REPORT, [], {})
        sheet = load_workbook(BytesIO(content))["Development Records"]
        self.assertEqual(sheet.max_row, 2)
        nobody = self._user("nobody", "base.group_user")
        with self.assertRaises(AccessError):
            self.env["ir.actions.report"].with_user(nobody)._render_xlsx(REPORT, [], {})
