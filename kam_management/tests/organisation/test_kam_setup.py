from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import KamCommon


class SetupCase(KamCommon):
    def _guide(self, user=None, company=None):
        setup = self.env["kam.setup"].with_user(user or self.administrator)
        return setup.with_company(company or self.company).get_guide()

    def _steps(self, **kwargs):
        return {step["key"]: step for step in self._guide(**kwargs)["steps"]}


@tagged("post_install", "-at_install")
class TestKamSetup(SetupCase):
    def test_what_is_done_follows_from_the_data(self):
        company = self._company("Fresh Company")
        self.administrator.company_ids |= company
        steps = self._steps(company=company)
        for key in ("units", "positions", "routes", "classes", "takeover", "check"):
            self.assertIn(key, steps)
        self.assertFalse(steps["units"]["is_done"])
        self.assertFalse(steps["positions"]["is_done"])
        unit = self._unit("Fresh Centre", "headquarters", company=company)
        chief = self._user("fresh_chief", company=company)
        self._position(chief, unit, "general_manager")
        steps = self._steps(company=company)
        self.assertTrue(steps["units"]["is_done"])
        self.assertTrue(steps["positions"]["is_done"])
        self.assertIn("1", steps["positions"]["found"])

    def test_counts_leave_what_is_optional_out(self):
        guide = self._guide()
        counted = [step for step in guide["steps"] if not step["is_optional"]]
        self.assertEqual(guide["total"], len(counted))
        self.assertEqual(guide["done"], sum(step["is_done"] for step in counted))

    def test_what_comes_ready_made_is_ticked(self):
        setup = self.env["kam.setup"].with_user(self.administrator).with_company(self.company)
        self.assertFalse(self._steps()["classes"]["is_done"])
        setup.set_tick("classes", True)
        setup.set_tick("classes", True)
        step = self._steps()["classes"]
        self.assertTrue(step["is_done"])
        self.assertIn(self.administrator.name, step["ticked"])
        tick = self.env["kam.setup.tick"].search([("company_id", "=", self.company.id)])
        self.assertEqual((tick.key, tick.user_id), ("classes", self.administrator))
        setup.set_tick("classes", False)
        self.assertFalse(self._steps()["classes"]["is_done"])

    def test_what_data_decide_is_not_ticked(self):
        setup = self.env["kam.setup"].with_user(self.administrator).with_company(self.company)
        for key in ("units", "nothing", "x" * 100_000, 7, None):
            with self.subTest(key=str(key)[:20]), self.assertRaises(UserError) as caught:
                setup.set_tick(key, True)
            self.assertLess(len(str(caught.exception)), 300)

    def test_somebody_looks_at_the_calendar(self):
        """A company begins with hours, in the zone of whoever made it."""
        step = self._steps()["calendar"]
        self.assertFalse(step["is_done"])
        self.assertTrue(step["can_tick"])
        self.assertIn("Asia/Shanghai", step["found"])

    def test_no_button_ends_in_an_error(self):
        """Users and settings are opened by those who may add to them."""
        xmlids = {"base.action_res_users", "kam_management.action_kam_config_settings"}

        def find():
            return xmlids & {link[1] for step in self._guide()["steps"] for link in step["actions"]}

        self.assertFalse(find())
        self.administrator.group_ids |= self.env.ref("base.group_system")
        self.assertEqual(find(), xmlids)

    def test_without_units_nothing_is_decided(self):
        company = self._company("Fresh Company")
        self.administrator.company_ids |= company
        step = self._steps(company=company)["check"]
        self.assertFalse(step["is_done"])
        self.assertIn("units", step["found"])

    def test_the_first_screening(self):
        self.assertFalse(self._steps()["first"]["is_done"])
        self.assertFalse(self._steps()["risk"]["is_done"])

    def test_the_take_over_closes(self):
        self.assertFalse(self._steps()["close"]["is_done"])
        self.company.kam_takeover_open = False
        self.assertTrue(self._steps()["close"]["is_done"])

    def test_gaps_name_unit_step_and_role(self):
        # nobody is a manager in the north
        gaps = self._guide()["gaps"]
        north = [gap for gap in gaps if gap["name"] == self.north.complete_name]
        self.assertTrue(north)
        self.assertTrue(any("Manager" in gap["message"] for gap in north))
        # who is missing at a unit is missing below it, and said once
        self.assertFalse(
            [
                gap
                for gap in gaps
                if gap["name"] == self.beijing.complete_name and "Manager" in gap["message"]
            ]
        )
        # what one position mends is one gap, and begins with its unit and role
        managers = [gap for gap in north if gap["context"]["default_role"] == "manager"]
        self.assertEqual([gap["context"]["default_unit_id"] for gap in managers], self.north.ids)
        before = len(north)
        manager = self._user("manager_north")
        self._position(manager, self.north, "manager")
        after = [gap for gap in self._guide()["gaps"] if gap["name"] == self.north.complete_name]
        self.assertLess(len(after), before)

    def test_one_person_for_two_steps_is_a_gap(self):
        self._position(self.supervisor_north, self.north, "manager")
        gaps = [gap["message"] for gap in self._guide()["gaps"]]
        self.assertTrue(
            any(self.supervisor_north.name in gap and "another step" in gap for gap in gaps), gaps
        )

    def test_queries_do_not_grow_with_units(self):
        self._guide()

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            with self.assertQueryCount(10_000):
                before = self.env.cr.sql_log_count
                self._guide()
                return self.env.cr.sql_log_count - before

        few = count()
        for number in range(30):
            self._unit(f"Office {number}", "area", self.east)
        self.assertLessEqual(count(), few + 2)

    def test_only_administrators(self):
        for user in (self.director, self.supervisor_shanghai, self.employee, self.portal):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self._guide(user=user)
                with self.assertRaises(AccessError):
                    self.env["kam.setup"].with_user(user).set_tick("classes", True)
        self.assertRights(
            "kam.setup.tick",
            {(self.administrator,): "r", (self.director, self.employee, self.portal): ""},
        )
