from datetime import datetime
from io import BytesIO

from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..workbooks import WorkbookAssertions
from .common_evaluation import EvaluationCommon
from .events import EventCommon


@tagged("post_install", "-at_install")
class TestKamServiceRegisters(WorkbookAssertions, EvaluationCommon, EventCommon):
    """The registers of schemes, requests, events and evaluations as workbooks."""

    def _sheet(self, key, user=None, records=None):
        self.env.flush_all()
        self.env.invalidate_all()
        report = self.env["ir.actions.report"].with_user(user or self.manager_east)
        name = f"kam_management.report_kam_service_{key}_xlsx"
        content, _kind = report._render_xlsx(name, records.ids if records else [], {})
        return load_workbook(BytesIO(content)).active

    def _columns(self, sheet):
        head, *rows = sheet.iter_rows(values_only=True)
        return [dict(zip(head, row, strict=True)) for row in rows]

    def test_schemes(self):
        scheme = self.env["kam.service.scheme"].with_user(self.rep_shanghai)
        scheme = scheme.create({"account_id": self.mill.id}).sudo()
        sheet = self._sheet("scheme", records=scheme)
        self.assertLaidOut(sheet, "C2")
        [row] = self._columns(sheet)
        self.assertEqual(row[scheme._get_label("number")], scheme.number)
        self.assertIn("Finance support", row["Missing in the Team"])

    def test_events(self):
        self.mill.partner_id.name = "=1+1"
        event = self._invited(self.head, cost=120, name="=cmd()")
        sheet = self._sheet("event", records=event)
        self.assertLaidOut(sheet, "B2")
        [row] = self._columns(sheet)
        self.assertEqual(row["Event"], "=cmd()")
        self.assertEqual(row["Cost of the Event"], 120)
        # ten in the morning of Shanghai
        self.assertEqual(
            row["Begins"], datetime.combine(self.day, datetime.min.time().replace(hour=10))
        )
        self.assertEqual(row["Number of Guests"], 1)

    def test_evaluations(self):
        form = self._evaluation()
        self._judge(form, ours=4)
        sheet = self._sheet("evaluation", records=form)
        self.assertLaidOut(sheet, "C2")
        [row] = self._columns(sheet)
        self.assertEqual(row["Our Points"], 4)
        # nobody has judged yet: no points, not none
        self.assertIsNone(row["Customer's Points"])

    def test_only_what_is_read(self):
        event = self._event(self.supervisor_shanghai)
        form = self._evaluation()
        scheme = self.env["kam.service.scheme"].with_user(self.rep_shanghai)
        scheme = scheme.create({"account_id": self.mill.id}).sudo()
        for key, records in (("event", event), ("evaluation", form), ("scheme", scheme)):
            with self.subTest(key=key):
                self.assertFalse(self._columns(self._sheet(key, self.rep_beijing)))
                for user in (self.rep_beijing, self.employee):
                    with self.assertRaises(AccessError):
                        self._sheet(key, user, records)
