from odoo import api, models
from odoo.tools.mail import email_normalize, email_split_and_format_normalize


class MailMail(models.Model):
    """Mails of internal conversations go to who may read the record.

    Templates, mass mails and server actions make mails past the conversation.
    """

    _inherit = "mail.mail"

    @api.model_create_multi
    def create(self, vals_list):
        """Create mails; those of records of ours go only to who may read them."""
        mails = super().create(vals_list)
        for mail, vals in zip(mails, vals_list, strict=True):
            # the notification of a message: its recipients were asked for a moment ago
            if not (self.env.su and vals.get("mail_message_id")):
                mail._kam_drop_outsiders()
        return mails

    def _kam_get_failure(self):
        """Return why the mail does not go out; False where it does, has, or is not there."""
        is_stuck = self.state in ("exception", "cancel")
        return is_stuck and (self.failure_reason or self.failure_type or "?")

    def _kam_drop_outsiders(self):
        """Take from a mail whoever may not read the record; cancel it where nobody is left."""
        followers = self.env["mail.followers"]
        if not (self.res_id and followers._kam_is_internal(self.model)):
            return
        # sudo: who has which address is asked for whoever writes
        users_sudo = self.env["res.users"].sudo()
        named = self.recipient_ids
        addresses = email_split_and_format_normalize(f"{self.email_to or ''},{self.email_cc or ''}")
        users = users_sudo.search(
            [("email_normalized", "in", [email_normalize(address) for address in addresses])]
        )
        document = self.env[self.model].browse(self.res_id)
        refused = {
            partner_id
            for partner_id, _res_id in followers._kam_find_refused(
                document, named | users.partner_id
            )
        }
        known = set(
            users.filtered(lambda user: user.partner_id.id not in refused).mapped(
                "email_normalized"
            )
        )
        vals = {"recipient_ids": [(6, 0, [pid for pid in named.ids if pid not in refused])]}
        for name in ("email_to", "email_cc"):
            kept = [
                address
                for address in email_split_and_format_normalize(self[name] or "")
                if email_normalize(address) in known
            ]
            vals[name] = ", ".join(kept)
        if not (vals["recipient_ids"][0][2] or vals["email_to"] or vals["email_cc"]):
            vals.update(
                state="cancel",
                failure_type="mail_email_missing",
                failure_reason=self.env._(
                    "Nobody of the recipients may read the record. Write to customers from their "
                    "own contact."
                ),
            )
        self.write(vals)
