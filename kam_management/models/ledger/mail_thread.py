from odoo import models


class MailThread(models.AbstractModel):
    """A mail to the customer proposes a contact at the account.

    Looked at is what is written from the customer, and from what Odoo makes for one: opportunities,
    quotations, invoices. No mailbox is searched, and conversations about the account stay among us.
    """

    _inherit = "mail.thread"

    def _message_post_after_hook(self, message, msg_values):
        """See the base method."""
        result = super()._message_post_after_hook(message, msg_values)
        if (
            message.message_type == "comment"
            and message.partner_ids
            and message.author_id == self.env.user.partner_id
            and not self.env["mail.followers"]._kam_is_internal(self._name)
        ):
            self._kam_propose_mail(message)
        return result

    def _kam_propose_mail(self, message):
        """Propose a contact for a message that goes to people of the customer."""
        # sudo: who works for the customer counts, whether or not the user sees it
        partner = self if self._name == "res.partner" else self.sudo()._mail_get_customer()
        customer = partner.sudo().commercial_partner_id  # sudo: as above
        people = message.partner_ids.filtered(
            lambda person: person.sudo().commercial_partner_id == customer  # sudo: as above
        )
        if people:
            record = self if self._name == "res.partner" else customer
            self.env["kam.account.contact"]._propose(
                record.with_env(self.env),
                people,
                {
                    "channel": "mail",
                    "date": message.date,
                    "topic": message.subject or self.display_name,
                },
            )
