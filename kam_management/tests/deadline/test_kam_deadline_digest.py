from odoo.tests import tagged
from odoo.tools import html2plaintext

from .common import DOCUMENT, KamDeadlineCommon


@tagged("post_install", "-at_install")
class TestKamDeadlineDigest(KamDeadlineCommon):
    """The digest says at its head what it is there for."""

    def digest(self, user):
        """Return subject and text of the digest of a user; None where there is none."""
        found = self.duties._find_for_digest(user)
        if user not in found:
            return None
        mail = self.env["kam.deadline.digest"]._prepare_mail(user, found[user])
        return mail["subject"], html2plaintext(mail["body_html"])

    def test_what_is_late_with_others(self):
        self.open(days=0)
        with self.at(1):
            self.run_job()
            subject, text = self.digest(self.supervisor_shanghai)
        self.assertEqual(subject, "Key accounts: 1 late with others")
        self.assertIn("nothing waits for you today", text)
        self.assertIn("Open My Day", text)
        self.assertNotIn("0 late", subject + text)
        self.assertNotIn("this waits for you", text)

    def test_what_is_coming(self):
        self.open(days=1)
        with self.at(0):
            subject, text = self.digest(self.rep_shanghai)
        self.assertEqual(subject, "Key accounts: 1 due soon")
        self.assertIn("this waits for you", text)

    def test_own_and_others(self):
        self.open(days=0)
        with self.at(1):
            self.run_job()
            document = self.env[DOCUMENT].create({})
            self.open(days=1, document=document, user_ids=self.supervisor_shanghai.ids)
            subject, text = self.digest(self.supervisor_shanghai)
        self.assertEqual(subject, "Key accounts: 0 late, 1 due today")
        self.assertIn("Late with others", text)

    def test_what_nobody_is_left_for(self):
        self.open(days=0)._protected_write({"worker_ids": [(5,)]})
        with self.at(0):
            subject, text = self.digest(self.administrator)
        self.assertIn("that nobody is left for", subject)
        self.assertNotIn("0 late", subject)
        self.assertIn("nothing waits for you today", text)

    def test_nobody_who_owes_nothing(self):
        self.open(days=5)
        with self.at(0):
            for user in (self.rep_shanghai, self.supervisor_shanghai, self.rep_beijing):
                self.assertIsNone(self.digest(user))
