from odoo import models
from odoo.exceptions import UserError


class MailTrackingValue(models.Model):
    """Changed values of our records stay in their conversations as they were tracked."""

    _inherit = "mail.tracking.value"

    def write(self, vals):
        """Change tracked values, but not those of our records.

        :raise UserError: for values of a record of ours
        """
        self._kam_check_not_ours()
        return super().write(vals)

    def unlink(self):
        """Delete tracked values, but not those of our records.

        :raise UserError: for values of a record of ours, unless the record itself is deleted
        """
        if not self.env.su:
            self._kam_check_not_ours()
        return super().unlink()

    def _kam_check_not_ours(self):
        # sudo: they stay, whoever may read them
        if self.sudo().mail_message_id._kam_filter_kept():
            raise UserError(
                self.env._("Tracked values stay in the conversation as they were written.")
            )
