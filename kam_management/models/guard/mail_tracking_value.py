from odoo import api, models
from odoo.exceptions import AccessError, UserError


class MailTrackingValue(models.Model):
    """Changed values of our records stay in their conversations as they were tracked.

    They are read by who may read the message: Odoo's administrators read all rows as they are.
    """

    _inherit = "mail.tracking.value"

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs):
        """See the base method: without those of messages that the user may not read."""
        query = super()._search(domain, offset, limit, order, bypass_access=bypass_access, **kwargs)
        if self.env.su or bypass_access:
            return query
        values = self.browse(query.get_result_ids())
        hidden = values._kam_find_hidden()
        return (values - hidden)._as_query(order) if hidden else query

    def _check_access(self, operation):
        """See the base method: also whether the message may be read."""
        result = super()._check_access(operation)
        hidden = (self - result[0] if result else self)._kam_find_hidden()
        if not hidden:
            return result
        if result:
            return result[0] + hidden, result[1]
        return hidden, lambda: AccessError(
            self.env._("Only who may read a message is shown what it says of changed values.")
        )

    def _kam_find_hidden(self):
        """Return the values in messages about records of ours that the user may not read."""
        if not self.ids:
            return self.browse()
        # sudo: whose messages they are is asked before anything is shown
        ours = self.sudo().filtered(
            lambda value: (value.mail_message_id.model or "").startswith("kam.")
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
