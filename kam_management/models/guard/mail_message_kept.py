from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.mail import email_normalize

from ... import voices

# What readers keep for themselves, which says nothing of the message.
PERSONAL_FIELDS = frozenset(
    {
        "message_link_preview_ids",
        "needaction",
        "notification_ids",
        "notified_partner_ids",
        "pinned_at",
        "reaction_ids",
        "starred",
        "starred_partner_ids",
    }
)
# What the author of a comment may change. Nobody changes by whom, when and where it was said, nor
# where answers to it go.
COMMENT_FIELDS = frozenset({"attachment_ids", "body", "partner_ids", "subject"})
# How a message goes out and where it belongs: Odoo finds it out, people do not say it.
SENDING_FIELDS = frozenset(
    {
        "author_guest_id",
        "incoming_email_cc",
        "incoming_email_to",
        "mail_activity_type_id",
        "mail_server_id",
        "message_id",
        "record_alias_domain_id",
        "record_company_id",
        "reply_to",
        "reply_to_force_new",
        "tracking_value_ids",
    }
)
# What people say themselves: to all who take part, or to somebody.
SAID_TYPES = frozenset({"comment", "user_notification"})
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
        """Create messages; on records of ours people comment, now and in their own name.

        :raise AccessError: for another author
        """
        if not self.env.su:
            vals_list = [self._kam_prepare_said(vals) for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        """Change messages, but not what the engine has written.

        :raise UserError: for what a notification on a record of ours says
        """
        names = vals.keys() & EDITED_FIELDS if self.env.su else vals.keys() - PERSONAL_FIELDS
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
        if vals.keys() & COMMENT_FIELDS:
            self._kam_check_own()
        names = vals.keys() - COMMENT_FIELDS - PERSONAL_FIELDS
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
        field = self._fields.get(name)
        if field is None:
            # Odoo says what is wrong with it
            return False
        if field.type in ("one2many", "many2many"):
            return bool(value)
        now = field.convert_to_write(self[name], self)
        return (now or False) != (value or False)

    @api.model
    def _kam_prepare_said(self, vals):
        """Return the values of a message as whoever writes it may give them.

        :param dict vals: what was given
        :raise AccessError: for another author
        """
        given = {
            key.removeprefix("default_"): value
            for key, value in self.env.context.items()
            if key.startswith("default_") and key.removeprefix("default_") in self._fields
        }
        vals = {**given, **vals}
        model = vals.get("model")
        if not (isinstance(model, str) and model.startswith("kam.")):
            return vals
        self._kam_check_author(vals)
        voice = voices.current()
        if voice == voices.PROCESS:
            return vals
        if voice is None:
            vals = {name: value for name, value in vals.items() if name not in SENDING_FIELDS}
        types = SAID_TYPES | ({"email"} if voice == voices.GATEWAY else set())
        said = vals.get("message_type")
        # a mail says of itself when it was sent
        return {
            **vals,
            "date": fields.Datetime.now(),
            "message_type": said if said in types else "comment",
        }

    def _kam_check_author(self, vals):
        own = self.env.user.partner_id
        author = vals.get("author_id", own.id)
        address = email_normalize(vals.get("email_from") or "")
        if author != own.id or address not in (False, "", own.email_normalized):
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
