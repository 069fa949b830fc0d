from odoo import models


class MailThread(models.AbstractModel):
    """A mail to the customer from what belongs to the account proposes a contact.

    Only what is written here is looked at: no mailbox is searched.
    """

    _inherit = "mail.thread"

    def _message_post_after_hook(self, message, msg_values):
        """See the base method."""
        result = super()._message_post_after_hook(message, msg_values)
        if (
            message.message_type == "comment"
            and message.partner_ids
            and message.author_id == self.env.user.partner_id
            and self.env["mail.followers"]._kam_is_of_account(self._name)
        ):
            self._kam_propose_mail(message)
        return result

    def _kam_propose_mail(self, message):
        """Propose a contact for a message that goes to people of the customer."""
        account = self if self._name == "kam.account" else self.account_id
        # sudo: who works for the customer counts, whether or not the user sees it
        customer = account.sudo().partner_id
        people = message.partner_ids.filtered(
            lambda partner: partner.sudo().commercial_partner_id == customer  # sudo: as above
        )
        if people:
            self.env["kam.account.contact"]._propose(
                self,
                people,
                {
                    "channel": "mail",
                    "date": message.date,
                    "topic": message.subject or self.display_name,
                },
            )
