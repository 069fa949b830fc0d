from io import BytesIO

import pytz
from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.kam_management import wording

from ..workbooks import WorkbookAssertions
from .common import VisitCommon

REPORT = "kam_management.report_kam_visit_xlsx"


@tagged("post_install", "-at_install")
class TestKamVisitXlsx(WorkbookAssertions, VisitCommon):
    """The register of visits as a workbook."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop.partner_id.name = "=1+1"
        cls.visit = cls._planned(goal="=HYPERLINK(A1)")
        cls.target = cls._target()

    def _rows(self, user, docids=None):
        self.env.flush_all()
        self.env.invalidate_all()
        report = self.env["ir.actions.report"].with_user(user)
        content, kind = report._render_xlsx(REPORT, docids, {})
        self.assertEqual(kind, "xlsx")
        self.sheet = load_workbook(BytesIO(content))["Visits"]
        head, *rows = self.sheet.iter_rows(values_only=True)
        return {row[0]: dict(zip(head, row, strict=True)) for row in rows}

    def test_content(self):
        self.submit(self.target, self.supervisor_north)
        self.approve(self.target, self.director)
        report = self._made(self.target, main_points="Prices")
        rows = self._rows(self.director, (self.visit | self.target).ids)
        self.assertLaidOut(self.sheet, "C2")
        self.assertEqual(set(rows), {self.visit.number, self.target.number})
        row = rows[self.target.number]
        zone = self.company._kam_timezone()
        there = pytz.utc.localize(self.target.date_start).astimezone(zone).replace(tzinfo=None)
        self.assertLess(abs((row["Visit From"] - there).total_seconds()), 1)
        for label, value in (
            ("Visit State", "Visited"),
            ("Target Account", "Yes"),
            ("Visit Leader", "Supervisor North"),
            ("Participants", "Rep Beijing"),
            ("Visit Report", report.number),
            ("Attitude", "Warm"),
            ("Main Points", "Prices"),
            ("Minutes Late", 0),
        ):
            with self.subTest(label):
                self.assertEqual(row[label], value)
        due = self._duties(self.target, "visit_follow_up").date_due
        self.assertEqual(row["Follow-up Due"].date(), due)
        row = rows[self.visit.number]
        self.assertEqual(row["Visit Goal"], "=HYPERLINK(A1)")
        self.assertIsNone(row["Minutes Late"])
        self.assertIsNone(row["Visit Report"])

    def test_the_same_as_the_list(self):
        """Where nobody approves the plan nothing stands there; names stand in a row."""
        self.visit.sudo().participant_ids = self.rep_shanghai | self.manager_east
        rows = self._rows(self.director, (self.visit | self.target).ids)
        label = self.visit._fields["approval_standing"]._description_string(self.env)
        self.assertFalse(self.visit.approval_needed)
        self.assertIsNone(rows[self.visit.number][label])
        self.assertEqual(rows[self.target.number][label], "Draft")
        names = wording.listed(self.env, self.visit.participant_ids.mapped("display_name"))
        self.assertIn(", ", names)
        self.assertEqual(rows[self.visit.number]["Participants"], names)

    def test_only_what_the_user_may_read(self):
        self.assertEqual(set(self._rows(self.rep_hangzhou)), {self.visit.number})
        rows = self._rows(self.rep_beijing, self.target.ids)
        self.assertEqual(set(rows), {self.target.number})
        gone = self._planned()
        gone.unlink()
        for hidden in (self.visit, gone):
            with self.assertRaisesRegex(AccessError, "you may not see it"):
                self._rows(self.rep_beijing, (hidden | self.target).ids)
        for user in (self.employee, self.accountant):
            with self.assertRaises(AccessError):
                self._rows(user)
