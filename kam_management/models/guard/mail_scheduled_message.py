import json

from odoo import api, models
from odoo.exceptions import AccessError, UserError

# What whoever schedules a message may say of how it goes out.
PARAMETERS = frozenset(
    {
        "email_add_signature",
        "email_layout_xmlid",
        "force_email_lang",
        "mail_auto_delete",
        "model_description",
        "subtype_id",
    }
)


class MailScheduledMessage(models.Model):
    """What is to be said later about a record of ours is said by who has written it.

    Odoo lets everybody who may write the record change it, and posts it as its first author.
    """

    _inherit = "mail.scheduled.message"

    @api.model_create_multi
    def create(self, vals_list):
        """Schedule messages; about records of ours in one's own name.

        :raise AccessError: for another author
        """
        if not self.env.su:
            vals_list = [
                self._kam_prepare_said(vals) if self._kam_is_about_ours(vals.get("model")) else vals
                for vals in vals_list
            ]
        return super().create(vals_list)

    def write(self, vals):
        """Change scheduled messages; about records of ours one's own.

        :raise AccessError: for another author
        :raise UserError: for what somebody else is going to say
        """
        if not self.env.su and self._kam_check_own():
            vals = self._kam_prepare_said(vals)
        return super().write(vals)

    def unlink(self):
        """Delete scheduled messages; about records of ours one's own.

        :raise UserError: for what somebody else is going to say
        """
        if not self.env.su:
            self._kam_check_own()
        return super().unlink()

    @api.model
    def _kam_is_about_ours(self, model):
        return isinstance(model, str) and model.startswith("kam.")

    def _kam_check_own(self):
        """Return those about records of ours, which are the user's own.

        :raise UserError: for those of somebody else
        """
        # sudo: whose message it is counts, whoever may read it
        ours = self.sudo().filtered(lambda message: self._kam_is_about_ours(message.model))
        if any(message.create_uid != self.env.user for message in ours):
            raise UserError(
                self.env._("This was written by somebody else. Add a comment of your own.")
            )
        return ours

    @api.model
    def _kam_prepare_said(self, vals):
        """Return the values of a message as whoever schedules it may give them.

        :param dict vals: what was given
        :raise AccessError: for another author
        """
        own = self.env.user.partner_id.id
        if vals.get("author_id", own) != own:
            raise AccessError(
                self.env._(
                    "You write in your own name only: leave “Author” empty, or choose yours."
                )
            )
        vals = {name: value for name, value in vals.items() if name != "send_context"}
        if vals.get("notification_parameters"):
            try:
                given = json.loads(vals["notification_parameters"])
            except (TypeError, ValueError):
                given = {}
            kept = given if isinstance(given, dict) else {}
            vals["notification_parameters"] = json.dumps(
                {name: value for name, value in kept.items() if name in PARAMETERS}
            )
        return vals
