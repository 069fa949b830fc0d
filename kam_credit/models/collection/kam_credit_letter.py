from odoo import api, models
from odoo.fields import Domain
from odoo.tools.mail import email_normalize, formataddr


class KamCreditLetter(models.AbstractModel):
    """Mails to customers about what they owe.

    They belong to no conversation, so that nobody outside takes part in one. An answer reaches who
    has written.
    """

    _name = "kam.credit.letter"
    _description = "Letter to a Customer about What It Owes"

    @api.model
    def _find_colleagues(self, contact):
        """Return who of us would read a letter to a contact, as superuser: who is the contact, and
        who has its address.

        What a customer owes is told to the customer, whoever wrote an address there.

        :param res.partner contact: who is to be written to
        :rtype: res.users
        """
        # sudo: whether somebody is one of us counts, whoever writes
        contact = contact.sudo()
        address = email_normalize(contact.email)
        users = contact.env["res.users"].with_context(active_test=False)
        if address:
            users = users.search(
                Domain("partner_id.email_normalized", "=", address)
                | Domain("login", "=ilike", address)
            )
        return (users | contact.user_ids).filtered(lambda user: not user.share)

    @api.model
    def _queue(self, company, contact, subject, body):
        """Queue a mail in the layout of letters, as the user. The caller has checked who may.

        :param res.company company: in whose name
        :param res.partner contact: who is written to, as superuser; with an address
        :param str subject: in the language of the environment, as all of it
        :param body: what stands above our names, as markup
        """
        user = self.env.user.sudo()  # sudo: how who writes is called
        letter = self.env["ir.qweb"]._render(
            "kam_management.development_letter_mail",
            # sudo: how the company is called
            {"body": body, "company": company.sudo(), "user": user},
        )
        # sudo: mails are of the system
        self.env["mail.mail"].sudo().create(
            {
                "subject": subject,
                "body_html": letter,
                "email_from": user.email_formatted,
                "reply_to": user.email_formatted,
                "author_id": user.partner_id.id,
                "email_to": formataddr((contact.name, email_normalize(contact.email))),
                "auto_delete": False,
            }
        )
        queue = self.env.ref("mail.ir_cron_mail_scheduler_action", raise_if_not_found=False)
        if queue:
            # sudo: whoever writes to a customer need not look after jobs
            queue.sudo()._trigger()
