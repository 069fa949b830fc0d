from datetime import datetime
from io import BytesIO

from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.kam_management.tests.workbooks import WorkbookAssertions

from ..common import TODAY, day
from .common import KamCreditChangeCommon

REPORT = "kam_credit.report_kam_credit_change_sla_xlsx"


class KamCreditChangeSlaCommon(KamCreditChangeCommon):
    """Acme's request took 1 day, 4 (one late) and 2 days and waits to be confirmed; that of
    =1+1 (South One) waits for the region."""

    zone_hours = 8

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.south_officer = cls.make_user("south_officer", cls.south_area, "credit_officer")
        cls.south_reviewer = cls.make_user("south_reviewer", cls.south, "credit_reviewer")
        cls.southern = cls.make_customer("=1+1")
        cls.make_key(cls.southern, unit=cls.south_area)

    def setUp(self):
        super().setUp()
        self.change = self.request()
        with self.at(1, 23, 30):
            self.submit(self.change)
        with self.at(5, 0, 30):
            self.verify(self.change)
        with self.at(7):
            self.sign(self.change)
        self.other = self.request(partner=self.southern, user=self.south_officer)
        self.submit(self.other, self.south_officer)
        self.env.flush_all()
        self.env.invalidate_all()

    def steps(self, change, user=None):
        """Return what the report says of a request: stage -> row."""
        rows = self.root["kam.credit.change.sla"]
        rows.invalidate_model()
        if user:
            rows = rows.with_user(user)
        return {row.stage: row for row in rows.search([("change_id", "=", change.id)])}


