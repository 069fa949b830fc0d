from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools.mail import email_normalize, formataddr

from odoo.addons.kam_management import relations
from odoo.addons.kam_management.wording import format_date, labelled, noted

from ...rules import credit_documents as rules


class KamCreditDocumentRequest(models.Model):
    """A mail by which a customer was asked for documents, as it was sent.

    Customers are written to from this row and from nothing else; it holds no figure and no tier.
    """

    _name = "kam.credit.document.request"
    _description = "Request for Documents"
    _inherit = [
        "kam.root.company.mixin",
        "kam.suggestion.sending.mixin",
        "kam.protected.mixin",
    ]
    _order = "date desc, id desc"
    _rec_name = "subject"

    profile_id = fields.Many2one(
        "kam.credit.profile",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        copy=False,
    )
    company_id = fields.Many2one(
        related="profile_id.company_id", store=True, precompute=True, index=True
    )
    kind_ids = relations.Many2many(
        "kam.credit.document.kind", string="Documents Asked For", copy=False
    )
    contact_id = fields.Many2one(
        "res.partner", string="Written To", required=True, ondelete="restrict", copy=False
    )
    user_id = fields.Many2one(
        "res.users", string="Written By", required=True, ondelete="restrict", copy=False
    )
    date = fields.Datetime(string="Sent On", required=True, copy=False)
    date_answer = fields.Date(string="Wanted By", copy=False)
    subject = fields.Char(required=True, copy=False)
    text = fields.Text(string="What Was Written", copy=False)

    def _get_protected_fields(self):
        return super()._get_protected_fields() | self._get_stored_fields()

    @api.model
    def _get_protected_remedy(self):
        return self.env._("Ask the customer from its credit profile: the mail is kept as it went.")

    @api.model
    def _send(self, profile, kinds, contact, date_answer, note=""):
        """Write to a customer, and keep what was written. The caller has checked who may.

        :param kam.credit.profile profile: the customer
        :param kam.credit.document.kind kinds: what is asked for
        :param res.partner contact: who is written to, with an address
        :param date date_answer: until when the documents are wanted
        :param str note: what the author adds
        :return: the row
        """
        # sudo: how whoever is written to and who writes are called, and in which language
        person, user = contact.sudo(), self.env.user.sudo()
        lang = person.lang or profile.company_id.partner_id.lang or self.env.lang
        own = self.with_context(lang=lang)
        subject = own.env._("Documents for our records: %s", profile.partner_id.name)
        paragraphs = own._prepare_paragraphs(
            profile.with_context(lang=lang), kinds.with_context(lang=lang), date_answer, note
        )
        greeting = own.env._("Dear %s,", person.name)
        address = formataddr((person.name, email_normalize(person.email)))
        mail = own._queue(subject, greeting, paragraphs, address, user, profile.company_id)
        lines = [greeting, *paragraphs["lead"], *paragraphs["rows"], *paragraphs["end"]]
        # sudo: the process keeps what it sent
        return (
            self.sudo()
            ._protected_create(
                [
                    {
                        "profile_id": profile.id,
                        "kind_ids": [Command.set(kinds.ids)],
                        "contact_id": person.id,
                        "user_id": user.id,
                        "date": fields.Datetime.now(),
                        "date_answer": date_answer,
                        "subject": subject,
                        "text": "\n".join(lines),
                        "way": "mail",
                        "sent_to": address,
                        "mail_number": mail.id,
                    }
                ]
            )
            .with_env(self.env)
        )

    @api.model
    def _prepare_paragraphs(self, profile, kinds, date_answer, note):
        """Return what the mail says, in the language of the environment.

        :return: dict with ``lead``, ``rows`` (what is asked for) and ``end``, lists of texts
        """
        end = [
            self.env._("Please send them by %s.", format_date(self.env, date_answer)),
            *([note] if note else []),
        ]
        if kinds.filtered("is_identity"):
            end.append(
                self.env._(
                    "Please do not send copies of identity documents by e-mail: we come and see "
                    "the document, or tell you how to hand a copy over."
                )
            )
        return {
            "lead": [
                self.env._(
                    "for our business with you we keep some documents of your company. We kindly "
                    "ask you for:"
                )
            ],
            "rows": self._prepare_rows(profile, kinds),
            "end": end,
        }

    @api.model
    def _prepare_rows(self, profile, kinds):
        """Return what is asked for, a text each: the kind, and the period that is owed."""
        company = profile.company_id
        today, days = company._kam_today(), company._kam_credit_statement_days()
        rows = []
        for kind in kinds:
            period = kind._get_period()
            last = period and rules.owed_end(period, today, days[period])
            detail = last and self.env._("as of %s", format_date(self.env, last))
            rows.append(noted(self.env, kind.name, detail or ""))
        return rows

    @api.model
    def _queue(self, subject, greeting, paragraphs, address, user, company):
        """Queue the mail: it belongs to no conversation, and only the contact gets it."""
        render = self.env["ir.qweb"]._render
        body = render(
            "kam_credit.credit_document_request_mail", {"greeting": greeting, **paragraphs}
        )
        # sudo: mails are of the system; who may write to the customer was checked
        mails = self.env["mail.mail"].sudo()
        mail = mails.create(
            {
                "subject": subject,
                "body_html": render(
                    "kam_management.development_letter_mail",
                    {"body": body, "company": company, "user": user},
                ),
                "email_from": user.email_formatted,
                "reply_to": user.email_formatted,
                "author_id": user.partner_id.id,
                "email_to": address,
                "auto_delete": False,
            }
        )
        queue = self.env.ref("mail.ir_cron_mail_scheduler_action", raise_if_not_found=False)
        if queue:
            # sudo: whoever asks a customer need not look after jobs
            queue.sudo()._trigger()
        return mail

    @api.depends("subject", "contact_id")
    def _compute_display_name(self):
        for request in self:
            request.display_name = labelled(
                self.env, request.contact_id.display_name, request.subject
            )
