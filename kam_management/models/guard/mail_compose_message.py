from odoo import models

from .mail_message_kept import SENDING_FIELDS


class MailComposeMessage(models.TransientModel):
    """What people write about records of ours in the dialog goes out in their own name."""

    _inherit = "mail.compose.message"

    def _prepare_mail_values(self, res_ids):
        """See the base method: whoever writes is the author, and answers come to the record."""
        values = super()._prepare_mail_values(res_ids)
        if self.env.su or not (self.model or "").startswith("kam."):
            return values
        own = self.env.user.partner_id
        said = {"author_id": own.id, "email_from": own.email_formatted}
        return {
            res_id: {
                **{name: value for name, value in given.items() if name not in SENDING_FIELDS},
                **said,
            }
            for res_id, given in values.items()
        }
