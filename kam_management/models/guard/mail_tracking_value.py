from odoo import api, models
from odoo.exceptions import UserError


class MailTrackingValue(models.Model):
    """Changed values of our records stay in their conversations as they were tracked.

    They are read by who may read the message: Odoo's administrators read all rows as they are.
    """

    _name = "mail.tracking.value"
    _inherit = ["kam.row.sight.mixin", "mail.tracking.value"]

    @api.model
    def _kam_get_hidden_text(self):
        return self.env._("Only who may read a message is shown what it says of changed values.")

    def _kam_find_hidden(self):
        """Return the values in messages about records of ours that the user may not read."""
        if not self.ids:
            return self.browse()
        # sudo: whose messages they are is asked before anything is shown
        ours = self.sudo().filtered(
            lambda value: self._kam_is_about_ours(value.mail_message_id.model)
        )
        messages = ours.mail_message_id.with_env(self.env)
        readable = {*messages._filtered_access("read").ids}
        hidden = ours.filtered(lambda value: value.mail_message_id.id not in readable)
        return hidden.with_env(self.env)

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
