from odoo import api, models
from odoo.exceptions import AccessError


class MailNotification(models.Model):
    """Who was told of a message about a record of ours is known to those who may read the message.

    Odoo lets every employee read all notifications. One's own, and those of what one wrote, stay in
    sight.
    """

    _inherit = "mail.notification"

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs):
        """See the base method: without those of messages that the user may not read."""
        query = super()._search(domain, offset, limit, order, bypass_access=bypass_access, **kwargs)
        if self.env.su or bypass_access:
            return query
        notifications = self.browse(query.get_result_ids())
        hidden = notifications._kam_find_hidden()
        return (notifications - hidden)._as_query(order) if hidden else query

    def _check_access(self, operation):
        """See the base method: also whether the message may be read."""
        result = super()._check_access(operation)
        hidden = (self - result[0] if result else self)._kam_find_hidden()
        if not hidden:
            return result
        if result:
            return result[0] + hidden, result[1]
        return hidden, lambda: AccessError(
            self.env._("Only who may read a message is shown who was told of it.")
        )

    def _kam_find_hidden(self):
        """Return the notifications of messages about records of ours that the user may not read."""
        if not self.ids:
            return self.browse()
        own = self.env.user.partner_id
        # sudo: whose messages they are is asked before anything is shown
        others = self.sudo().filtered(
            lambda row: own not in (row.res_partner_id | row.author_id) and row._kam_is_of_ours()
        )
        messages = others.mail_message_id.with_env(self.env)
        readable = {*messages._filtered_access("read").ids}
        hidden = others.filtered(lambda row: row.mail_message_id.id not in readable)
        return hidden.with_env(self.env)

    def _kam_is_of_ours(self):
        self.ensure_one()
        return (self.mail_message_id.model or "").startswith("kam.")
