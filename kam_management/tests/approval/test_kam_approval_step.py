import importlib.util

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged
from odoo.tools import SQL

from ..common import KamCommon
from .common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestKamApprovalStep(ApprovalCommon):
    """What a step says, and what it refuses to say."""

    def test_roles_are_chosen_one_by_one(self):
        step = self.route.step_ids[0]
        self.assertEqual((step.roles, step.role, step.role_2), ("supervisor", "supervisor", False))
        self._as(self.administrator, step).write({"role_2": "manager", "role_3": "director"})
        self.assertEqual(step.roles, "supervisor, manager, director")
        self.assertEqual(step.who, "Supervisor, Manager, or Marketing director")
        self._as(self.administrator, step).write({"role": "director"})
        self.assertEqual(step.roles, "director, manager")
        self._as(self.administrator, step).write({"role": False})
        self.assertEqual((step.role, step.role_2), ("manager", False))

    def test_departments_and_roles_exclude_each_other(self):
        step = self.route.step_ids[0]
        self._as(self.administrator, step).write({"per_department": True, "role": False})
        self.assertEqual((step.assign, step.roles), ("department", False))
        self._as(self.administrator, step).write({"per_department": False, "role": "manager"})
        self.assertEqual((step.assign, step.roles), ("role", "manager"))
        for vals in (
            {"assign": "superior"},
            {"assign": "department"},
            {"assign": "role", "role": False},
            {"roles": "nonsense"},
            {"assign": "in_charge", "role": False},
            {"kind": "complete"},
        ):
            with (
                self.subTest(vals=vals),
                self._refused("of step Area", ValidationError),
            ):
                self._as(self.administrator, step).write(vals)

    def test_conditions_are_asked_of_the_form(self):
        step = self.route.step_ids[0]
        for name, pattern in (
            ("unlink", "begins with _step_is_"),
            ("_is_confidential", "begins with _step_is_"),
            ("_step_is_nothing", "It can be asked: .*_step_is_large, _step_is_secret"),
        ):
            with self.subTest(name=name), self._refused(pattern, ValidationError):
                step.condition = name
        step.condition = "_step_is_large"
        self.assertEqual(step.condition_label, "Large amounts")
        step.condition = "_step_is_secret"
        self.assertEqual(step.condition_label, "Secret")

    def test_form_of_a_step(self):
        with Form(self.route.with_user(self.administrator)) as route:
            with route.step_ids.new() as step:
                step.name = "Board"
                step.role = "director"
                step.role_2 = "manager"
            with route.step_ids.new() as step:
                step.name = "Superior"
                step.role = "director"
                step.assign = "superior"
            with route.step_ids.new() as step:
                step.name = "Together"
                step.kind = "complete"
        board, superior, together = self.route.step_ids.sorted("id")[-3:]
        self.assertEqual((board.assign, board.roles), ("role", "director, manager"))
        self.assertEqual((superior.assign, superior.roles), ("superior", False))
        self.assertEqual((together.assign, together.kind), ("in_charge", "complete"))

    def test_preview_shows_kinds_conditions_and_passing(self):
        self._route(
            [
                self._step(1, "Superior", False, False, assign="superior"),
                self._step(2, "Above", False, False, assign="superior", kind="answer"),
                self._step(3, "Large", "region", "manager", condition="_step_is_large"),
                self._step(4, "Opinion", "area", "supervisor", kind="answer", on_due="lapse"),
                self._step(5, "Together", False, False, kind="complete", assign="in_charge"),
            ]
        )
        route = self.env["kam.approval.route"]._find("kam.test.form", self.company)
        preview = self.env["kam.approval.preview"].create(
            {
                "route_id": route.id,
                "unit_id": self.shanghai.id,
                "author_id": self.manager_east.id,
                "date_submitted": "2026-03-02",
            }
        )
        lines = preview.line_ids
        self.assertEqual(lines.mapped("kind"), ["decide", "answer", "decide", "answer", "complete"])
        self.assertEqual(lines[0].user_ids, self.director)
        self.assertEqual(lines[2].condition_label, "Large amounts")
        self.assertEqual(lines[3].on_due, "lapse")
        self.assertEqual(lines[4].user_ids, self.manager_east)
        self.assertEqual(lines[0].who, "Superior of the authors")
        self.assertFalse(any(lines.mapped("is_passed")))
        preview.author_id = self.director
        # nobody is above: the next step begins at once
        first, second = preview.line_ids[:2]
        self.assertTrue(first.is_passed and second.is_passed)
        self.assertEqual(str(preview.line_ids[2].date_received), "2026-03-02")


@tagged("post_install", "-at_install")
class TestStepsOfTheVersionBefore(KamCommon):
    """Steps and reviews of the version before go on as they are."""

    def test_migration(self):
        folder = importlib.util.find_spec("odoo.addons.kam_management").submodule_search_locations
        path = f"{folder[0]}/migrations/19.0.1.2.0/pre-steps.py"
        specification = importlib.util.spec_from_file_location("pre_steps", path)
        module = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(module)
        cr = self.env.cr
        cr.execute("SELECT count(*) FROM kam_approval_step")
        self.assertTrue(cr.fetchone()[0])
        cr.execute("ALTER TABLE kam_approval_step ADD COLUMN role varchar")
        cr.execute("ALTER TABLE kam_approval_step ADD COLUMN per_department boolean")
        cr.execute(
            "UPDATE kam_approval_step SET role = roles, per_department = assign = 'department'"
        )
        cr.execute("SELECT id, role, per_department FROM kam_approval_step ORDER BY id")
        before = cr.fetchall()
        for table, columns in (
            ("kam_approval_step", ("kind", "on_due", "roles", "assign")),
            ("kam_approval_review", ("kind", "on_due")),
        ):
            for column in columns:
                cr.execute(
                    SQL(
                        "ALTER TABLE %s DROP COLUMN %s",
                        SQL.identifier(table),
                        SQL.identifier(column),
                    )
                )
        for _time in range(2):
            module.migrate(cr, "19.0.1.1.0")
        cr.execute("SELECT id, roles, assign, kind, on_due FROM kam_approval_step ORDER BY id")
        self.assertEqual(
            cr.fetchall(),
            [
                (step_id, role, "department" if per_department else "role", "decide", "wait")
                for step_id, role, per_department in before
            ],
        )
        cr.execute(
            "SELECT count(*) FROM information_schema.columns WHERE table_name ="
            " 'kam_approval_step' AND column_name IN ('role', 'per_department')"
        )
        self.assertEqual(cr.fetchone()[0], 0)
