from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import AccountFormCommon


@tagged("post_install", "-at_install")
class TestMailMessage(AccountFormCommon):
    """What the engine writes into the conversation of a form stays as it was written."""

    def setUp(self):
        super().setUp()
        self.note = self._submitted()
        self.approve(self.note, self.supervisor_shanghai)
        self.decision = self.note.message_ids.filtered(
            lambda message: message.author_id == self.supervisor_shanghai.partner_id
        )[0]

    def test_decisions_stay(self):
        """Neither their author nor an administrator rewrites or deletes them."""
        for user in (self.supervisor_shanghai, self.administrator):
            message = self._as(user, self.decision)
            for vals in (
                {"body": "Returned"},
                {"attachment_ids": [(0, 0, {"name": "a", "raw": b"a"})]},
                {"date": "2020-01-01 00:00:00"},
                {"message_type": "comment"},
                {"author_id": self.rep_shanghai.partner_id.id},
            ):
                with self.subTest(user=user.login, vals=vals), self.assertRaises(UserError):
                    message.write(vals)
            with self.subTest(user=user.login), self.assertRaises(UserError):
                message.unlink()

    def test_decisions_are_not_edited_by_odoo(self):
        """The route behind the pencil writes with the rights of the system."""
        form = self._as(self.supervisor_shanghai, self.note)
        with self.assertRaises(UserError):
            form._message_update_content(self.decision.sudo(), body="Returned", strict=False)

    def test_comments_are_their_authors(self):
        form = self._as(self.supervisor_shanghai, self.note)
        comment = form.message_post(body="Ask again", message_type="comment")
        comment.write({"body": "Asked"})
        self.assertIn("Asked", comment.body)
        comment.unlink()
        self.assertFalse(comment.exists())

    def test_nobody_writes_in_another_name(self):
        form = self._as(self.rep_shanghai, self.note)
        with self.assertRaises(AccessError):
            form.message_post(body="Approved", author_id=self.manager_east.partner_id.id)

    def test_tracked_values_stay(self):
        value = self.env["mail.tracking.value"].search(
            [("mail_message_id.model", "=", "kam.account")], limit=1
        )
        self.assertTrue(value)
        with self.assertRaises(UserError):
            value.write({"new_value_char": "x"})
        with self.assertRaises(UserError):
            value.with_user(self.env.ref("base.user_admin")).unlink()

    def test_drafts_are_deleted_with_their_messages(self):
        draft = self._note(account=self.shop, user=self.rep_hangzhou)
        draft.with_user(self.rep_hangzhou).unlink()
        self.assertFalse(draft.exists())

    def test_nobody_is_told_of_what_one_may_not_read(self):
        document = self.mill.with_user(self.rep_hangzhou)
        me = self.rep_hangzhou.partner_id
        answers = set()
        for res_id in (document.id, 10**6):
            with self.assertRaises(AccessError) as refusal:
                self.env["mail.thread"].with_user(self.rep_hangzhou).message_notify(
                    partner_ids=me.ids, body="Probe", model="kam.account", res_id=res_id
                )
            answers.add(str(refusal.exception))
        self.assertEqual(len(answers), 1)

    def test_comments_of_others_stay(self):
        comment = self.mill.with_user(self.rep_shanghai).message_post(
            body="Mine", message_type="comment"
        )
        others = comment.with_user(self.supervisor_shanghai)
        with self.assertRaises(UserError):
            others.write({"body": "Theirs"})
        with self.assertRaises(UserError):
            others.unlink()
        other = self.supervisor_shanghai.partner_id.id
        for vals in (
            {"author_id": other},
            {"email_from": "gm@example.com"},
            {"message_type": "notification"},
            {"date": "2020-01-01 00:00:00"},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                comment.with_user(self.rep_shanghai).write(vals)
        comment.with_user(self.rep_shanghai).write({"body": "Mine, corrected"})
        with self.assertRaises(AccessError):
            self.mill.with_user(self.rep_shanghai).message_post(
                body="Forged", author_id=False, email_from="gm@example.com"
            )