@tagged("post_install", "-at_install")
class TestKamCreditChangeSla(KamCreditChangeSlaCommon):
    """One row per step of a request, with its days."""

    def assertStep(self, row, unit, received, due, done, taken, late, result):
        self.assertEqual(row.unit_id, unit)
        self.assertEqual((row.date_received, row.date_due), (day(received), day(due)))
        self.assertEqual(row.date_done, done is not None and day(done))
        self.assertEqual((row.days_taken, row.days_late), (taken, late))
        self.assertEqual(row.result, result)
        self.assertEqual(row.is_open, done is None)

    def test_steps(self):
        with self.at(8):
            steps = self.steps(self.change)
            self.assertStep(steps["submission"], self.area, 0, 2, 1, 1, 0, "on_time")
            self.assertStep(steps["region"], self.north, 1, 4, 5, 4, 1, "late")
            self.assertStep(steps["headquarters"], self.headquarters, 5, 8, 7, 2, 0, "on_time")
            self.assertStep(steps["confirmation"], self.area, 7, 10, None, 1, 0, "open")
        self.assertEqual(len(steps), 4)
        with self.at(10, 23, 59):
            self.assertEqual(self.steps(self.change)["confirmation"].result, "open")
        with self.at(11, 0):
            row = self.steps(self.change)["confirmation"]
            self.assertStep(row, self.area, 7, 10, None, 4, 1, "late")
            self.confirm(self.change)
            row = self.steps(self.change)["confirmation"]
            self.assertStep(row, self.area, 7, 10, 11, 4, 1, "late")

    def test_agrees_with_the_reviews(self):
        for change in self.change | self.other:
            steps = self.steps(change)
            for review in change.review_ids.filtered("date_received"):
                row = steps[review.unit_level]
                self.assertEqual(row.days_late, review.days_late)
                self.assertEqual(row.days_taken, review.age_days)

    def test_agrees_with_the_deadlines(self):
        kinds = {"submission": "credit_submission", "confirmation": "credit_confirmation"}
        for change in self.change | self.other:
            steps = self.steps(change)
            duties = self.root["kam.deadline"].search(
                [("res_model", "=", change._name), ("res_id", "=", change.id)]
            )
            self.assertEqual(len(duties), len(steps))
            for stage, row in steps.items():
                with self.subTest(request=change.number, stage=stage):
                    code = kinds.get(stage, "review")
                    duty = duties.filtered(
                        lambda duty, code=code, unit=row.unit_id: (
                            duty.code == code and duty.unit_id == unit
                        )
                    )
                    self.assertEqual(
                        (duty.date_open, duty.date_due, duty.date_done),
                        (row.date_received, row.date_due, row.date_done),
                    )
                    self.assertEqual(duty.state == "open", row.is_open)
                    self.assertEqual(duty.days_late, row.days_late)

    def test_what_waits(self):
        steps = self.steps(self.other)
        self.assertEqual(set(steps), {"submission", "region"})
        self.assertStep(steps["region"], self.south, 0, 3, None, 0, 0, "open")

    def test_draft(self):
        partner = self.make_customer("Draft")
        self.make_key(partner)
        change = self.request(partner=partner)
        with self.at(3):
            (row,) = self.steps(change).values()
            self.assertStep(row, self.area, 0, 2, None, 3, 1, "late")

    def test_cancelled_before_it_was_submitted(self):
        partner = self.make_falling("Falling", 3000)
        change = self.request(partner=partner)
        self.store(partner)
        self.assertEqual(change.approval_state, "cancelled")
        self.assertFalse(self.steps(change))

    def test_a_step_that_nobody_decided(self):
        self.other.with_user(self.south_officer).action_withdraw()
        self.assertEqual(set(self.steps(self.other)), {"submission"})

    def test_returned_and_submitted_again(self):
        self.review(self.other, self.south_reviewer).action_return("Say more")
        with self.at(2):
            self.submit(self.other, self.south_officer)
            rows = self.root["kam.credit.change.sla"].search([("change_id", "=", self.other.id)])
            self.assertEqual(
                sorted(rows.mapped(lambda row: (row.stage, row.result, row.date_received))),
                [
                    ("region", "on_time", TODAY),
                    ("region", "open", day(2)),
                    ("submission", "on_time", TODAY),
                ],
            )

    def test_revised(self):
        self.confirm(self.change)
        with self.at(40):
            self.change.with_user(self.credit_officer).action_revise()
            row = self.steps(self.change)["submission"]
            self.assertStep(row, self.area, 40, 42, None, 0, 0, "open")
        with self.at(41):
            self.submit(self.change)
            row = self.steps(self.change)["submission"]
            self.assertStep(row, self.area, 40, 42, 41, 1, 0, "on_time")

    def test_pivot(self):
        rows = self.env["kam.credit.change.sla"].with_user(self.director)
        with self.at(8):
            found = rows.formatted_read_group(
                [("change_id", "=", self.change.id)],
                ["stage", "result"],
                ["__count", "days_taken:avg", "days_late:sum"],
            )
        by_stage = {group["stage"]: group for group in found}
        self.assertEqual(by_stage["region"]["result"], "late")
        self.assertEqual(by_stage["region"]["days_taken:avg"], 4)
        self.assertEqual(by_stage["region"]["days_late:sum"], 1)

    def test_opens_the_request(self):
        row = self.steps(self.change, self.director)["region"]
        self.assertEqual(row.action_open_change()["res_id"], self.change.id)

    def test_who_sees_what(self):
        rows = self.env["kam.credit.change.sla"]
        both = self.change | self.other
        for user, expected in {
            self.director: both,
            self.credit_admin: both,
            self.credit_reviewer: self.change,
            self.supervisor: self.change,
            self.south_supervisor: self.other,
        }.items():
            with self.subTest(user=user.login):
                found = rows.with_user(user).search([("change_id", "in", both.ids)])
                self.assertEqual(found.sudo().change_id, expected)
                hidden = self.root["kam.credit.change.sla"].search(
                    [("change_id", "in", (both - expected).ids)]
                )
                if hidden:
                    with self.assertRaises(AccessError):
                        hidden.with_user(user).read(["number"])
        for user in (
            self.representative | self.accountant | self.kam_admin | self.clerk | self.portal
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                rows.with_user(user).search([])

    def test_other_company(self):
        other = self.setup_other_company()
        self.director.company_ids |= other
        rows = self.env["kam.credit.change.sla"].with_user(self.director)
        self.assertTrue(rows.search([]))
        self.assertFalse(rows.with_context(allowed_company_ids=other.ids).search([]))

    def test_read_only(self):
        row = self.steps(self.change)["region"].with_user(self.credit_admin)
        for attempt in (
            lambda: row.write({"number": "x"}),
            row.unlink,
            lambda: row.create({"number": "x"}),
        ):
            with self.assertRaises(AccessError):
                attempt()


@tagged("post_install", "-at_install")
class TestKamCreditChangeSlaXlsx(WorkbookAssertions, KamCreditChangeSlaCommon):
    """The register as a workbook."""

    def workbook(self, user=None, docids=None, **context):
        report = self.env["ir.actions.report"].with_user(user or self.director)
        content, kind = report.with_context(**context)._render_xlsx(REPORT, docids, {})
        self.assertEqual(kind, "xlsx")
        return load_workbook(BytesIO(content))

    def test_steps(self):
        with self.at(8):
            book = self.workbook()
        sheet = book["Steps"]
        self.assertLaidOut(sheet, "C2")
        self.assertEqual(sheet.auto_filter.ref, f"A1:J{sheet.max_row}")
        head, *rows = sheet.iter_rows(values_only=True)
        self.assertEqual(head[:5], ("Form Number", "Customer", "Stage", "Unit", "Received"))
        self.assertEqual(len(rows), 6)
        (row,) = (row for row in rows if row[0] == self.change.number and "region" in row[2])
        received, due, done = (
            datetime.combine(day(offset), datetime.min.time()) for offset in (1, 4, 5)
        )
        self.assertEqual(row[1:2] + row[4:], ("Acme", received, due, done, 4, 1, "Late"))
        self.assertEqual(row[3], self.north.complete_name)

    def test_text_is_no_formula(self):
        book = self.workbook()
        cells = [cell for row in book["Steps"].iter_rows() for cell in row]
        named = [cell for cell in cells if cell.value == "=1+1"]
        self.assertTrue(named)
        self.assertEqual({cell.data_type for cell in named}, {"s"})
        self.assertNotIn("f", {cell.data_type for cell in cells})

    def test_summary(self):
        for offset, taken in ((20, 1), (21, 3)):
            partner = self.make_customer(f"More {offset}")
            self.make_key(partner)
            with self.at(offset):
                change = self.submitted(partner=partner)
            with self.at(offset + taken):
                self.verify(change)
        with self.at(30):
            sheet = self.workbook()["Summary"]
        head, *rows = sheet.iter_rows(values_only=True)
        self.assertEqual(head, ("Stage", "Unit", "On time", "Late", "Not finished", "Median Days"))
        self.assertLaidOut(sheet, "C2")
        by_key = {(row[0].split()[0], row[1]): row[2:] for row in rows}
        # 1, 3 and 4 days; that of the south is not done and late
        self.assertEqual(by_key["Verification", self.north.complete_name], (2, 1, 0, 3))
        self.assertEqual(by_key["Verification", self.south.complete_name], (0, 1, 0, None))
        self.assertEqual(by_key["Verification", "All units"], (2, 2, 0, 3))
        self.assertEqual(by_key["Submission", self.area.complete_name], (3, 0, 0, 0))

    def test_median_of_an_even_number(self):
        with self.at(3):
            self.verify(self.other, self.south_reviewer)
        with self.at(8):
            sheet = self.workbook()["Summary"]
        rows = list(sheet.iter_rows(values_only=True))
        (total,) = (row for row in rows if row[:2] == ("Verification by the region", "All units"))
        self.assertEqual(total[5], 3.5)

    def test_rows_of_the_reader_only(self):
        everything = self.root["kam.credit.change.sla"].search([])
        with self.assertRaisesRegex(AccessError, "you may not see it"):
            self.workbook(self.south_supervisor, everything.ids)
        visible = everything.with_user(self.south_supervisor)._filtered_access("read")
        for docids in (None, visible.ids):
            with self.subTest(docids=docids):
                book = self.workbook(self.south_supervisor, docids)
                numbers = {row[0] for row in book["Steps"].iter_rows(min_row=2, values_only=True)}
                self.assertEqual(numbers, {self.other.number})

    def test_rows_that_were_chosen(self):
        chosen = self.steps(self.change)["region"]
        for arguments in ({"docids": chosen.ids}, {"active_ids": chosen.ids}):
            book = self.workbook(**arguments)
            self.assertEqual(book["Steps"].max_row, 2)

    def test_refused_without_rights(self):
        chosen = self.steps(self.change)["region"]
        for user in (
            self.representative | self.accountant | self.kam_admin | self.clerk | self.portal
        ):
            for docids in (None, chosen.ids):
                with self.subTest(user=user.login, docids=docids), self.assertRaises(AccessError):
                    self.workbook(user, docids)

    def test_context_of_the_client_opens_no_company(self):
        other = self.setup_other_company()
        with self.assertRaises(AccessError):
            self.workbook(self.director, allowed_company_ids=other.ids)
        self.director.company_ids = [Command.link(other.id)]
        book = self.workbook(self.director, allowed_company_ids=other.ids)
        self.assertEqual(book["Steps"].max_row, 1)

    def test_nothing_to_tell(self):
        self.positions["south_supervisor"].action_end()
        self.clerk.group_ids = [Command.link(self.env.ref("kam_credit.group_credit_reader").id)]
        book = self.workbook(self.clerk)
        self.assertEqual(book["Steps"].max_row, 1)
        self.assertEqual(book["Summary"].max_row, 1)
