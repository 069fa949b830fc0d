import logging
from email.utils import parseaddr

import psycopg2

from odoo import api, models
from odoo.tools import html2plaintext, mute_logger
from odoo.tools.mail import email_normalize

from ...rules import mail_headers

_logger = logging.getLogger(__name__)


class KamSuggestionMail(models.Model):
    """How mails come in: kept first, and then taken, so that none is lost.

    A mail of any size is kept whole: as it came on the row, its files once more on the suggestion.
    """

    _inherit = "kam.suggestion.mail"

    @api.model
    def _receive(self, message, message_dict, companies, is_handed=False):
        """Keep a mail for companies, and take it in where it is clear whose suggestion it is.

        :param EmailMessage message: the mail
        :param dict message_dict: what Odoo has read of it
        :param res.company companies: to whose addresses it was sent
        :param bool is_handed: whether somebody handed it over who is no mail gateway
        """
        read = self._read(message, message_dict)
        for company in companies:
            customers, contact, reason = self._find_sender(read, company)
            if is_handed:
                reason = reason or "handed"
            mail = self._keep(read, company, reason)
            if mail and not reason:
                mail._take(read, customers, contact)

    @api.model
    def _read(self, message, message_dict):
        """Return what is asked of a mail: dict of plain values."""
        headers = [(name, str(value)) for name, value in message.raw_items()]
        email_from = mail_headers.storable(message_dict.get("email_from"))
        sender = email_normalize(email_from, strict=False) or ""
        body = self._read_body(message, message_dict)
        parts = [
            mail_headers.storable(part).encode()
            for part in (email_from, message_dict.get("date"), message_dict.get("subject"), body)
        ]
        given = next((value for name, value in headers if name.lower() == "message-id"), "")
        return {
            "headers": headers,
            "content_type": message.get_content_type(),
            "message_id": mail_headers.key_of(mail_headers.storable(given), parts),
            "email_from": email_from,
            "sender": sender,
            "sender_name": mail_headers.storable(parseaddr(email_from)[0]),
            "subject": mail_headers.subject_of(message_dict.get("subject"), body),
            "text": body,
            "date_sent": message_dict.get("date") or False,
            "references": f"{message_dict.get('references') or ''} "
            f"{message_dict.get('in_reply_to') or ''}",
            "attachments": message_dict.get("attachments") or [],
            "raw": self._read_raw(message),
        }

    @api.model
    def _read_body(self, message, message_dict):
        """Return the text of a mail, with what it quotes, as the database can keep it."""
        text = ""
        if message.get_content_type() == "text/plain":
            try:
                text = message.get_content()
            except (LookupError, ValueError):
                # a character set that nobody knows: as Odoo has read it
                text = ""
        if not isinstance(text, str) or not text.strip():
            text = html2plaintext(message_dict.get("body") or "", include_references=False)
        text = mail_headers.storable(text).replace("\r\n", "\n").strip()
        if len(text) > mail_headers.MOST_SIGNS:
            rest = self.env._("[The rest stands in the mail as it came.]")
            text = f"{text[: mail_headers.MOST_SIGNS]}…\n{rest}"
        return text

    @api.model
    def _read_raw(self, message):
        try:
            return message.as_bytes()
        except (LookupError, UnicodeError, ValueError, TypeError):
            return message.as_string().encode(errors="replace")

    # ------------------------------------------------------------------
    # whose mail it is
    # ------------------------------------------------------------------

    @api.model
    def _find_own(self, emails):
        """Return which addresses are ours: aliases, what mail is sent and fetched with, companies.

        :param emails: addresses, normalised
        :return: a set
        """
        emails = [email for email in emails if email]
        # sudo: which addresses are ours counts, whoever asks
        own = {*self.env["mail.alias.domain"].sudo()._find_aliases(emails)}
        companies = self.env["res.company"].sudo().search([])
        own |= {
            email_normalize(address)
            for company in companies
            for address in (company.email, company.kam_suggestion_email, company.catchall_email)
        }
        servers = self.env["fetchmail.server"].sudo().search([("user", "!=", False)])
        own |= {email_normalize(server.user) for server in servers}
        return own & set(emails)

    @api.model
    def _find_colleagues(self, emails):
        """Return which addresses belong to people who work here.

        :param emails: addresses, normalised
        :return: a set
        """
        # sudo: who works here counts, whoever asks
        users = self.env["res.users"].sudo()
        found = users.search([("email_normalized", "in", list(emails)), ("share", "=", False)])
        return {*found.mapped("email_normalized")}

    @api.model
    def _find_sender(self, read, company):
        """Return for whom the sender of a mail works, who that is, and why it is not taken.

        :return: customers and contact (both may be empty), and a reason or False
        """
        nobody = self.env["res.partner"]
        sender = read["sender"]
        reason = mail_headers.find_reason(
            read["headers"], sender, sender in self._find_own([sender]), read["content_type"]
        )
        if reason or not sender:
            return nobody, nobody, reason or "unknown"
        if self._find_colleagues([sender]):
            return nobody, nobody, "colleague"
        # sudo: whose address it is counts, whoever hands the mail over
        known = nobody.sudo().search([("email_normalized", "=", sender)], order="is_company, id")
        known = known.filtered(
            lambda partner: not partner.company_id or partner.company_id.root_id == company
        )
        customers = known.commercial_partner_id
        if not customers:
            return nobody, nobody, "unknown"
        suggestion = self.env["kam.suggestion"]._find_answered(
            read["references"], company, customers
        )
        if suggestion:
            # also somebody of several customers: the mail says which one they mean
            customers = suggestion.partner_id
        if len(customers) > 1:
            return customers, nobody, "several"
        contact = known.filtered(lambda partner: partner.commercial_partner_id == customers)
        return customers, contact[:1], False

    # ------------------------------------------------------------------
    # keeping
    # ------------------------------------------------------------------

    @api.model
    def _keep(self, read, company, reason):
        """Keep a mail as it came; return none where it has come already.

        :param dict read: what :meth:`_read` returned
        :param res.company company: to whose address it was sent
        :param reason: why it is not taken, or False
        """
        key = [("company_id", "=", company.id), ("message_id", "=", read["message_id"])]
        # sudo: the gateway keeps it, whoever hands it over
        mails = self.sudo()
        if mails.search_count(key, limit=1):
            return mails
        vals = {
            name: read[name] or False
            for name in (
                "message_id",
                "subject",
                "email_from",
                "sender",
                "sender_name",
                "date_sent",
                "text",
            )
        }
        try:
            # another worker may bring it at this very moment
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                mail = mails._protected_create(
                    [{**vals, "company_id": company.id, "reason": reason}]
                )
        except psycopg2.IntegrityError:
            _logger.info("Mail with Message-Id %s has come already", read["message_id"])
            return mails
        mail._attach([("mail.eml", read["raw"])], mimetype="message/rfc822")
        return mail

    def _attach(self, files, record=None, mimetype=None):
        """Attach files of a mail to its row, or to another record.

        :param files: tuples of name and content, as Odoo reads them of a mail
        :param record: what they are attached to instead
        :param str mimetype: what they are, where that is known
        :return: the attachments
        """
        record = record or self
        vals_list = []
        for name, content, *_info in files:
            raw = _as_bytes(content)
            if raw is None:
                continue
            vals = {
                "name": mail_headers.storable(name)[:250] or self.env._("File"),
                "raw": raw,
                "res_model": record._name,
                "res_id": record.id,
            }
            vals_list.append({**vals, "mimetype": mimetype} if mimetype else vals)
        # sudo: the gateway keeps what has come
        return self.env["ir.attachment"].sudo().create(vals_list)

    # ------------------------------------------------------------------
    # taking
    # ------------------------------------------------------------------

    def _take(self, read, customers, contact):
        """Make a suggestion of a mail, or add it to the one that it answers.

        Whatever goes wrong, the mail stays where it is kept, and says so.

        :param dict read: what :meth:`_read` returned
        :param res.partner customers: for whom the sender works, one
        :param res.partner contact: who that is
        """
        try:
            with self.env.cr.savepoint():
                self._take_or_add(read, customers, contact)
        except Exception as error:
            _logger.exception("Mail with Message-Id %s could not be taken in", self.message_id)
            self.env.invalidate_all()
            # waits for a person, with what came of it
            self._protected_write({"reason": "failed", "failure": str(error)[:1000]})

    def _take_or_add(self, read, customers, contact):
        suggestion = self.env["kam.suggestion"]._find_answered(
            read["references"], self.company_id, customers
        )
        if suggestion:
            files = self._attach(read["attachments"], suggestion)
            suggestion._on_customer_mail(read["text"], contact, files)
            self._protected_write({"state": "answer", "suggestion_id": suggestion.id})
            return
        taken = self._make({"partner_id": contact.id, "thanks_by_mail": True})
        self._attach(read["attachments"], taken)
        self._protected_write({"state": "taken", "suggestion_id": taken.id})

    def _make(self, given, received_by_id=False):
        """Return the suggestion that a mail becomes, as superuser record.

        :param dict given: what is known of it: at least the customer
        :param int received_by_id: who made it of a mail that was not taken
        """
        # sudo: what the mail says goes into the suggestion, whoever makes it
        mail = self.sudo()
        said = mail.text or mail.subject or self.env._("(The mail holds no text.)")
        vals = {
            "company_id": mail.company_id.id,
            "name": mail.subject or self.env._("(Without a subject)"),
            "description": said,
            "channel": "mail",
            "contact_name": mail.sender_name,
            "contact_email": mail.sender,
            "received_by_id": received_by_id,
            "source_model": mail._name,
            "source_id": mail.id,
            **given,
        }
        return mail.env["kam.suggestion"]._take_in([vals])


def _as_bytes(content):
    """Return what a part of a mail holds: a text, bytes, or a mail of its own."""
    if isinstance(content, str):
        return content.encode("utf-8", "replace")
    return content.as_bytes() if hasattr(content, "as_bytes") else content
