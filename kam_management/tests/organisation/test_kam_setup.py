from unittest.mock import patch

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
        # where there is nothing to be seen without rights in accounting
        xmlids.add("account.action_account_config")
        self.assertNotIn("account.action_account_config", find())
        self.administrator.group_ids |= self.env.ref("account.group_account_manager")
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

    def _find_gaps(self, unit, route="Screening"):
        """Return what the check says of a kind of form where a position would be begun."""
        return [
            gap["message"]
            for gap in self._guide()["gaps"]
            if gap["context"].get("default_unit_id") == unit.id and f"“{route}”" in gap["message"]
        ]

    def test_a_step_is_asked_for_where_forms_begin(self):
        self.assertFalse(self._find_gaps(self.centre), "nobody screens at headquarters")
        self.assertEqual(len(self._find_gaps(self.hangzhou)), 1, "a representative without one")
        screener = self._user("rep_centre")
        position = self._position(screener, self.centre, "representative")
        # supervisor, and manager
        self.assertEqual(len(self._find_gaps(self.centre)), 2)
        position.date_to = self._days(-1)
        office = self._unit("Suzhou", "area", self.east)
        self.assertFalse(self._find_gaps(office), "nobody is there")
        self._key_account("Suzhou Mill", office, self.rep_shanghai)
        self.assertEqual(len(self._find_gaps(office)), 1, "but an account is")

    def test_where_nobody_is_yet_the_lowest_units_are_asked(self):
        positions = self.env["kam.position"].search([("company_id", "=", self.company.id)])
        positions.date_to = self._days(-1)
        for unit, count in ((self.centre, 0), (self.north, 1), (self.beijing, 1)):
            self.assertEqual(len(self._find_gaps(unit)), count, unit.name)

    def test_departments_are_asked_for_as_long_as_a_route_asks_them(self):
        step, gaps = self._steps()["departments"], self._guide()["gaps"]
        self.assertEqual(step["is_optional"], False)
        self.assertEqual(
            step["is_done"], not any("asks departments" in gap["message"] for gap in gaps)
        )
        routes = self.env["kam.approval.route"].search([("company_id", "=", self.company.id)])
        routes.step_ids.filtered("per_department").unlink()
        step, gaps = self._steps()["departments"], self._guide()["gaps"]
        self.assertEqual(step["is_optional"], True)
        self.assertFalse([gap for gap in gaps if "asks departments" in gap["message"]])

    def test_a_company_without_a_chart_of_accounts(self):
        company = self._company("Fresh Company")
        self.administrator.company_ids |= company
        step = self._steps(company=company)["accounting"]
        self.assertFalse(step["is_done"])
        self.assertIn("no invoices, and no credit figures", step["found"])
        self.env["account.journal"].create(
            {"name": "Sales", "code": "SAL", "type": "sale", "company_id": company.id}
        )
        self.assertTrue(self._steps(company=company)["accounting"]["is_done"])

    def test_one_is_told_as_one(self):
        company = self._company("Fresh Company")
        self.administrator.company_ids |= company
        unit = self._unit("Fresh Centre", "headquarters", company=company)
        chief = self._user("fresh_chief", company=company)
        self._position(chief, unit, "general_manager")
        steps = self._steps(company=company)
        self.assertEqual(steps["units"]["found"], "1 unit")
        self.assertEqual(steps["positions"]["found"], "1 person in 1 position")
        setup = self.env["kam.setup"]
        self.assertEqual([setup._word_gaps(count) for count in (1, 2)], ["1 gap", "2 gaps"])

    def test_what_is_to_be_changed_in_the_settings_is_named(self):
        label = self.env["res.config.settings"]._fields["kam_takeover_open"].string
        self.assertIn(f"“{label}”", self._steps()["close"]["help"])

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

    # ------------------------------------------------------------------
    # My Day leads here
    # ------------------------------------------------------------------

    def _is_shown(self, user=None):
        return self._as(user or self.administrator, self.env["kam.my.day"]).get_day()["needs_setup"]

    def test_my_day_leads_here_until_nothing_is_left(self):
        """Also when there are units: to administrators, and to nobody else."""
        self.assertTrue(self._is_shown())
        self.assertFalse(self._is_shown(self.director))
        setup = self._as(self.administrator, self.env["kam.setup"])
        progress, guide = setup.get_progress(), setup.get_guide()
        self.assertEqual((progress["done"], progress["total"]), (guide["done"], guide["total"]))
        first = next(
            step for step in guide["steps"] if not step["is_done"] and not step["is_optional"]
        )
        self.assertEqual(progress["next"], first["name"])
        self.assertFalse(progress["gaps"], "said when it comes to the check")
        self.assertTrue(self._is_shown())
        for step in guide["steps"]:
            step["is_done"] = step["key"] != "check"
        with patch.object(self.env.registry["kam.setup"], "get_guide", lambda setup: guide):
            self.assertEqual(setup.get_progress()["gaps"], guide["gaps_label"])
        complete = {**guide, "done": guide["total"], "gaps": []}
        with patch.object(self.env.registry["kam.setup"], "get_guide", lambda setup: complete):
            self.assertFalse(setup.get_progress())
        self.assertFalse(self._is_shown())

    def test_an_administrator_leaves_it_out(self):
        setup = self._as(self.administrator, self.env["kam.setup"])
        setup.show_in_my_day(False)
        setup.show_in_my_day(False)
        self.assertFalse(self._is_shown())
        self.assertFalse(self._guide()["in_my_day"])
        setup.show_in_my_day(True)
        self.assertTrue(self._is_shown())
        self.assertTrue(self._guide()["in_my_day"])
        for user in (self.director, self.employee, self.portal):
            for call in (setup.with_user(user).get_progress, setup.with_user(user).show_in_my_day):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    call(*([True] if call.__name__ == "show_in_my_day" else []))

    def test_what_is_neither_true_nor_false(self):
        setup = self._as(self.administrator, self.env["kam.setup"])
        for value in ("x", "", 0, 1, None, [], {}):
            with self.subTest(value=value):
                with self.assertRaisesRegex(UserError, "Show in My Day.*give true or false"):
                    setup.show_in_my_day(value)
                with self.assertRaisesRegex(UserError, "Looked At.*give true or false"):
                    setup.set_tick("classes", value)
        self.assertTrue(self._is_shown())

    def test_whether_it_is_shown_costs_one_query_for_administrators_only(self):
        for user, count in ((self.administrator, 1), (self.director, 0)):
            setup = self._as(user, self.env["kam.setup"])
            setup._is_pending()
            self.env.flush_all()
            with self.assertQueryCount(count):
                setup._is_pending()

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
