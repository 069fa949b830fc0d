from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import TODAY, day
from .common import DocumentCommon


@tagged("post_install", "-at_install")
class TestKamCreditDocumentRequest(DocumentCommon):
    """A customer is asked by mail, in its language, from a row that was made for it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.contact = cls.make_customer("Ms Chen", parent=cls.customer)
        cls.contact.write({"email": "chen@acme.example.com", "lang": "zh_CN"})
        cls.kinds["licence"].with_context(lang="zh_CN").name = "营业执照"

    def ask(self, user=None, **vals):
        asked = self.kinds["licence"] | self.kinds["identity"] | self.kinds["year"]
        dialog = (
            self.root["kam.credit.document.ask"]
            .with_user(user or self.credit_officer)
            .create(
                {
                    "profile_id": self.acme.id,
                    "kind_ids": [Command.set(asked.ids)],
                    "contact_id": self.contact.id,
                    "date_answer": day(14),
                    **vals,
                }
            )
        )
        dialog.action_send()
        return self.root["kam.credit.document.request"].search([], limit=1)

    def test_written(self):
        mails = self.root["mail.mail"].search([])
        request = self.ask(note="谢谢")
        self.assertEqual(request.contact_id, self.contact)
        self.assertEqual(request.user_id, self.credit_officer)
        self.assertEqual(request.company_id, self.company)
        self.assertIn("营业执照", request.text)
        self.assertIn("谢谢", request.text)
        self.assertIn("2024", request.text)
        mail = self.root["mail.mail"].search([]) - mails
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.email_to, '"Ms Chen" <chen@acme.example.com>')
        self.assertFalse(mail.model or mail.res_id)
        self.assertIn("营业执照", mail.body_html)
        self.assertEqual(request.mail_number, mail.id)

    def test_proposed_is_what_is_lacking(self):
        self.verified("licence")
        action = self.acme.with_user(self.credit_officer).action_ask_for_documents()
        wanted = self.kinds["identity"] | self.kinds["year"] | self.kinds["quarter"]
        self.assertEqual(set(action["context"]["default_kind_ids"]), set(wanted.ids))

    def test_refused(self):
        stranger = self.make_customer("Stranger")
        stranger.email = "stranger@example.com"
        for vals, error in (
            ({"contact_id": stranger.id}, ValidationError),
            ({"contact_id": self.customer.id}, ValidationError),
            ({"kind_ids": [Command.clear()]}, UserError),
            ({"date_answer": day(-1)}, ValidationError),
        ):
            with self.subTest(vals=vals), self.assertRaises(error):
                self.ask(**vals)
        for user in self.supervisor | self.representative | self.credit_admin:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.ask(user=user)
        south = self.make_user("south_officer", self.south_area, "credit_officer")
        with self.assertRaises(AccessError):
            self.ask(user=south)

    def test_what_was_written_stays(self):
        request = self.ask()
        for user in self.credit_officer | self.credit_admin:
            with self.assertRaises(UserError):
                request.with_user(user).text = "Something else"
        with self.assertRaises(UserError):
            request.text = "Something else"
        self.assertEqual(request.date_answer, day(14))
        self.assertEqual(request.date.date(), TODAY)
