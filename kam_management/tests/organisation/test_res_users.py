from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import KamCommon


@tagged("post_install", "-at_install")
class TestResUsers(KamCommon):
    """Who cannot act any more holds no role, whatever the positions say."""

    def _gone(self, user, how):
        """Let a user be gone in one of several ways."""
        if how == "archived":
            user.active = False
        elif how == "portal":
            user.group_ids = [Command.set(self.env.ref("base.group_portal").ids)]
        else:
            other = self.env["res.company"].create({"name": "Another Employer"})
            user.write({"company_ids": [Command.link(other.id)], "company_id": other.id})
        if how == "company archived":
            self.env["res.users"].search([("company_id", "=", self.company.id)]).write(
                {"company_ids": [Command.link(other.id)], "company_id": other.id}
            )
            self.company.active = False
        elif how == "off the list":
            self.company.user_ids = [Command.unlink(user.id)]
        elif how == "elsewhere":
            user.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})

    def _supervisors(self):
        return self.env["kam.position"]._holders(self.shanghai, ["supervisor"])

    def test_holders(self):
        self.assertEqual(self._supervisors(), self.supervisor_shanghai)
        for how in ("archived", "portal", "elsewhere"):
            with self.subTest(how=how), self.cr.savepoint() as savepoint:
                self._gone(self.supervisor_shanghai, how)
                self.assertFalse(self._supervisors())
                savepoint.rollback()
            self.env.invalidate_all()

    def test_accounts_are_orphaned_at_once(self):
        self.assertFalse(self.mill.is_manager_without_position)
        for how in ("archived", "portal", "elsewhere"):
            with self.subTest(how=how), self.cr.savepoint() as savepoint:
                self._gone(self.rep_shanghai, how)
                found = self.env["kam.account"].search([("is_manager_without_position", "=", True)])
                self.assertIn(self.mill, found)
                self.mill.invalidate_recordset()
                self.assertTrue(self.mill.is_manager_without_position)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_hold_no_position(self):
        position, user = self.position_supervisor_shanghai, self.supervisor_shanghai
        group = "kam_management.group_kam_supervisor"
        self.assertTrue(position.is_current)
        self.assertTrue(user.has_group(group))
        for how in ("archived", "portal", "elsewhere", "company archived", "off the list"):
            with self.subTest(how=how), self.cr.savepoint() as savepoint:
                self._gone(user, how)
                self.assertFalse(position.is_current)
                self.assertEqual(position.phase, "suspended")
                self.assertNotIn(user, self.shanghai.viewer_ids | self.shanghai.leader_ids)
                self.assertFalse(user.has_group(group))
                self.assertFalse(self._supervisors())
                positions = self.env["kam.position"]
                self.assertFalse(positions._has_role_over(user, self.shanghai, ["supervisor"]))
                self.assertFalse(positions._find_units(self.company, user))
                savepoint.rollback()
            self.env.invalidate_all()

    def test_positions_come_back(self):
        position, user = self.position_supervisor_shanghai, self.supervisor_shanghai
        user.active = False
        self.assertFalse(position.is_current)
        user.active = True
        self.assertTrue(position.is_current)
        self.assertIn(user, self.shanghai.viewer_ids)
        self.assertTrue(user.has_group("kam_management.group_kam_supervisor"))

    def test_service_team(self):
        member = self.shop.team_ids
        self._gone(member.user_id, "elsewhere")
        self.assertFalse(member.is_current)

    def test_job_finds_nothing_stale(self):
        self.supervisor_shanghai.active = False
        self.env.flush_all()
        self.assertFalse(self.env["kam.position"]._find_stale() & self.position_supervisor_shanghai)

    def test_deleting_says_what_stands_in_the_way(self):
        for user in self.rep_shanghai | self.supervisor_shanghai:
            with self.subTest(user=user.login), self.assertRaises(UserError) as refusal:
                user.unlink()
            self.assertRegex(str(refusal.exception), f"{user.name}.*cannot be deleted")
            self.assertIn("Position", str(refusal.exception))
        with self.assertRaisesRegex(UserError, r"“Account Manager” of Key Account \(1\)"):
            self.rep_shanghai.unlink()
        unknown = self._user("unknown")
        unknown.unlink()
        self.assertFalse(unknown.exists())

    def test_restored(self):
        self._gone(self.supervisor_shanghai, "archived")
        self.supervisor_shanghai.active = True
        self.assertEqual(self._supervisors(), self.supervisor_shanghai)

    def _make_stale(self, position):
        """Let a position have ended yesterday, and the job not have run since."""
        self.env.flush_all()
        self.cr.execute(
            "UPDATE kam_position SET date_to = %s WHERE id = %s", [self._days(-1), position.id]
        )
        self.env.invalidate_all()
        self.assertTrue(position.is_current)

    def test_position_that_ended_yesterday_without_the_job(self):
        positions = self.env["kam.position"]
        self._make_stale(self.position_supervisor_shanghai)
        self.assertFalse(self._supervisors())
        self.assertFalse(
            positions._has_role_over(self.supervisor_shanghai, self.shanghai, ["supervisor"])
        )
        self._make_stale(self.position_rep_shanghai)
        self.assertTrue(self.mill.is_manager_without_position)

    def test_position_that_began_today_without_the_job(self):
        position = self._position(
            self.employee, self.beijing, "supervisor", date_from=self._days(1)
        )
        self.env.flush_all()
        self.cr.execute(
            "UPDATE kam_position SET date_from = %s WHERE id = %s", [self.today, position.id]
        )
        self.env.invalidate_all()
        self.assertFalse(position.is_current)
        self.assertEqual(
            self.env["kam.position"]._holders(self.beijing, ["supervisor"]), self.employee
        )

    def test_dialog_of_the_end(self):
        action = self._as(self.administrator, self.position_rep_shanghai).action_ask_end()
        dialog = (
            self.env["kam.position.end"]
            .with_user(self.administrator)
            .with_context(**action["context"])
            .create({})
        )
        # the account, and who may give it to somebody else
        self.assertEqual(dialog.waiting_count, 1)
        self.assertIn("Mill", dialog.waiting)
        self.assertIn("Manager East", dialog.waiting)
        dialog.action_end()
        self.assertFalse(self.position_rep_shanghai.is_current)

    def test_dialog_of_a_holder_with_another_position(self):
        self._position(self.rep_shanghai, self.hangzhou, "representative")
        self.assertFalse(self.position_rep_shanghai._find_waiting())
        self.assertRights("kam.position.end", {(self.administrator,): "rwcd", (self.director,): ""})
