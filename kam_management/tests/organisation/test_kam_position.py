import psycopg2

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import KamCommon

ROLES = (
    "representative",
    "supervisor",
    "manager",
    "development_manager",
    "director",
    "vice_president",
    "general_manager",
    "archivist",
)


@tagged("post_install", "-at_install")
class TestKamPosition(KamCommon):
    def _group(self, role):
        return f"kam_management.group_kam_{role}"

    def test_each_role_gives_its_group_and_takes_it(self):
        for role in ROLES:
            with self.subTest(role=role):
                position = self._position(self.employee, self.north, role)
                self.assertTrue(self.employee.has_group(self._group(role)))
                self.assertEqual(
                    self.employee.has_group(self._group("supervisor")),
                    role not in ("representative", "archivist"),
                )
                position.action_end()
                self.assertFalse(self.employee.has_group(self._group(role)))

    def test_one_of_two_positions_ends(self):
        position = self._position(self.rep_shanghai, self.hangzhou, "supervisor")
        self._position(self.rep_shanghai, self.beijing, "supervisor")
        position.action_end()
        self.assertTrue(self.rep_shanghai.has_group(self._group("supervisor")))
        self.assertTrue(self.rep_shanghai.has_group(self._group("representative")))

    def test_other_groups_are_left_alone(self):
        group = self.env.ref("base.group_partner_manager")
        self.rep_shanghai.group_ids |= group
        self.position_rep_shanghai.action_end()
        self.assertIn(group, self.rep_shanghai.group_ids)

    def test_changed_role_and_user(self):
        self.position_rep_shanghai.role = "supervisor"
        self.assertTrue(self.rep_shanghai.has_group(self._group("supervisor")))
        self.assertIn(self.rep_shanghai, self.shanghai.viewer_ids)
        self.position_rep_shanghai.user_id = self.employee
        self.assertFalse(self.rep_shanghai.has_group(self._group("representative")))
        self.assertTrue(self.employee.has_group(self._group("supervisor")))
        self.assertNotIn(self.rep_shanghai, self.shanghai.viewer_ids)

    def test_ending_takes_effect_at_once_in_an_open_session(self):
        account = self.mill.with_user(self.supervisor_shanghai)
        self.assertEqual(account.name, "Mill")
        self.position_supervisor_shanghai.action_end()
        # the caches of an open session are cleared by the write, not by a new login
        self.assertFalse(self.mill.with_user(self.supervisor_shanghai).has_access("read"))
        self.assertNotIn(self.supervisor_shanghai, self.shanghai.viewer_ids)
        self.assertEqual(self.position_supervisor_shanghai.date_to, self.today)

    def test_last_day_in_the_past_takes_effect_at_once(self):
        self.position_supervisor_shanghai.date_to = self._days(-1)
        self.assertFalse(self.mill.with_user(self.supervisor_shanghai).has_access("read"))

    def test_representative_loses_own_accounts_with_the_position(self):
        self.assertEqual(self._visible(self.rep_shanghai), self.mill | self.shop)
        self.position_rep_shanghai.action_end()
        self.assertFalse(self.env["kam.account"].with_user(self.rep_shanghai).has_access("read"))

    def test_position_that_begins_later(self):
        position = self._position(
            self.employee, self.shanghai, "supervisor", date_from=self._days(1)
        )
        self.assertEqual(position.phase, "future")
        self.assertFalse(self.employee.has_group(self._group("supervisor")))
        self.assertNotIn(self.employee, self.shanghai.viewer_ids)
        with self.assertRaisesRegex(UserError, "Delete"):
            position.action_end()
        position.unlink()
        self.assertFalse(position.exists())

    def test_begun_position_stays_in_the_records(self):
        with self.assertRaisesRegex(UserError, "End it"):
            self.position_rep_shanghai.unlink()

    def test_phase(self):
        ended = self._position(
            self.employee,
            self.east,
            "representative",
            date_from=self._days(-9),
            date_to=self._days(-1),
        )
        self.assertEqual(ended.phase, "ended")
        self.assertEqual(self.position_rep_shanghai.phase, "current")
        self.position_rep_shanghai.action_archive()
        self.assertEqual(self.position_rep_shanghai.phase, "ended")

    def test_overlap(self):
        self.position_rep_shanghai.date_to = self._days(10)
        for date_from, date_to, allowed in (
            (self._days(10), False, False),
            (self._days(-5), self._days(5), False),
            (self._days(11), False, True),
        ):
            with self.subTest(date_from=date_from, date_to=date_to):
                values = (self.rep_shanghai, self.shanghai, "representative", date_from, date_to)
                if allowed:
                    self.assertTrue(self._position(*values))
                else:
                    with (
                        self.assertRaisesRegex(ValidationError, "overlap"),
                        self.cr.savepoint(),
                    ):
                        self._position(*values)

    def test_dates_in_order(self):
        with self.assertRaisesRegex(ValidationError, "cannot end"):
            self.position_rep_shanghai.write({"date_from": self._days(2), "date_to": self._days(1)})

    def test_dates_in_order_below_the_orm(self):
        self.env.flush_all()
        with (
            self.assertRaises(psycopg2.IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.cr.execute(
                "UPDATE kam_position SET date_to = date_from - 1 WHERE id = %s",
                [self.position_rep_shanghai.id],
            )

    def test_portal_user_holds_no_position(self):
        with self.assertRaisesRegex(ValidationError, "portal"):
            self._position(self.portal, self.shanghai, "representative")

    def test_user_of_another_company_holds_no_position(self):
        self._make_other_company()
        with self.assertRaises(UserError):
            self._position(self.manager_other, self.shanghai, "manager")

    def test_holders(self):
        positions = self.env["kam.position"].with_user(self.employee)
        self.assertEqual(
            positions._holders(self.shanghai, ["supervisor", "manager"]), self.supervisor_shanghai
        )
        self.assertFalse(positions._holders(self.hangzhou, ["supervisor", "manager"]))
        self._position(self.employee, self.hangzhou, "supervisor", date_from=self._days(3))
        self.assertFalse(positions._holders(self.hangzhou, ["supervisor"]))
        self.assertEqual(
            positions._holders(self.hangzhou, ["supervisor"], self._days(3)), self.employee
        )

    def test_archived_user_is_no_holder(self):
        self.supervisor_shanghai.active = False
        self.assertFalse(self.env["kam.position"]._holders(self.shanghai, ["supervisor"]))

    def test_role_over_a_unit(self):
        positions = self.env["kam.position"]
        for user, unit, expected in (
            (self.manager_east, self.shanghai, True),
            (self.manager_east, self.east, True),
            (self.manager_east, self.centre, False),
            (self.manager_east, self.beijing, False),
            (self.supervisor_shanghai, self.shanghai, False),
            (self.manager_east, self.env["kam.unit"], False),
        ):
            with self.subTest(user=user.login, unit=unit.name):
                self.assertIs(positions._has_role_over(user, unit, {"manager"}), expected)

    def test_only_administrators_change_positions(self):
        vals = {"user_id": self.rep_beijing.id, "unit_id": self.centre.id, "role": "director"}
        for user in (self.rep_beijing, self.manager_east, self.director, self.accountant):
            with self.subTest(user=user.login):
                positions = self._as(user, self.env["kam.position"])
                with self.assertRaises(UserError):
                    positions.create(vals)
                with self.assertRaises(UserError):
                    self._as(user, self.position_rep_beijing).write({"role": "director"})
                with self.assertRaises(UserError):
                    self._as(user, self.position_rep_beijing).action_end()
        position = self._as(self.administrator, self.env["kam.position"]).create(vals)
        self.assertTrue(self.rep_beijing.has_group(self._group("director")))
        position.action_end()
        self.assertFalse(self.rep_beijing.has_group(self._group("director")))

    def test_roles_of_steps_and_reviews_read_in_the_reader_s_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        module = self.env["ir.module.module"].search([("name", "=", "kam_management")])
        module._update_translations(["zh_CN"])
        chinese = self.env(context={"lang": "zh_CN"})
        roles = chinese["kam.position"].fields_get(["role"])["role"]["selection"]
        self.assertEqual(dict(roles)["director"], "营销总监")
        for model in ("kam.approval.step", "kam.approval.review"):
            for fname in ("role", "extension_role"):
                shown = chinese[model].fields_get([fname])[fname]["selection"]
                self.assertEqual(shown, roles, f"{model}.{fname}")

    def test_one_that_is_meant_to_last(self):
        for vals in ({"date_to": "9999-12-31"}, {"date_from": "9999-12-31"}):
            with self.subTest(vals=vals):
                position = self._position(self.employee, self.north, "supervisor", **vals)
                self.assertEqual(position.is_current, "date_to" in vals)
                position.unlink() if "date_from" in vals else position.action_end()

    def test_roles_over_many_units_at_once(self):
        units = self.east | self.hangzhou | self.shanghai
        roles = ("director", "manager", "representative")
        for user in (self.manager_east, self.rep_hangzhou, self.env.ref("base.user_root")):
            positions = self.env["kam.position"]
            found = positions._find_roles_over(user, units, roles)
            with self.subTest(user=user.login):
                self.assertEqual(
                    found,
                    {
                        unit: {
                            role for role in roles if positions._has_role_over(user, unit, [role])
                        }
                        for unit in units
                    },
                )
