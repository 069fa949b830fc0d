from odoo.fields import Command
from odoo.tests import tagged

from ..common import KamCreditCommon

FIGURES = "88.57 % honoured on time"


@tagged("post_install", "-at_install")
class TestKamCreditFollowers(KamCreditCommon):
    """Whoever looks after an account follows it, and never its credit profile for that."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_organisation()
        cls.colleague = cls.supervisor.copy(
            {"login": "credit_colleague", "name": "Colleague", "group_ids": [Command.clear()]}
        )
        cls.colleague.group_ids = cls.env.ref("base.group_user")
        cls.root["kam.position"].create(
            {"user_id": cls.colleague.id, "unit_id": cls.area.id, "role": "representative"}
        )
        cls.account = cls.make_key(cls.customer, manager=cls.supervisor)
        cls.acme = cls.profile(cls.customer)
        cls.acme.message_subscribe((cls.supervisor | cls.director).partner_id.ids)

    def assertNotTold(self, user, profile=None):
        """Assert that somebody neither follows a profile nor is told what is said there."""
        profile = profile or self.acme
        self.env.invalidate_all()
        self.assertNotIn(user.partner_id, profile.message_partner_ids)
        message = profile.message_post(body=FIGURES, subtype_xmlid="mail.mt_comment")
        self.assertNotIn(user.partner_id, message.notified_partner_ids)
        self.assertFalse(
            self.env["mail.message"].with_user(user).search([("body", "ilike", "88.57")])
        )

    def hand_over(self, manager):
        dialog = (
            self.env["kam.account.owner.change"]
            .with_user(self.north_manager)
            .create(
                {
                    "account_ids": [Command.set(self.account.ids)],
                    "manager_id": manager.id,
                    "reason": "Promotion",
                }
            )
        )
        dialog.line_ids.is_done = True
        dialog.action_apply()

    def test_hand_over_to_a_representative(self):
        self.hand_over(self.colleague)
        self.assertEqual(self.account.manager_id, self.colleague)
        self.assertIn(self.colleague.partner_id, self.account.message_partner_ids)
        self.assertNotTold(self.colleague)

    def test_hand_over_leaves_readers_of_figures_where_they_are(self):
        self.hand_over(self.colleague)
        message = self.acme.message_post(body=FIGURES, subtype_xmlid="mail.mt_comment")
        readers = (self.supervisor | self.director).partner_id
        self.assertLessEqual(readers, message.notified_partner_ids)

    def test_subscribing_by_name(self):
        """However somebody comes to be subscribed."""
        self.acme.message_subscribe(self.colleague.partner_id.ids)
        self.assertNotTold(self.colleague)
        self.account._change_owner(manager=self.colleague, reason="Promotion")
        self.acme.message_subscribe(self.colleague.partner_id.ids)
        self.assertNotTold(self.colleague)

    def test_change_of_the_manager_without_the_dialog(self):
        self.account._change_owner(manager=self.colleague, reason="Promotion")
        self.assertNotTold(self.colleague)

    def test_take_over(self):
        partner = self.make_customer("Taken over")
        dialog = (
            self.env["kam.account.takeover"]
            .with_user(self.kam_admin)
            .create(
                {
                    "unit_id": self.area.id,
                    "manager_id": self.colleague.id,
                    "reason": "On the list",
                    "source_text": "Board, minutes of May",
                    "line_ids": [Command.create({"partner_id": partner.id})],
                }
            )
        )
        dialog.action_take_over()
        self.assertEqual(self.account.search([("partner_id", "=", partner.id)]).state, "key")
        for user in self.colleague | self.kam_admin:
            with self.subTest(user=user.login):
                self.assertNotTold(user, self.profile(partner))

    def test_screening(self):
        """Who begins a screening makes the account, and with it the profile."""
        partner = self.make_customer("Screened")
        screening = (
            self.env["kam.screening"]
            .with_user(self.colleague)
            .create(
                {
                    "partner_id": partner.id,
                    "unit_id": self.area.id,
                    "manager_id": self.colleague.id,
                    "class_id": self.env["kam.customer.class"]
                    .sudo()
                    .create({"name": "Big", "code": "T-BIG"})
                    .id,
                }
            )
        )
        self.assertNotTold(self.colleague, self.profile(partner))
        screening.action_start()
        self.assertEqual(screening.account_id.manager_id, self.colleague)
        self.assertNotTold(self.colleague, self.profile(partner))

    def test_service_team(self):
        self.account.with_user(self.supervisor).team_ids = [
            Command.create({"user_id": self.colleague.id, "duty": "sales"})
        ]
        self.assertNotTold(self.colleague)

    def test_an_activity(self):
        self.acme.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.representative.id, summary="Call"
        )
        self.assertNotTold(self.representative)

    def test_a_supervisor_whose_position_ends(self):
        self.positions["supervisor"].action_end()
        message = self.acme.message_post(body=FIGURES, subtype_xmlid="mail.mt_comment")
        self.assertNotIn(self.supervisor.partner_id, message.notified_partner_ids)
        self.assertIn(self.director.partner_id, message.notified_partner_ids)
