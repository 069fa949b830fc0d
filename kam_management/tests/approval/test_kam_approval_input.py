import importlib.util
from datetime import date

import psycopg2

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import FORM, ApprovalCommon

CLOSED = (
    "approval_state",
    "account_id",
    "company_id",
    "unit_id",
    "in_charge_id",
    "executing_department_id",
    "number",
    "create_uid",
    "write_date",
    "id",
    "display_name",
    "happened",
    "message_ids",
    "activity_ids",
    "review_ids",
    "deadline_ids",
    "is_mine",
    "line_ids.form_id",
    "line_ids.id",
    "line_ids.create_uid",
)


@tagged("post_install", "-at_install")
class TestKamApprovalInput(ApprovalCommon):
    """What routes, steps and public methods are given, and refuse in words."""

    def test_the_model_of_a_route_follows_its_form(self):
        other = self.env["ir.model"]._get("res.partner")
        route = self._as(self.administrator, self.route)
        with self._refused("It follows “Form”"):
            route.write({"model": other.model})
        with self._refused("It follows the route"):
            route.step_ids[0].write(
                {"company_id": self.env["res.company"].create({"name": "B"}).id}
            )
        vals = {"name": "B", "model_id": other.id, "active": False}
        with self._refused("“Model” of .* cannot be"):
            route.create({**vals, "model": FORM})
        self.assertEqual(route.create(vals).model, other.model)
        self.assertEqual(self.route.model, FORM)
        self.route.model_id = other
        self.env.flush_all()
        self.assertEqual(self.route.model, other.model)

    def test_numbers_of_days_are_bounded(self):
        step, company = self.route.step_ids[0], self.company
        step.write({"extension_max_days": 9, "extension_role": "director"})
        for record, name, values in (
            (self.route, "total_days", (-1, 3651, 2147483647)),
            (self.route, "correction_days", (-1, 3651)),
            (self.route.step_ids[1], "deadline_days", (-1, 0, 3651)),
            (step, "extension_max_days", (3651, 2147483647)),
            (company, "kam_archive_days", (-1, 3651)),
            (company, "kam_completion_days", (-1, 3651)),
        ):
            for value in values:
                with (
                    self.subTest(name=name, value=value),
                    self.assertRaises(psycopg2.IntegrityError),
                    mute_logger("odoo.sql_db"),
                    self.cr.savepoint(),
                ):
                    record[name] = value
                    record.flush_recordset()
                self.env.invalidate_all(flush=False)
        with self._refused("“Extended to at Most” of step Area is -1", ValidationError):
            step.extension_max_days = -1
        company.write({"kam_archive_days": 0, "kam_completion_days": 3650})
        self.route.total_days = 3650
        self.env.flush_all()

    def test_limits_of_the_version_before(self):
        folder = importlib.util.find_spec("odoo.addons.kam_management").submodule_search_locations
        path = f"{folder[0]}/migrations/19.0.1.2.0/pre-limits.py"
        specification = importlib.util.spec_from_file_location("pre_limits", path)
        module = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(module)
        self.env.flush_all()
        for table, constraint in (
            ("kam_approval_route", "kam_approval_route_total_days_possible"),
            ("kam_approval_step", "kam_approval_step_days_possible"),
        ):
            self.cr.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
        self.cr.execute(
            "UPDATE kam_approval_route SET total_days = -4, model = 'res.partner' WHERE id = %s",
            (self.route.id,),
        )
        step = self.route.step_ids[0]
        self.cr.execute(
            "UPDATE kam_approval_step SET deadline_days = 1000000000 WHERE id = %s", (step.id,)
        )
        for _time in range(2):
            module.migrate(self.cr, "19.0.1.1.0")
        self.env.invalidate_all()
        self.assertEqual((self.route.total_days, self.route.model), (0, FORM))
        self.assertEqual(step.deadline_days, 3650)

    def test_days_of_a_preview_are_bounded(self):
        vals = {"route_id": self.route.id, "unit_id": self.shanghai.id}
        previews = self.env["kam.approval.preview"].with_user(self.administrator)
        for day in ("9999-12-31", "0001-01-01", "1899-12-31"):
            with self.subTest(day=day), self._refused("“Submitted On” cannot be", ValidationError):
                previews.create({**vals, "date_submitted": day})
        # while it is being entered
        entered = previews.new({**vals, "date_submitted": date(9999, 12, 31)})
        self.assertFalse(entered.line_ids)
        self.assertTrue(previews.create({**vals, "date_submitted": "2026-03-02"}).line_ids)

    def test_names_are_not_blank(self):
        for name in ("", "  "):
            for record in (self.route, self.route.step_ids[0]):
                with self.subTest(name=name), self._refused("is empty", ValidationError):
                    record.name = name
            with self._refused("is empty", ValidationError):
                self._route([self._step(1, name, "area", "supervisor")])

    def test_steps_open_content_only(self):
        step = self._as(self.administrator, self.route).step_ids[0]
        for name in CLOSED:
            with (
                self.subTest(name=name),
                self._refused(f"names {name}, which", ValidationError),
            ):
                step.writable_fields = f"decision, {name}"
        step.writable_fields = "name, amount, decision, line_ids, line_ids.decision"

    def test_steps_entered_before_open_content_only(self):
        names = ", ".join(("decision", "line_ids", *CLOSED))
        step = self.route.step_ids[0]
        self.env.flush_all()
        self.cr.execute(
            "UPDATE kam_approval_step SET writable_fields = %s WHERE id = %s", (names, step.id)
        )
        self.env.invalidate_all()
        form = self._submitted(line_ids=[(0, 0, {"name": "A"})], in_charge_id=self.rep_shanghai.id)
        other = self._submitted()
        self.assertEqual(self._pending(form)._get_writable(), ["decision", "line_ids"])
        own = self.seen_by(self.supervisor_shanghai, form)
        for vals in (
            {"in_charge_id": self.supervisor_shanghai.id},
            {"unit_id": self.north.id},
            {"account_id": self.mill.id},
            {"executing_department_id": False},
        ):
            with self.subTest(vals=vals), self._refused("cannot be changed"):
                own.write(vals)
        with self._refused("cannot be changed"):
            own.line_ids.write({"form_id": other.id})
        own.write({"decision": "Yes"})
        own.line_ids.write({"decision": "Yes"})

    def test_texts_are_texts(self):
        step = self.route.step_ids[0]
        step.write({"extension_max_days": 9, "extension_role": "manager"})
        review = self.seen_by(self.supervisor_shanghai, self._pending(self._submitted()))
        for method in ("approve", "return", "reject", "answer", "complete"):
            for opinion in (5, ["x"], {"x": 1}, True):
                with self.subTest(method=method), self._refused("“Opinion” is .*enter a text"):
                    getattr(review, f"action_{method}")(opinion)
        extended = review.with_user(self.manager_east)
        with self._refused("“Reason” is 5: enter a text"):
            extended.action_extend(1, 5)
        for days in (True, "1", 1.5, None):
            with self.subTest(days=days), self._refused("“More Days” is"):
                extended.action_extend(days, "Papers")
        review.action_approve(False)
        self.assertEqual(review.state, "approved")

    def test_one_is_chosen(self):
        entries, duties = self.env["kam.archive.entry"], self.env["kam.deadline"]
        for call in (
            entries.action_complete,
            duties.action_open_document,
            self.env["kam.approval.review"].action_open_form,
            self.env["kam.approval.route"].action_preview,
            self.env["kam.approval.decide"].action_apply,
            self.env["kam.archive.receipt"].action_apply,
            self.env["kam.position.end"].action_end,
            self.env[FORM].action_view_archive,
        ):
            with self.subTest(call=call), self._refused("Choose one “.*: 0 are chosen", UserError):
                call()
        self._submitted()
        self._submitted()
        with self._refused("Choose one “.*: [2-9] are chosen"):
            duties.search([("res_model", "=", FORM)]).action_open_document()
        archivist = self._user("archivist")
        self._position(archivist, self.centre, "archivist")
        for missing in (5, ["x"]):
            with self._refused("“What Is Missing” is"):
                entries.with_user(archivist).action_acknowledge(missing)
