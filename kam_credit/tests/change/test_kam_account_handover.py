from odoo.fields import Command
from odoo.tests import tagged

from .common import KamCreditChangeCommon


@tagged("post_install", "-at_install")
class TestKamAccountHandover(KamCreditChangeCommon):
    """The credit officer is account manager, too, and gives the account to the supervisor."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account._change_owner(manager=cls.credit_officer, reason="Nobody else")
        cls.administrator = cls.make_user(
            "administrator", groups="base.group_user,kam_management.group_kam_administrator"
        )

    def dialog(self, **vals):
        """Return the dialog as an administrator without credit rights has filled it in."""
        dialog = (
            self.env["kam.account.owner.change"]
            .with_user(self.administrator)
            .create({"account_ids": [Command.set(self.account.ids)], "reason": "Promotion", **vals})
        )
        dialog.line_ids.is_done = True
        return dialog

    def test_request_is_counted_not_named(self):
        change = self.request()
        dialog = self.dialog(manager_id=self.supervisor.id)
        self.assertEqual(dialog.form_count, 1)
        self.assertNotIn(change.number, dialog.work_html)
        dialog.action_apply()
        handover = self.account.handover_ids
        self.assertEqual(handover.form_count, 1)
        self.env.invalidate_all()
        self.assertNotIn(change.number, handover.with_user(self.administrator).work_html)
        self.assertIn(change.number, handover.with_user(self.credit_approver).work_html)
        self.assertIn(self.supervisor.partner_id, change.message_partner_ids)

    def test_request_stays_with_who_may_read_it(self):
        """The new account manager is a representative: neither request nor task goes to them."""
        change = self.request()
        change.message_subscribe(self.credit_officer.partner_id.ids)
        task = change.with_user(self.credit_officer).activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=self.credit_officer.id,
            summary="77.77 % in spite of the strike",
        )
        self.dialog(manager_id=self.representative.id).action_apply()
        self.env.invalidate_all()
        self.assertEqual(self.account.manager_id, self.representative)
        self.assertEqual(task.user_id, self.credit_officer)
        self.assertNotIn(self.representative.partner_id, change.message_partner_ids)
        handover = self.account.handover_ids
        self.assertEqual((handover.form_count, handover.activity_count), (0, 0))
        self.assertEqual(handover.left_count, 2)
        activities = self.env["mail.activity"].with_user(self.representative)
        self.assertFalse(activities.search([("res_model", "=", change._name)]))

    def test_tasks_of_credit_officers_stay(self):
        change = self.approved()
        tasks = self.tasks(change)
        self.assertIn(self.credit_officer, {user for user, _due, _summary in tasks})
        self.dialog(manager_id=self.supervisor.id).action_apply()
        self.env.invalidate_all()
        self.assertEqual(self.tasks(change), tasks)

    def test_draft_follows_the_unit_and_review_keeps_it(self):
        change = self.request()
        self.dialog(unit_id=self.south_area.id).action_apply()
        self.assertEqual(change.unit_id, self.south_area)
        self.dialog(unit_id=self.area.id).action_apply()
        self.submit(change)
        self.dialog(unit_id=self.south_area.id).action_apply()
        self.assertEqual(self.account.unit_id, self.south_area)
        self.assertEqual(change.unit_id, self.area)
