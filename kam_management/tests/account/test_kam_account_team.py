from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import KamCommon


@tagged("post_install", "-at_install")
class TestKamAccountTeam(KamCommon):
    def _add(self, user, account, member, duty="sales"):
        return self._as(user, account).write(
            {"team_ids": [Command.create({"user_id": member.id, "duty": duty})]}
        )

    def test_member_sees_the_account_until_removed(self):
        self.assertIn(self.shop, self._visible(self.rep_shanghai))
        self.shop.team_ids.action_end()
        self.assertNotIn(self.shop, self._visible(self.rep_shanghai))

    def test_member_without_a_position_sees_nothing(self):
        self._add(self.env.user, self.mill, self.employee)
        self.assertFalse(self._as(self.employee, self.mill).has_access("read"))

    def test_manager_and_supervisors_change_the_team(self):
        for user in (self.rep_shanghai, self.supervisor_shanghai, self.manager_east):
            with self.subTest(user=user.login):
                self._add(user, self.mill, self.rep_hangzhou)
                member = self.mill.team_ids.filtered("is_current")
                self.assertEqual(member.user_id, self.rep_hangzhou)
                self._as(user, member).action_end()

    def test_members_do_not_change_the_team(self):
        member = self.shop.team_ids
        with self.assertRaises(AccessError):
            self._add(self.rep_shanghai, self.shop, self.rep_beijing)
        with self.assertRaises(AccessError):
            self._as(self.rep_shanghai, member).write({"duty": "training"})
        with self.assertRaises(AccessError):
            self._as(self.rep_shanghai, member).action_end()
        with self.assertRaises(AccessError):
            self._as(self.rep_shanghai, member).unlink()

    def test_nobody_joins_an_account_of_another_region(self):
        teams = self._as(self.rep_beijing, self.env["kam.account.team"])
        with self.assertRaises(AccessError):
            teams.create(
                {"account_id": self.mill.id, "user_id": self.rep_beijing.id, "duty": "sales"}
            )

    def test_row_stays_with_its_account(self):
        member = self.shop.team_ids
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            member.account_id = self.mill
        self.assertTrue(member.write({"account_id": self.shop.id, "note": "Same account"}))

    def test_duty_of_the_account_manager(self):
        self._add(self.env.user, self.mill, self.rep_shanghai, "account_manager")
        with self.assertRaisesRegex(ValidationError, "Rep Hangzhou"):
            self._add(self.env.user, self.mill, self.rep_hangzhou, "account_manager")

    def test_portal_user_is_no_member(self):
        with self.assertRaisesRegex(ValidationError, "portal"):
            self._add(self.env.user, self.mill, self.portal)
