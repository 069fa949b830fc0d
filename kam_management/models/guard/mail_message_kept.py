from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.mail import email_normalize

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
# By whom, when and where something was said: of a comment nobody changes it either.
ORIGIN_FIELDS = frozenset(
    {
        "author_guest_id",
        "author_id",
        "create_uid",
        "date",
        "email_from",
        "message_id",
        "message_type",
        "model",
        "parent_id",
        "reply_to",
        "res_id",
        "subtype_id",
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
        if not self.env.su:
            self._kam_check_comments(vals)
        return super().write(vals)

    def unlink(self):
        """Delete messages, but not what the engine has written, unless its record is deleted.

        :raise UserError: for notifications on a record of ours
        """
        if not self.env.su and self.sudo()._kam_filter_kept():  # sudo: as above
            self._kam_refuse()
        if not self.env.su:
            self._kam_check_own()
        return super().unlink()

    def _kam_check_comments(self, vals):
        """Leave comments on records of ours to their authors, and their origin as it is.

        :raise UserError: for what only the author may change, or nobody
        """
        if vals.keys() & {"attachment_ids", "body", "subject"}:
            self._kam_check_own()
        names = vals.keys() & ORIGIN_FIELDS
        # sudo: the stored values are compared, whoever may read them
        for message in self.sudo()._kam_filter_ours() if names else ():
            if any(message._kam_differs(name, vals[name]) for name in names):
                self._kam_refuse()

    def _kam_check_own(self):
        # sudo: whose comment it is counts, whoever may read it
        for message in self.sudo()._kam_filter_ours():
            if message.author_id != self.env.user.partner_id:
                raise UserError(
                    self.env._("This was written by somebody else. Add a comment of your own.")
                )

    def _kam_filter_ours(self):
        return self.filtered(lambda message: (message.model or "").startswith("kam."))

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
        address = email_normalize(vals.get("email_from") or "")
        is_own = author == own.id and address in (False, "", own.email_normalized)
        if is_ours and not is_own:
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
