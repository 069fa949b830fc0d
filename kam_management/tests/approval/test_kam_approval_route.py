from unittest.mock import patch

import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import FORM, ApprovalCommon


@tagged("post_install", "-at_install")
class TestKamApprovalRoute(ApprovalCommon):
    def test_forms_are_found(self):
        models = self.env["kam.approval.route"]._get_form_models()
        self.assertIn(FORM, models)
        self.assertNotIn("kam.form.mixin", models)
        self.assertNotIn("kam.approval.line.mixin", models)
        self.assertNotIn("res.partner", models)

    def test_one_route_per_form_and_company(self):
        vals = {
            "name": "Second",
            "model_id": self.route.model_id.id,
            "step_ids": [Command.create(self._step(1, "Area", "area", "supervisor"))],
        }
        with (
            self.assertRaises(psycopg2.IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.route.create(vals)
        other = self.env["res.company"].create({"name": "Other"})
        second = self.route.create({**vals, "company_id": other.id})
        self.assertEqual(self.route._find(FORM, other), second)
        self.assertEqual(self.route._find(FORM, self.company), self.route)

    def test_archived_routes_are_not_used(self):
        self.route.active = False
        self.assertFalse(self.route._find(FORM, self.company))

    def test_no_form_loses_its_route(self):
        """Neither archived, deleted nor given to another form or company while it is needed."""
        route = self.route.with_user(self.administrator)
        other = self.env["res.company"].create({"name": "Other"})
        model_id = self.env["ir.model"]._get_id("kam.screening")
        for change in (
            lambda: route.write({"active": False}),
            route.action_archive,
            route.unlink,
            lambda: route.write({"model_id": model_id}),
            lambda: route.sudo().with_user(self.administrator).write({"company_id": other.id}),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                change()
        self.env.invalidate_all()
        self.assertEqual(route._find(FORM, self.company), self.route)

    def test_a_form_that_does_without(self):
        with patch.object(self.env.registry[FORM], "_approval_required", new=False):
            self.route.with_user(self.administrator).action_archive()
        self.assertFalse(self.route.active)

    def test_a_copy_takes_the_place(self):
        route = self.route.with_user(self.administrator)
        second = route.copy()
        self.assertFalse(second.active)
        self.assertEqual(route._find(FORM, self.company), self.route)
        second.action_unarchive()
        self.assertEqual((self.route.active, second.active), (False, True))
        self.assertEqual(route._find(FORM, self.company), second.sudo())
        self.route.with_user(self.administrator).unlink()
        with self.assertRaisesRegex(UserError, "takes this one's place"):
            second.unlink()

    def test_bad_routes(self):
        copy = self.route.copy()
        with self._refused("“Steps” of .* is empty", ValidationError):
            self.route.step_ids.unlink()
        with self._refused("“Steps” of .* is empty", ValidationError):
            self.route.step_ids.write({"route_id": copy.id})
        for pattern, vals in (("“Steps” of Test route is empty", {"step_ids": [Command.clear()]}),):
            with self._refused(pattern, ValidationError):
                self.route.write(vals)
        for vals in ({"total_days": -1},):
            with (
                self.assertRaises(psycopg2.IntegrityError),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.route.write(vals)

    def test_somebody_decides(self):
        """A route by which nobody would consent is refused, however it would come about."""
        answer = self._step(1, "Opinion", "area", "supervisor", kind="answer")
        together = self._step(2, "Together", False, False, kind="complete", assign="in_charge")
        lapsing = self._step(3, "Area", "area", "supervisor", on_due="lapse")
        for pattern, steps in (
            ("Nobody would decide by “Test route”.* of the kind “Decides”", [answer]),
            ("Nobody would decide", [answer, together]),
            ("Nobody has to decide by “Test route”.*“When Due”", [lapsing]),
            ("Nobody has to decide", [answer, lapsing, {**lapsing, "sequence": 4}]),
        ):
            with self.subTest(pattern=pattern), self._refused(pattern, ValidationError):
                self._route(steps)
        route = self._route([answer, self._step(2, "Region", "region", "manager")])
        opinion, region = route.step_ids
        second = route.copy({"name": "Second"})
        second.step_ids[1].unlink()
        for change in (
            region.unlink,
            lambda: region.write({"kind": "answer"}),
            lambda: region.write({"on_due": "lapse"}),
            lambda: region.write({"route_id": second.id}),
            lambda: route.write({"step_ids": [Command.delete(region.id)]}),
            lambda: route.write({"step_ids": [Command.update(region.id, {"on_due": "lapse"})]}),
            lambda: second.write({"step_ids": [Command.link(region.id)]}),
            second.with_user(self.administrator).action_unarchive,
        ):
            with self._refused("Nobody (would|has to) decide", ValidationError):
                change()
        # out of use it may be as it likes
        self.assertFalse(second.active)
        self.assertTrue(opinion.exists())

    def test_a_step_takes_the_place_of_another(self):
        """What is written together is looked at together, whatever comes first."""
        route = self._route([self._step(1, "Area", "area", "supervisor")])
        area = route.step_ids
        region = self._step(2, "Region", "region", "manager")
        route.write(
            {"step_ids": [Command.update(area.id, {"kind": "answer"}), Command.create(region)]}
        )
        self.assertEqual(route.step_ids.mapped("kind"), ["answer", "decide"])
        route.write(
            {
                "step_ids": [
                    Command.delete(route.step_ids[1].id),
                    Command.delete(area.id),
                    Command.create({**region, "name": "Other"}),
                ]
            }
        )
        self.assertEqual(route.step_ids.mapped("name"), ["Other"])

    def test_a_condition_is_what_the_route_says(self):
        route = self._route(
            [self._step(1, "Large", "area", "supervisor", condition="_step_is_large")]
        )
        self.assertFalse(route._find_lack_of_consent())

    def test_routes_that_companies_start_with(self):
        routes = self.env["kam.approval.route"].search([])
        self.assertTrue(routes)
        self.assertFalse([route.name for route in routes if route._find_lack_of_consent()])

    def test_the_check_names_older_ones(self):
        self._old_route([self._step(1, "Opinion", "area", "supervisor", kind="answer")])
        gaps = self.env["kam.setup"]._find_gaps(self.company)
        self.assertIn("Nobody would decide", str([gap["message"] for gap in gaps]))
        # each can be clicked
        self.assertFalse([gap for gap in gaps if "context" not in gap])

    def test_bad_steps(self):
        for pattern, vals in (
            ("“Role” of step Area", {"role": False}),
            ("“Role” of step Area", {"per_department": True}),
            ("“Extended By” of step Area is empty", {"extension_max_days": 7}),
            (
                "“Extended to at Most” of step Area is 3: it must be more than its 3 days",
                {"extension_max_days": 3, "extension_role": "director"},
            ),
            ("names nonsense, which", {"writable_fields": "decision, nonsense"}),
            ("names line_ids.nonsense, which", {"writable_fields": "line_ids.nonsense"}),
            ("names name.decision, which", {"writable_fields": "name.decision"}),
        ):
            with self.subTest(vals=vals), self._refused(pattern, ValidationError):
                self.route.step_ids[0].write(vals)
        for days in (0, -1):
            with (
                self.subTest(days=days),
                self.assertRaises(psycopg2.IntegrityError),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.route.step_ids[0].write({"deadline_days": days})

    def test_good_steps(self):
        self.route.step_ids[0].write(
            {
                "writable_fields": " decision ,line_ids.decision,",
                "extension_max_days": 4,
                "extension_role": "director",
            }
        )
        form = self._submitted()
        self.assertEqual(self._pending(form)._get_writable(), ["decision", "line_ids.decision"])

    def test_administrators_configure_and_managers_look(self):
        self._as(self.administrator, self.route).write({"total_days": 9})
        self._as(self.administrator, self.route.step_ids[0]).write({"deadline_days": 9})
        self.assertEqual(self._as(self.manager_east, self.route).total_days, 9)
        for user in (self.manager_east, self.supervisor_shanghai, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._as(user, self.route).write({"total_days": 10})
        with self.assertRaises(AccessError):
            self._as(self.supervisor_shanghai, self.route).read(["name"])

    # ------------------------------------------------------------------
    # preview
    # ------------------------------------------------------------------

    def _preview(self, **vals):
        return (
            self.env["kam.approval.preview"]
            .with_user(self.manager_east)
            .create(
                {
                    "route_id": self.route.id,
                    "unit_id": self.shanghai.id,
                    "author_id": self.rep_shanghai.id,
                    "date_submitted": "2026-03-02",
                    **vals,
                }
            )
        )

    def test_preview(self):
        self.route.total_days = 8
        preview = self._preview()
        self.assertEqual(str(preview.date_total_due), "2026-03-10")
        self.assertEqual(
            [
                (line.name, line.user_ids, str(line.date_received), str(line.date_due))
                for line in preview.line_ids
            ],
            [
                ("Area", self.supervisor_shanghai, "2026-03-02", "2026-03-05"),
                ("Region", self.manager_east, "2026-03-05", "2026-03-08"),
                ("Centre", self.director, "2026-03-08", "2026-03-10"),
            ],
        )

    def test_preview_is_shown_to_who_opened_it(self):
        line = self._preview().line_ids[0]
        self.assertEqual(line._name, "kam.approval.preview.line")
        other = self._user("manager_elsewhere", "kam_management.group_kam_manager")
        for user in (other, self.rep_shanghai):
            with self.assertRaises(AccessError):
                line.with_user(user).read(["name"])

    def test_preview_leaves_the_author_out(self):
        above = self._user("supervisor_centre")
        self._position(above, self.centre, "supervisor")
        preview = self._preview(author_id=self.supervisor_shanghai.id)
        self.assertEqual(preview.line_ids[0].user_ids, above)

    def test_preview_is_what_happens(self):
        with self._at("2026-03-02"):
            form = self._submitted()
            lines = self._preview().line_ids
            for line, user in zip(
                lines, (self.supervisor_shanghai, self.manager_east, self.director), strict=True
            ):
                review = self._pending(form)
                self.assertEqual(line.user_ids, review.candidate_ids)
                self.assertGreaterEqual(line.date_due, review.date_due)
                self._decide(user, form)

    def test_preview_of_side_by_side_and_working_days(self):
        self.company.resource_calendar_id = self.env["resource.calendar"].create(
            {"name": "Weekdays", "tz": "Asia/Shanghai"}
        )
        self.route = self._route(
            [
                self._step(1, "Area", "area", "supervisor", 3),
                self._step(1, "Region", "region", "manager", 5),
                self._step(2, "Centre", "headquarters", "director", 1),
            ],
            day_count="working",
        )
        self.assertEqual(
            [(str(line.date_received), str(line.date_due)) for line in self._preview().line_ids],
            [
                ("2026-03-02", "2026-03-05"),
                ("2026-03-02", "2026-03-09"),
                ("2026-03-09", "2026-03-10"),
            ],
        )

    def test_opened_from_the_route(self):
        action = self.route.with_user(self.manager_east).action_preview()
        self.assertEqual(action["context"]["default_route_id"], self.route.id)
