from odoo import models
from odoo.tools.mail import email_normalize, formataddr


class KamSuggestion(models.Model):
    """How the customer is written to: by mails of their own, which belong to no conversation."""

    _inherit = "kam.suggestion"

    def _get_addressee(self):
        """Return who is written to, as superuser: whoever suggested it, or else the customer."""
        self.ensure_one()
        # sudo: whom it is written to, whoever writes
        own = self.sudo()
        return own.contact_id or own.partner_id

    def _get_language(self):
        """Return the language in which the customer is written to."""
        person = self._get_addressee()
        # sudo: in which language a company reads is no secret
        company = self.company_id.sudo().partner_id
        return person.lang or self.partner_id.sudo().lang or company.lang or self.env.lang

    def _get_address(self):
        """Return name and e-mail address of who is written to; nothing where there is no address.

        :rtype: str
        """
        person = self._get_addressee()
        address = email_normalize(person.email)
        return formataddr((person.name or "", address)) if address else ""

    def _queue_letter(self, subject, paragraphs, attachments=(), sender=None):
        """Queue a mail to the customer: it belongs to no conversation, and only they get it.

        :param str subject: its subject, in their language
        :param list paragraphs: what it says, in their language
        :param attachments: ids of attachments
        :param res.users sender: who writes; by default the user
        :return: the mail, as superuser; none where there is no address
        """
        address = self._get_address()
        # sudo: mails are of the system; who may write to the customer was checked
        mails = self.env["mail.mail"].sudo()
        if not address:
            return mails
        # sudo: name and address of whoever writes, for whom they write to
        user = (sender or self.env.user).sudo()
        reader = self.with_context(lang=self._get_language())
        person = self._get_addressee().name or self.contact_name
        mail = mails.create(
            {
                "subject": subject,
                "body_html": reader.env["ir.qweb"]._render(
                    "kam_management.suggestion_letter_mail",
                    {
                        "salutation": person and reader.env._("Dear %s,", person),
                        "paragraphs": paragraphs,
                        # sudo: what our company is called is no secret
                        "company": self.company_id.sudo(),
                        "user": user,
                    },
                ),
                "email_from": user.email_formatted,
                "reply_to": user.email_formatted,
                "author_id": user.partner_id.id,
                "email_to": address,
                "attachment_ids": [(4, number) for number in attachments],
                "auto_delete": False,
            }
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
