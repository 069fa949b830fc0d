from odoo import api, models
from odoo.exceptions import AccessError, UserError

# What a message says, of what and by whom.
CONTENT_FIELDS = frozenset(
    {
        "attachment_ids",
        "author_id",
        "body",
        "create_uid",
        "date",
        "email_from",
        "message_type",
        "model",
        "parent_id",
        "res_id",
        "subject",
        "subtype_id",
        "tracking_value_ids",
    }
)
# What Odoo's own code writes for somebody who edits a message.
EDITED_FIELDS = frozenset({"attachment_ids", "body", "tracking_value_ids"})


class MailMessage(models.Model):
    """What the engine writes into the conversation of a record of ours stays as it was written.

    Decisions, what lapsed and changed values are notifications; what people write are comments,
    which are theirs to edit.
    """

    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        """Create messages; on records of ours nobody writes in somebody else's name.

        :raise AccessError: for another author
        """
        if not self.env.su:
            for vals in vals_list:
                self._kam_check_author(vals)
        return super().create(vals_list)

    def write(self, vals):
        """Change messages, but not what the engine has written.

        :raise UserError: for what a notification on a record of ours says
        """
        names = vals.keys() & (EDITED_FIELDS if self.env.su else CONTENT_FIELDS)
        if names:
            # sudo: they stay, whoever may read them
            for message in self.sudo()._kam_filter_kept():
                if any(message._kam_differs(name, vals[name]) for name in names):
                    self._kam_refuse()
        return super().write(vals)

    def unlink(self):
        """Delete messages, but not what the engine has written, unless its record is deleted.

        :raise UserError: for notifications on a record of ours
        """
        if not self.env.su and self.sudo()._kam_filter_kept():  # sudo: as above
            self._kam_refuse()
        return super().unlink()

    def _kam_filter_kept(self):
        return self.filtered(
            lambda message: (
                message.message_type == "notification" and (message.model or "").startswith("kam.")
            )
        )

    def _kam_differs(self, name, value):
        field = self._fields[name]
        if field.type in ("one2many", "many2many"):
            return bool(value)
        now = field.convert_to_write(self[name], self)
        return (now or False) != (value or False)

    def _kam_check_author(self, vals):
        own = self.env.user.partner_id
        model = vals.get("model") or self.env.context.get("default_model")
        author = vals.get("author_id", own.id)
        is_ours = isinstance(model, str) and model.startswith("kam.")
        if is_ours and author and author != own.id:
            raise AccessError(
                self.env._(
                    "You write in your own name only: leave “Author” empty, or choose yours."
                )
            )

    def _kam_refuse(self):
        raise UserError(
            self.env._(
                "What was decided or changed stays in the conversation as it was written. "
                "Add a comment of your own instead."
            )
        )
