from odoo.tests import tagged

from odoo.addons.kam_management.tests.mails import MailHelpers

from .common import KamCreditChangeCommon


@tagged("post_install", "-at_install")
class TestKamCreditChangeMail(MailHelpers, KamCreditChangeCommon):
    """Mails of tier changes carry the number of the request, its step and its day."""

    def assertNothingSaid(self, user, since, change):
        """Assert that a user was written to once, and of what no mail speaks."""
        mail = self._mails(user, since)
        self.assertEqual(len(mail), 1)
        self.assertIn(change.number, mail.subject)
        everything = f"{self._as_text(mail)} {mail.body_html} {mail.email_from} {mail.reply_to}"
        for secret in (
            self.customer.name,
            "3000",
            "3,000",
            "Bought a lot",
            "As it should be",
            change.tier_to_id.display_name,
            "100 %",
            "100.00%",
        ):
            self.assertNotIn(secret, everything)
        return self._as_text(mail)

    def test_no_mail_names_the_customer_or_a_figure(self):
        people = self.credit_officer, self.credit_reviewer, self.credit_approver
        self._by_mail(*people)
        change = self.request()
        since = self._mark()
        self.submit(change)
        text = self.assertNothingSaid(self.credit_reviewer, since, change)
        self.assertIn("Please decide", text)
        self.assertIn("Verification by the region", text)
        since = self._mark()
        self.verify(change)
        self.assertNothingSaid(self.credit_approver, since, change)
        self.assertNothingSaid(self.credit_officer, since, change)
        since = self._mark()
        self.sign(change)
        self.assertNothingSaid(self.credit_officer, since, change)

    def test_a_request_that_is_withdrawn_or_given_up_goes_by_its_number(self):
        manager = self.account.manager_id
        self._by_mail(self.credit_reviewer, manager)
        change = self.submitted()
        for end in ("action_withdraw", "action_give_up"):
            since = self._mark()
            getattr(change.with_user(self.credit_officer), end)()
            with self.subTest(end=end):
                self.assertNothingSaid(self.credit_reviewer, since, change)
                self.assertFalse(self._told(manager, since))
                self.assertFalse(self._mails(manager, since))

    def test_the_account_manager_hears_nothing(self):
        manager = self.account.manager_id
        self._by_mail(manager)
        change = self.request()
        self.assertFalse(change.with_user(manager).has_access("read"))
        since = self._mark()
        self.submit(change)
        self.verify(change)
        self.assertFalse(self._told(manager, since))
        self.assertFalse(self._mails(manager, since))
