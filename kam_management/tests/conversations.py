from datetime import timedelta
from email.message import EmailMessage

from odoo import SUPERUSER_ID, fields

SECRET = "88.57 % of Acme"


class ConversationAssertions:
    """Conversations about records of ours are among those who may read them."""

    def conversation_models(self, addon):
        """Return the names of the models of an addon with a conversation."""
        thread = self.registry["mail.thread"]
        return {
            name
            for name, model in self.registry.items()
            if name.startswith("kam.")
            and not model._abstract
            and issubclass(model, thread)
            and model._original_module == addon
        }

    def assertInternal(self, record, reader, outsiders):
        """Assert that outsiders hear nothing of a record, by whatever way, and its reader does.

        :param record: a record, as superuser
        :param reader: a user who may read it and has an address
        :param outsiders: partners who may not: customers, portal users, colleagues; with addresses
        """
        record = record.with_user(SUPERUSER_ID)
        self.root_env = record.env
        with self.subTest(model=record._name):
            self.assertTrue(record.with_user(reader).has_access("read"))
            self._assert_nobody_is_proposed(record, outsiders)
            self._assert_nobody_follows(record, reader, outsiders)
            self._assert_nobody_is_named(record, reader, outsiders)
            self._assert_nobody_is_mailed(record, reader, outsiders)
            self._assert_senders(record, reader, outsiders)

    def _assert_nobody_is_proposed(self, record, outsiders):
        record.message_post(body="Old", email_from=outsiders[0].email, message_type="email")
        proposed = record._message_get_suggested_recipients(
            reply_discussion=True, additional_partners=outsiders, primary_email="else@example.com"
        )
        self.assertFalse([row for row in proposed if row["partner_id"] in outsiders.ids])
        self.assertFalse([row for row in proposed if not row["partner_id"]])
        self.assertFalse(record._mail_get_partner_fields())
        self.assertFalse(record._message_get_default_recipients()[record.id]["partner_ids"])

    def _assert_nobody_follows(self, record, reader, outsiders):
        record.message_subscribe((outsiders | reader.partner_id).ids)
        self.env.invalidate_all()
        self.assertIn(reader.partner_id, record.message_partner_ids)
        self.assertFalse(record.message_partner_ids & outsiders)
        # those who could read it once
        self.root_env["mail.followers"].create(
            [
                {"res_model": record._name, "res_id": record.id, "partner_id": partner.id}
                for partner in outsiders
            ]
        )
        message = record.message_post(body=SECRET, subtype_xmlid="mail.mt_comment")
        self.assertIn(reader.partner_id, message.notified_partner_ids)
        self.assertFalse(message.notified_partner_ids & outsiders)
        self.root_env["mail.followers"]._kam_end_following(outsiders)
        self.env.invalidate_all()
        self.assertFalse(record.message_partner_ids & outsiders)
        self.assertIn(reader.partner_id, record.message_partner_ids)

    def _assert_nobody_is_named(self, record, reader, outsiders):
        named = (outsiders | reader.partner_id).ids
        for post in (record.message_post, record.message_notify):
            message = post(body=SECRET, partner_ids=named)
            self.assertEqual(message.partner_ids, reader.partner_id)
            self.assertEqual(message.notified_partner_ids, reader.partner_id)
        message = record.message_post(body=SECRET)
        message.partner_ids = [(6, 0, named)]
        self.assertEqual(message.partner_ids, reader.partner_id)
        # who was told once, and may read the record no more
        self.root_env["mail.notification"].create(
            [{"mail_message_id": message.id, "res_partner_id": partner.id} for partner in outsiders]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        for user in outsiders.user_ids:
            own = message.with_user(user)
            self.assertFalse(own.has_access("read"))
            self.assertFalse(own.search([("id", "=", message.id)]))
            self.assertFalse(own.search([("needaction", "=", True), ("id", "=", message.id)]))
        self.assertTrue(message.with_user(reader).has_access("read"))
        self.assertTrue(message.with_user(reader).search([("id", "=", message.id)]))
        self.assertFalse(
            self.root_env["mail.mail"].search(
                [("model", "=", record._name), ("recipient_ids", "in", outsiders.ids)]
            )
        )

    def _assert_nobody_is_mailed(self, record, reader, outsiders):
        composer = (
            self.root_env["mail.compose.message"]
            .with_context(
                default_composition_mode="mass_mail",
                default_model=record._name,
                default_res_ids=record.ids,
            )
            .create({"body": SECRET, "partner_ids": [(6, 0, outsiders.ids)], "force_send": False})
        )
        mails, _messages = composer._action_send_mail()
        template = self.root_env["mail.template"].create(
            {
                "name": "Past the conversation",
                "model_id": self.root_env["ir.model"]._get_id(record._name),
                "use_default_to": False,
                "email_to": f"{outsiders[0].email}, {reader.email}",
                "body_html": SECRET,
            }
        )
        to_reader = self.root_env["mail.mail"].browse(template.send_mail(record.id))
        for mail in mails | to_reader:
            self.assertFalse(mail.recipient_ids & outsiders)
            self.assertNotIn(outsiders[0].email, mail.email_to or "")
        self.assertEqual(set(mails.mapped("state")), {"cancel"})
        told = [*to_reader.recipient_ids.mapped("email"), to_reader.email_to or ""]
        self.assertTrue([text for text in told if reader.email in text])
        self.assertEqual(to_reader.state, "outgoing")
        scheduled = self.root_env["mail.scheduled.message"].create(
            {
                "author_id": self.root_env.user.partner_id.id,
                "model": record._name,
                "res_id": record.id,
                "body": SECRET,
                "partner_ids": [(6, 0, (outsiders | reader.partner_id).ids)],
                "scheduled_date": fields.Datetime.now() + timedelta(hours=1),
            }
        )
        scheduled._post_message()
        self.assertFalse(record.message_ids[:1].notified_partner_ids & outsiders)

    def _assert_senders(self, record, reader, outsiders):
        """Assert who may answer by mail."""
        sent_back = []
        self.patch(
            self.registry["mail.thread"],
            "_routing_create_bounce_email",
            lambda self, email_from, *args, **kwargs: sent_back.append(email_from),
        )
        message = record.message_post(body="What do you say?", subtype_xmlid="mail.mt_comment")
        senders = [*outsiders.mapped("email"), "nobody@example.com"]
        count = len(record.message_ids)
        for sender in senders:
            self._receive(sender, message)
            # the fallback of a mail server, and a record that a mail would make
            self._receive(sender, message, record._name, record.id, is_reply=False)
            self._receive(sender, message, record._name, False, is_reply=False)
        self.env.invalidate_all()
        self.assertEqual(len(record.message_ids), count)
        self.assertEqual(len(sent_back), 3 * len(senders))
        self._receive(reader.email, message)
        self.env.invalidate_all()
        self.assertEqual(len(record.message_ids), count + 1)
        self.assertEqual(record.message_ids[0].author_id, reader.partner_id)
        self.assertFalse(record.message_ids[0].notified_partner_ids & outsiders)
        self.assertFalse(record.message_partner_ids & outsiders)

    def _receive(self, sender, message, model=False, res_id=False, is_reply=True):
        mail = EmailMessage()
        mail["From"] = sender
        mail["To"] = "catchall@example.com"
        mail["Subject"] = "Re: record"
        self.mails_received = getattr(self, "mails_received", 0) + 1
        mail["Message-Id"] = f"<{self.mails_received}.{message.id}@example.com>"
        if is_reply:
            mail["In-Reply-To"] = message.message_id
        mail.set_content("My answer")
        self.root_env["mail.thread"].message_process(model, mail.as_bytes(), thread_id=res_id)
