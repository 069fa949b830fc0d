from odoo.tests import tagged

from ..mails import MailHelpers
from .common import FORM, ApprovalCommon


@tagged("post_install", "-at_install")
class TestKamApprovalMailEnded(MailHelpers, ApprovalCommon):
    """Who was asked, or told of a step, hears that a form was taken back or has ended."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.rep_shanghai | cls.supervisor_shanghai | cls.manager_east | cls.director
        cls.people.notification_type = "email"

    def assertTold(self, since, *told):
        for user in self.people:
            with self.subTest(user=user.login):
                self.assertEqual(len(self._mails(user, since)), int(user in told))

    def test_who_was_asked_hears_that_it_was_withdrawn(self):
        form = self._submitted(in_charge_id=self.director.id)
        since = self._mark()
        self.withdraw(form, self.rep_shanghai)
        # neither who withdrew it, nor whose turn had not come
        self.assertTold(since, self.supervisor_shanghai, self.director)
        mail = self._mails(self.supervisor_shanghai, since)
        self.assertEqual(mail.subject, "Form: Withdrawn by Rep Shanghai")
        self.assertIn("Nothing of it waits for a decision now", self._as_text(mail))
        self.assertIn(f"res_id={form.id}", mail.body_html)

    def test_who_decided_a_step_hears_of_it(self):
        form = self._submitted()
        self._decide(self.supervisor_shanghai, form)
        since = self._mark()
        self.withdraw(form, self.rep_shanghai)
        self.assertTold(since, self.supervisor_shanghai, self.manager_east)

    def test_given_up(self):
        form = self._submitted()
        self.withdraw(form, self.rep_shanghai)
        since = self._mark()
        self.give_up(form, self.rep_shanghai)
        self.assertTold(since, self.supervisor_shanghai)
        mail = self._mails(self.supervisor_shanghai, since)
        self.assertEqual(mail.subject, "Form: Given up by Rep Shanghai")

    def test_ended_by_something_else(self):
        form = self._submitted()
        since = self._mark()
        form.with_env(self.env)._cancel("total_limit", date="2026-03-05")
        self.assertTold(since, self.supervisor_shanghai, self.rep_shanghai)
        mail = self._mails(self.rep_shanghai, since)
        self.assertEqual(mail.subject, "Form: Not decided by 03/05/2026")

    def test_of_what_was_never_submitted_nobody_hears(self):
        form = self._form(in_charge_id=self.director.id)
        since = self._mark()
        form.with_env(self.env)._cancel("total_limit", date="2026-03-05")
        self.assertTold(since)

    def test_confidential_forms_go_by_their_number(self):
        form = self._submitted(name="Acme owes 88", is_secret=True)
        since = self._mark()
        self.withdraw(form, self.rep_shanghai)
        mail = self._mails(self.supervisor_shanghai, since)
        self.assertEqual(mail.subject, f"There is news of {form.number}")
        self.assertNotIn("Acme", self._as_text(mail) + mail.body_html)

    def test_who_may_not_read_it_now_hears_nothing(self):
        form = self._submitted()
        other = self._submitted()
        since = self._mark()
        self.env["ir.rule"].create(
            {
                "name": "Only the other form",
                "model_id": self.env["ir.model"]._get_id(FORM),
                "domain_force": f"['|', ('id', '!=', {form.id}), ('create_uid', '=', user.id)]",
            }
        )
        self.withdraw(form, self.rep_shanghai)
        self.assertTold(since)
        self.withdraw(other, self.rep_shanghai)
        self.assertTold(since, self.supervisor_shanghai)

    def test_many_are_one_message(self):
        forms = self._submitted() | self._submitted() | self._submitted(name="Acme", is_secret=True)
        since = self._mark()
        self.seen_by(self.rep_shanghai, forms)._run_each("action_withdraw")
        self.assertTold(since, self.supervisor_shanghai)
        mail = self._mails(self.supervisor_shanghai, since)
        self.assertEqual(mail.subject, "3 forms were withdrawn or have ended")
        text = self._as_text(mail)
        self.assertEqual(text.count("Withdrawn by Rep Shanghai"), 2)
        self.assertNotIn("Acme", text + mail.body_html)
