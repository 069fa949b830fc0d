from odoo.fields import Command
from odoo.tests import tagged

from ..common import KamCommon


@tagged("post_install", "-at_install")
class TestMailFollowers(KamCommon):
    """Nobody follows what belongs to an account without the right to read it."""

    def _followers(self, record):
        """Return the users of the test who follow a record."""
        self.env.invalidate_all()
        return record.message_partner_ids.user_ids

    def _told(self, message):
        return message.notified_partner_ids.user_ids

    def test_only_readers_are_subscribed(self):
        people = self.rep_shanghai | self.rep_beijing | self.employee
        self.mill.message_subscribe(people.partner_id.ids)
        self.assertEqual(self._followers(self.mill) & people, self.rep_shanghai)

    def test_each_record_for_itself(self):
        (self.mill | self.shop).message_subscribe(
            (self.rep_hangzhou | self.director).partner_id.ids
        )
        self.assertEqual(
            self._followers(self.mill) & (self.rep_hangzhou | self.director), self.director
        )
        self.assertLessEqual(self.rep_hangzhou | self.director, self._followers(self.shop))

    def test_what_belongs_to_an_account(self):
        competitor = self.env["kam.competitor"].create(
            {"account_id": self.mill.id, "name": "Rival"}
        )
        people = self.rep_shanghai | self.rep_beijing
        competitor.message_subscribe(people.partner_id.ids)
        self.assertEqual(self._followers(competitor) & people, self.rep_shanghai)

    def test_nobody_from_outside_follows(self):
        self.mill.message_subscribe(self.stranger.ids)
        self.assertNotIn(self.stranger, self.mill.message_partner_ids)

    def test_other_documents_are_left_alone(self):
        self.stranger.message_subscribe(self.employee.partner_id.ids)
        self.assertIn(self.employee, self._followers(self.stranger))

    def test_who_makes_an_account_for_others_does_not_follow_it(self):
        accounts = self.env["kam.account"].with_user(self.rep_beijing)
        account = accounts._get_or_create(self.stranger, self.company).sudo()
        self.assertNotIn(self.rep_beijing, self._followers(account))

    def test_an_activity_subscribes_readers_only(self):
        todo = self.env.ref("mail.mail_activity_data_todo")
        for user, follows in ((self.rep_beijing, False), (self.director, True)):
            with self.subTest(user=user.login):
                self.mill.activity_schedule(activity_type_id=todo.id, user_id=user.id)
                self.assertIs(user in self._followers(self.mill), follows)

    def test_who_may_read_no_longer_is_told_nothing(self):
        people = self.rep_shanghai | self.supervisor_shanghai | self.manager_east
        self.mill.message_subscribe(people.partner_id.ids)
        self.position_supervisor_shanghai.action_end()
        self.mill._change_owner(manager=self.rep_hangzhou, reason="Moved")
        self.assertIn(self.rep_shanghai, self._followers(self.mill))
        self.assertNotIn(self.supervisor_shanghai, self._followers(self.mill))
        message = self.mill.message_post(body="Secret", subtype_xmlid="mail.mt_comment")
        self.assertEqual(self._told(message) & people, self.manager_east)

    def test_who_is_named_and_may_not_read_is_not_told(self):
        self.mill.message_subscribe(self.supervisor_shanghai.partner_id.ids)
        self.position_supervisor_shanghai.action_end()
        message = self.mill.message_post(
            body="Ask me", partner_ids=self.supervisor_shanghai.partner_id.ids
        )
        self.assertNotIn(self.supervisor_shanghai, self._told(message))

    def test_service_team_and_takeover_subscribe_nobody(self):
        self.farm._confirm_key("takeover", "On the list", self.beijing, self.rep_beijing)
        self.farm.team_ids = [Command.create({"user_id": self.rep_shanghai.id, "duty": "sales"})]
        self.assertFalse(
            self._followers(self.farm) & (self.rep_beijing | self.rep_shanghai | self.director)
        )
