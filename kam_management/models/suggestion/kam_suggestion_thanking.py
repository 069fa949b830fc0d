import psycopg2

from odoo import api, fields, models
from odoo.tools import mute_logger
from odoo.tools.mail import email_normalize, formataddr

from ... import wording
from ...wording import format_date

# What machines read: they answer no such mail, and no person needs to.
HEADERS = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}


class KamSuggestion(models.Model):
    """The customer is thanked at once: number, and by when there will be an answer."""

    _inherit = "kam.suggestion"

    @api.depends("contact_id", "contact_email", "partner_id")
    def _compute_thanks_by_mail(self):
        for suggestion in self:
            suggestion.thanks_by_mail = bool(suggestion._find_address())

    def _find_address(self):
        """Return the address of whoever made the suggestion; a false value for none."""
        # sudo: who has which address, whoever writes it down
        own = self.sudo()
        if own.contact_id or own.contact_email:
            return email_normalize(own.contact_id.email) or email_normalize(own.contact_email)
        if own.contact_name:
            return False
        return email_normalize(own.partner_id.email)

    def _on_taken_in(self):
        """See the base method: and the customers are thanked."""
        super()._on_taken_in()
        self._thank()

    def _thank(self):
        """Thank by e-mail whoever made the suggestions, each address at most once a day."""
        addresses = {
            suggestion: suggestion._find_address()
            for suggestion in self
            if suggestion.thanks_by_mail
        }
        emails = set(filter(None, addresses.values()))
        if not emails:
            return
        own = self.env["kam.suggestion.mail"]._find_own(emails)
        colleagues = self.env["kam.suggestion.mail"]._find_colleagues(emails)
        is_queued = False
        for suggestion, email in addresses.items():
            if not email or email in own or email in colleagues:
                continue
            thanks = suggestion._reserve_thanks(email)
            if thanks:
                mail = suggestion._queue_thanks(email)
                thanks._protected_write({"mail_id": mail.id})
                suggestion._protected_write({"date_thanked": fields.Datetime.now()})
                is_queued = True
        queue = self.env.ref("mail.ir_cron_mail_scheduler_action", raise_if_not_found=False)
        if is_queued and queue:
            # sudo: whoever takes a suggestion in need not look after jobs
            queue.sudo()._trigger()

    def _reserve_thanks(self, email):
        """Note that an address is thanked today; return none where it was before.

        :param str email: the address, normalised
        """
        # sudo: the process's own table
        rows = self.env["kam.suggestion.thanks"].sudo()
        day = self.company_id._kam_today()
        key = [("company_id", "=", self.company_id.id), ("email", "=", email), ("date", "=", day)]
        if rows.search_count(key, limit=1):
            return rows
        try:
            # somebody else may do so at this very moment
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                return rows._protected_create(
                    [
                        {
                            "company_id": self.company_id.id,
                            "suggestion_id": self.id,
                            "email": email,
                            "date": day,
                        }
                    ]
                )
        except psycopg2.IntegrityError:
            return rows.browse()

    def _queue_thanks(self, email):
        """Queue the mail to the customer: it belongs to no conversation, and only they get it.

        :param str email: the address
        """
        # sudo: what the mail says of company and person is no secret to the person
        suggestion = self.sudo()
        company = suggestion.company_id
        name = suggestion.contact_id.name or suggestion.contact_name or suggestion.partner_id.name
        own = suggestion.with_context(lang=self._get_language())
        received = self.env["kam.suggestion.mail"].sudo()  # sudo: as above
        if suggestion.source_model == received._name:
            received = received.browse(suggestion.source_id)
        address = email_normalize(company.kam_suggestion_email or company.email_formatted)
        sender = formataddr((company.name, address)) if address else False
        return self._queue_mail(
            "kam_management.suggestion_thanks_mail",
            own._prepare_thanks(name),
            subject=own.env._("Thank you for your suggestion (%s)", suggestion.number),
            email_from=sender or self.env.user.email_formatted,
            author_id=company.partner_id.id,
            email_to=formataddr((name or "", email)),
            headers=repr(HEADERS),
            references=received.message_id or False,
        )

    def _prepare_thanks(self, name):
        """Return what the mail of thanks says, in the language of the person.

        :param str name: of the person
        """
        labels = [
            (self._get_label("number"), self.number),
            (self._get_label("name"), self.name),
        ]
        return {
            "greeting": self.env._("Dear %s,", name),
            "facts": [wording.labelled(self.env, *pair) for pair in labels],
            "promise": self.env._(
                "You will have our answer by %s.", format_date(self.env, self.date_promise)
            ),
        }
