from datetime import date

from freezegun import freeze_time

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

    # ------------------------------------------------------------------
    # members come and go
    # ------------------------------------------------------------------

    def _member(self, user, duty="sales", **vals):
        return self.env["kam.account.team"].create(
            {"account_id": self.mill.id, "user_id": user.id, "duty": duty, **vals}
        )

    def test_members_are_there_from_today_until_further_notice(self):
        member = self._member(self.rep_hangzhou)
        self.assertEqual((member.date_from, member.date_to), (self.today, False))
        self.assertTrue(member.is_current)
        self.assertIn(self.mill, self._visible(self.rep_hangzhou))

    def test_ending_shows_nothing_at_once_and_stays_in_the_records(self):
        member = self._member(self.rep_hangzhou, date_from=self._days(-30))
        self._as(self.rep_shanghai, member).action_end()
        self.assertEqual(member.date_to, self.today)
        self.assertEqual(member.phase, "ended")
        self.assertNotIn(self.mill, self._visible(self.rep_hangzhou))
        # who sees the account sees who was in its team
        self.assertIn(member, self._as(self.rep_shanghai, self.mill).team_ids.sudo())

    def test_last_day_in_the_past_shows_nothing_at_once(self):
        member = self._member(self.rep_hangzhou, date_from=self._days(-30))
        member.date_to = self._days(-1)
        self.assertNotIn(self.mill, self._visible(self.rep_hangzhou))

    def test_nobody_deletes_who_was_a_member(self):
        former = self._member(self.rep_hangzhou, date_from=self._days(-30), date_to=self._days(-1))
        for user in (self.env.user, self.administrator, self.rep_shanghai):
            for member in former | self._member(user, "training", date_from=self._days(-1)):
                with self.subTest(user=user.login), self.assertRaisesRegex(UserError, "End it"):
                    self._as(user, member).unlink()
        with self.assertRaisesRegex(UserError, "End it"):
            self.mill.team_ids = [Command.clear()]

    def test_who_joins_later_is_not_there_yet(self):
        member = self._member(self.rep_hangzhou, date_from=self._days(1))
        self.assertEqual(member.phase, "future")
        self.assertNotIn(self.mill, self._visible(self.rep_hangzhou))
        self._as(self.rep_shanghai, member).action_end()
        self.assertFalse(member.exists())

    def test_who_comes_back_is_a_member_again(self):
        former = self._member(self.rep_hangzhou, date_from=self._days(-30))
        former.action_end()
        back = self._member(self.rep_hangzhou)
        self.assertTrue(back.is_current)
        self.assertFalse(former.is_current)

    def test_the_same_duty_twice_at_a_time(self):
        self._member(self.rep_hangzhou, date_to=self._days(10))
        for date_from, allowed in ((self._days(10), False), (self._days(11), True)):
            with self.subTest(date_from=date_from):
                if allowed:
                    self.assertTrue(self._member(self.rep_hangzhou, date_from=date_from))
                else:
                    with self.assertRaisesRegex(ValidationError, "overlap"), self.cr.savepoint():
                        self._member(self.rep_hangzhou, date_from=date_from)
        self.assertTrue(self._member(self.rep_hangzhou, "training"))

    def test_dates_in_order(self):
        member = self._member(self.rep_hangzhou)
        with self.assertRaisesRegex(ValidationError, "cannot end"):
            member.write({"date_from": self._days(2), "date_to": self._days(1)})

    def test_a_row_stays_with_its_member(self):
        """Another name in the row would delete who was there."""
        member = self._member(self.rep_hangzhou)
        for user in (self.env.user, self.rep_shanghai):
            with self.subTest(user=user.login), self.assertRaisesRegex(UserError, "End it"):
                self._as(user, member).user_id = self.rep_beijing
        coming = self._member(self.rep_hangzhou, "training", date_from=self._days(1))
        coming.user_id = self.rep_beijing
        self.assertEqual(coming.user_id, self.rep_beijing)

    def test_is_current_is_not_written_by_hand(self):
        member = self._member(self.rep_hangzhou, date_from=self._days(-30), date_to=self._days(-1))
        for user in (self.rep_shanghai, self.administrator):
            with self.subTest(user=user.login), self.assertRaisesRegex(UserError, "by hand"):
                self._as(user, member).is_current = True

    def test_a_new_manager_ends_the_duty_and_keeps_the_former_one_in_the_list(self):
        self._add(self.env.user, self.mill, self.rep_shanghai, "account_manager")
        self.mill._change_owner(manager=self.supervisor_shanghai, reason="Holiday")
        former = self.mill.team_ids
        self.assertEqual((former.user_id, former.phase), (self.rep_shanghai, "ended"))
        self.assertNotIn(self.mill, self._visible(self.rep_shanghai))
        former.note = "Looked after it for years"

    def test_days_pass(self):
        """The job of positions does it, by the day of the company."""
        cron = self.env.ref("kam_management.ir_cron_kam_position")
        member = self._member(
            self.rep_hangzhou, date_from=date(2024, 6, 1), date_to=date(2024, 6, 30)
        )
        coming = self._member(self.rep_beijing, date_from=date(2024, 7, 2))
        for moment, present in (
            ("2024-06-30 15:59:00", member),
            ("2024-06-30 16:00:00", member.browse()),
            ("2024-07-01 16:00:00", coming),
        ):
            with self.subTest(moment=moment):
                with freeze_time(moment), self.enter_registry_test_mode():
                    self.assertIs(cron.method_direct_trigger(), True)
                self.env.invalidate_all()
                self.assertEqual((member | coming).filtered("is_current"), present)
                for row in member | coming:
                    seen = self.mill in self._visible(row.user_id)
                    self.assertEqual(seen, row in present)

    def test_former_members_are_told_nothing(self):
        former = self._member(self.rep_hangzhou, date_from=self._days(-30))
        present = self._member(self.rep_beijing)
        former.action_end()
        self.assertEqual(self.mill._get_team(), self.rep_shanghai | present.user_id)
        self.mill._downgrade("credit", "Paid late")
        told = self.env["mail.message"].search([("subject", "ilike", "ordinary customer")])
        told = told.partner_ids
        self.assertIn(self.rep_beijing.partner_id, told)
        self.assertNotIn(self.rep_hangzhou.partner_id, told)
