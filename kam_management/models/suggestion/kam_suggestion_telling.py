from odoo import models
from odoo.fields import Command
from odoo.tools.mail import email_normalize, formataddr, generate_tracking_message_id


class KamSuggestion(models.Model):
    """How the customer is written to: by mails of their own, which belong to no conversation."""

    _inherit = "kam.suggestion"

    def _get_addressee(self):
        """Return who is written to, as superuser: whoever suggested it, or else the customer.

        Whoever has no address is written to at that of the customer.
        """
        self.ensure_one()
        # sudo: whom it is written to, whoever writes
        own = self.sudo()
        if email_normalize(own.contact_id.email) or not email_normalize(own.partner_id.email):
            return own.contact_id or own.partner_id
        return own.partner_id

    def _get_language(self):
        """Return the language in which the customer is written to, among those that there are."""
        # sudo: in which language somebody reads is no secret
        own = self.sudo()
        known = (own.contact_id.lang, own.partner_id.lang, own.company_id.partner_id.lang)
        lang = next(filter(None, known), self.env.lang)
        installed = dict(self.env["res.lang"].get_installed())
        return lang if lang in installed else "en_US"

    def _get_address(self):
        """Return name and e-mail address of who is written to; nothing where there is no address.

        :rtype: str
        """
        person = self._get_addressee()
        # sudo: as for whom it is written to
        email = email_normalize(self.sudo().contact_email) or email_normalize(person.email)
        return formataddr((person.name or "", email)) if email else ""

    def _get_reply_address(self, user=None):
        """Return where answers of the customer go: to the address of suggestions, if there is one.

        :param res.users user: to whom they go else; by default the user
        """
        # sudo: the address is known to whoever gets a mail
        company = self.sudo().company_id
        if company.kam_suggestion_email:
            return formataddr((company.name, company.kam_suggestion_email))
        return (user or self.env.user).email_formatted

    def _new_message_id(self):
        """Return the id of a mail to the customer: what answers it belongs to this suggestion."""
        self.ensure_one()
        return generate_tracking_message_id(f"{self.id}-{self._name}")

    def _queue_mail(self, template, values, **vals):
        """Queue a mail to the customer: it belongs to no conversation, and only they get it.

        What answers it belongs to this suggestion.

        :param str template: external id of what it looks like
        :param dict values: what it says, in their language; company and language are added
        :param vals: values of the mail: ``subject``, ``email_from``, ``email_to`` and others
        :return: the mail, as superuser
        """
        reader = self.with_context(lang=self._get_language())
        # sudo: what our company is called is no secret
        shown = {"company": reader.company_id.sudo(), "lang": reader.env.lang, **values}
        # sudo: mails are of the system; who may write to the customer was checked
        return (
            reader.env["mail.mail"]
            .sudo()
            .create(
                {
                    "body_html": reader.env["ir.qweb"]._render(template, shown),
                    "reply_to": self._get_reply_address(),
                    "message_id": self._new_message_id(),
                    "auto_delete": False,
                    **vals,
                }
            )
        )

    def _queue_letter(self, subject, paragraphs, attachments=(), sender=None):
        """Queue a mail to the customer: it belongs to no conversation, and only they get it.

        :param str subject: its subject, in their language
        :param list paragraphs: what it says, in their language
        :param list attachments: ids of attachments
        :param res.users sender: who writes; by default the user
        :return: the mail, as superuser; none where there is no address
        """
        address = self._get_address()
        if not address:
            # sudo: mails are of the system
            return self.env["mail.mail"].sudo()
        # sudo: name and address of whoever writes, for whom they write to
        user = (sender or self.env.user).sudo()
        person = self._get_addressee().name or self.contact_name
        reader = self.with_context(lang=self._get_language())
        mail = self._queue_mail(
            "kam_management.suggestion_letter_mail",
            {
                "salutation": person and reader.env._("Dear %s,", person),
                "paragraphs": paragraphs,
                "user": user,
            },
            subject=subject,
            email_from=user.email_formatted,
            author_id=user.partner_id.id,
            email_to=address,
            reply_to=self._get_reply_address(user),
            attachment_ids=[Command.set(attachments)],
        )
        self.env["mail.thread"]._kam_hurry(user)
        return mail

    def _prepare_sending(self, mail):
        """Return what a row says of how the customer was told.

        :param mail: the mail to them; an empty one where it is handed over
        :return: dict of values of ``kam.suggestion.sending.mixin``
        """
        return {
            "way": "mail" if mail else "hand",
            "sent_to": self._get_address() or self._get_addressee().name,
            "mail_number": mail.id,
        }

    def _note_told(self, topic, text, mail, sender=None):
        """Write into the ledger of the account that the customer was told.

        :param str topic: what it was about
        :param str text: what was told
        :param mail: the mail to them; an empty one where it is handed over
        :param res.users sender: who writes; by default the user
        """
        # sudo: the ledger is written by the process; who may tell the customer was checked
        account = self.sudo().account_id
        if not account:
            return
        person = self._get_addressee()
        stakeholder = account.env["kam.stakeholder"].search(
            [("account_id", "=", account.id), ("partner_id", "=", person.id)], limit=1
        )
        account._note_contact(
            {
                "user_id": (sender or self.env.user).id,
                "channel": "mail" if mail else "letter",
                "stakeholder_id": stakeholder.id,
                "attitude": "neutral",
                "topic": topic,
                "result": text,
                "state": "done",
            },
            document=self,
        )

    # ------------------------------------------------------------------
    # for what customers see
    # ------------------------------------------------------------------

    def _on_replied(self, text, kind="answer"):
        """Do what follows when the customer was told something. To be extended.

        :param str text: what they were told
        :param str kind: answer, or interim where it is none yet
        """

    def _get_arrangement(self):
        """Return how the suggestion is carried out as the customer was told, and when it was.

        :return: pair of a text in the language of the customer, and a day; either may be false
        """
        self.ensure_one()
        # sudo: what the customer may know, whoever makes it known
        own = self.sudo()
        reply = own.reply_ids.sorted("id")[-1:] if own.date_replied else own.reply_ids.browse()
        told = reply.arrangement and reply.with_context(lang=reply.lang)._get_done_by()
        tasks = own.task_ids.filtered(lambda task: task.state != "cancelled")
        is_done = tasks and not tasks.filtered(lambda task: task.state == "open")
        last = is_done and max(tasks.mapped("date_done"))
        return "\n".join(told or ()), own.company_id._kam_day_of(last) or False
