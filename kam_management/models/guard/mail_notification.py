from odoo import api, models


class MailNotification(models.Model):
    """Who was told of a message about a record of ours is known to those who may read the message.

    Odoo lets every employee read all notifications. One's own, and those of what one wrote, stay in
    sight.
    """

    _name = "mail.notification"
    _inherit = ["kam.row.sight.mixin", "mail.notification"]

    @api.model
    def _kam_get_hidden_text(self):
        return self.env._("Only who may read a message is shown who was told of it.")

    def _kam_find_hidden(self):
        """Return the notifications of messages about records of ours that the user may not read."""
        if not self.ids:
            return self.browse()
        own = self.env.user.partner_id
        # sudo: whose messages they are is asked before anything is shown
        others = self.sudo().filtered(
            lambda row: (
                own not in (row.res_partner_id | row.author_id)
                and self._kam_is_about_ours(row.mail_message_id.model)
            )
        )
        messages = others.mail_message_id.with_env(self.env)
        readable = {*messages._filtered_access("read").ids}
        hidden = others.filtered(lambda row: row.mail_message_id.id not in readable)
        return hidden.with_env(self.env)
