from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import AccountFormCommon


@tagged("post_install", "-at_install")
class TestMailMessage(AccountFormCommon):
    """What the engine writes into the conversation of a form stays as it was written."""

    def setUp(self):
        super().setUp()
        self.mail_server = self.env["ir.mail_server"].create(
            {"name": "M", "smtp_host": "localhost"}
        )
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
                {"message_id": "<other@example.com>"},
                {"reply_to": "outside@example.com"},
                {"parent_id": self.note.message_ids[-1].id},
                {"mail_server_id": self.mail_server.id},
                {"record_company_id": self.other_company.id},
                {"is_internal": not self.decision.is_internal},
                {"partner_ids": [(6, 0, self.director.partner_id.ids)]},
                {"email_layout_xmlid": "mail.mail_notification_light"},
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

    # ------------------------------------------------------------------
    # what people say is a comment of now
    # ------------------------------------------------------------------

    def test_decisions_are_notifications(self):
        """What the engine and tracking note is none of the comments, whoever decided."""
        self.assertEqual(self.decision.message_type, "notification")
        self.shanghai.with_user(self.administrator).name = "Shanghai Area"
        self.env.cr.precommit.run()
        tracked = self.shanghai.message_ids[0]
        self.assertTrue(tracked.tracking_value_ids)
        self.assertEqual(tracked.message_type, "notification")

    def test_people_comment(self):
        """Whatever is asked for, nobody writes what looks like a decision."""
        form = self._as(self.rep_shanghai, self.note)
        view = self.env["ir.ui.view"].create(
            {"type": "qweb", "name": "Forged", "arch": "<p>Approved</p>", "key": "kam_test.forged"}
        )
        for said in (
            form.message_post(body="Approved"),
            form.message_post(body="Approved", message_type="notification"),
            form.message_post(body="Approved", message_type="auto_comment"),
            form.message_post_with_source(view, message_type="notification"),
            self._raw(message_type="notification"),
            self._raw(context={"default_message_type": "notification"}),
        ):
            self.assertEqual(said.sudo().message_type, "comment")
            self.assertEqual(said.sudo().author_id, self.rep_shanghai.partner_id)
        self.assertNotIn("message_type", form._get_allowed_message_params())

    def test_people_write_now(self):
        form = self._as(self.rep_shanghai, self.note)
        for vals in (
            {"date": "2020-01-01 00:00:00"},
            {"date": "2099-01-01 00:00:00"},
            {"message_id": "<x@example.com>"},
            {"tracking_value_ids": [(0, 0, {"old_value_char": "a", "new_value_char": "b"})]},
        ):
            for method in (form.message_post, form.message_notify):
                with self.subTest(vals=vals), self.assertRaises(UserError):
                    method(body="Said", partner_ids=self.director.partner_id.ids, **vals)
        moment = self.decision.date
        for said in (
            self._raw(date="2020-01-01 00:00:00"),
            self._raw(date="2099-01-01 00:00:00"),
            self._raw(context={"default_date": "2020-01-01 00:00:00"}),
        ):
            self.assertLess(abs((said.sudo().date - moment).total_seconds()), 3600)

    def test_answers_come_to_the_record(self):
        form = self._as(self.rep_shanghai, self.note)
        own = {
            "reply_to": "outside@example.com",
            "reply_to_force_new": True,
            "mail_server_id": self.mail_server.id,
        }
        for said in (
            form.message_post(body="Said", **own),
            form.message_notify(body="Said", partner_ids=self.manager_east.partner_id.ids, **own),
            self._raw(message_id="<x@example.com>", **own),
        ):
            written = said.sudo()
            self.assertNotIn("outside", written.reply_to or "")
            self.assertFalse(written.reply_to_force_new)
            self.assertFalse(written.mail_server_id)
            self.assertNotEqual(written.message_id, "<x@example.com>")

    def _raw(self, context=None, **vals):
        messages = self.env["mail.message"].with_user(self.rep_shanghai)
        return messages.with_context(**(context or {})).create(
            {"model": self.note._name, "res_id": self.note.id, "body": "Said", **vals}
        )

    def test_author_of_the_context(self):
        with self.assertRaises(AccessError):
            self._raw(context={"default_author_id": self.manager_east.partner_id.id})

    def test_dialog_writes_in_the_own_name(self):
        """Also what goes out as one mail to each, made with the rights of the system."""
        composers = self.env["mail.compose.message"].with_user(self.rep_shanghai)
        for mode in ("comment", "mass_mail"):
            composer = composers.with_context(
                default_composition_mode=mode,
                default_model=self.note._name,
                default_res_ids=self.note.ids,
            ).create(
                {
                    "body": "Approved",
                    "author_id": self.manager_east.partner_id.id,
                    "email_from": "manager@example.com",
                    "message_type": "comment" if mode == "mass_mail" else "notification",
                    "partner_ids": [(6, 0, self.supervisor_shanghai.partner_id.ids)],
                    "force_send": False,
                }
            )
            mails, messages = composer._action_send_mail()
            for said in mails.mail_message_id.sudo() | messages.sudo():
                with self.subTest(mode=mode):
                    self.assertEqual(said.author_id, self.rep_shanghai.partner_id)
                    self.assertNotIn("manager@", said.email_from)
                    self.assertNotEqual(said.message_type, "notification")

    def test_scheduled_messages_are_their_authors(self):
        vals = {
            "model": self.note._name,
            "res_id": self.note.id,
            "body": "Later",
            "scheduled_date": fields.Datetime.now() + timedelta(hours=1),
            "author_id": self.rep_shanghai.partner_id.id,
            "notification_parameters": '{"message_type": "notification", "reply_to": "x@y.z"}',
        }
        mine = self.env["mail.scheduled.message"].with_user(self.rep_shanghai)
        other = self.manager_east.partner_id.id
        with self.assertRaises(AccessError):
            mine.create({**vals, "author_id": other})
        message = mine.create(vals)
        with self.assertRaises(AccessError):
            message.author_id = other
        message.body = "Later still"
        for change in (
            lambda theirs: theirs.write({"body": "Forged"}),
            lambda theirs: theirs.unlink(),
        ):
            with self.assertRaises(UserError):
                change(message.with_user(self.supervisor_shanghai))
        message.notification_parameters = '{"message_type": "auto_comment"}'
        message.with_user(self.env.ref("base.user_root"))._post_message()
        said = self.note.message_ids[0]
        self.assertIn("Later still", said.body)
        self.assertEqual(said.message_type, "comment")
        self.assertEqual(said.author_id, self.rep_shanghai.partner_id)

    def test_only_readers_are_told_of_records_without_a_conversation(self):
        review = self.note.review_ids.filtered(lambda review: review.state == "pending")
        stranger = self.rep_beijing
        self.assertTrue(review.with_user(self.manager_east).has_access("read"))
        self.assertFalse(review.with_user(stranger).has_access("read"))
        told = (
            self.env["mail.thread"]
            .with_user(self.manager_east)
            .message_notify(
                body="Look at this",
                model=review._name,
                res_id=review.id,
                partner_ids=(stranger | self.director).partner_id.ids,
            )
        )
        self.assertEqual(told.sudo().partner_ids, self.director.partner_id)

    def test_mails_handed_over_by_rpc_are_ones_own(self):
        """Nobody hands over a mail that somebody else seems to have sent."""
        self.manager_east.email = "manager@example.com"
        message = self.note.message_post(body="What do you say?")
        raw = (
            "From: manager@example.com\nTo: catchall@example.com\n"
            f"Message-Id: <forged@example.com>\nIn-Reply-To: {message.message_id}\n\nApproved"
        )
        count = len(self.note.message_ids)
        self.env["mail.thread"].with_user(self.rep_shanghai).message_process(False, raw)
        self.env.invalidate_all()
        self.assertEqual(len(self.note.message_ids), count)
