from odoo import api, models

from ... import arguments, voices, wording


class KamThreadMixin(models.AbstractModel):
    """An internal conversation: of those who may read the record, and of nobody else.

    Every model of ours with a conversation inherits this instead of ``mail.thread``. Who takes part
    is asked at that moment, in one place for following, notifying, mailing and reading
    (``mail_followers``, ``mail_message``, ``mail_mail``); what comes in by mail is looked at in
    ``mail_thread``. Customers are written to from their own contact and from what is made for them.
    """

    _name = "kam.thread.mixin"
    _description = "Internal Conversation"
    _inherit = ["mail.thread"]

    def write(self, vals):
        """Change records; whoever may not is told so before tracked values are looked at.

        :raise AccessError: whether or not the records are there
        """
        if self and not self.env.su:
            self.check_access("write")
        return super().write(vals)

    # ------------------------------------------------------------------
    # nobody from outside is proposed
    # ------------------------------------------------------------------

    @api.model
    def _mail_get_partner_fields(self, introspect_fields=False):
        """See the base method: the customer whom a record is about is not whom it is sent to."""
        return []

    def _message_add_default_recipients(self):
        """See the base method: what is sent of itself goes to nobody."""
        nobody = self.env["res.partner"]
        return {
            record.id: {"email_cc_lst": [], "email_to_lst": [], "partners": nobody}
            for record in self
        }

    def _message_get_suggested_recipients_batch(
        self,
        reply_discussion=False,
        reply_message=None,
        no_create=True,
        primary_email=False,
        additional_partners=None,
    ):
        """See the base method: only those are proposed who may read the record."""
        proposed = super()._message_get_suggested_recipients_batch(
            reply_discussion=reply_discussion,
            reply_message=reply_message,
            no_create=True,
            primary_email=False,
            additional_partners=additional_partners,
        )
        people = self.env["res.partner"].browse(
            row["partner_id"] for rows in proposed.values() for row in rows if row["partner_id"]
        )
        refused = self.env["mail.followers"]._kam_find_refused(self, people)
        return {
            record_id: [
                row
                for row in rows
                if row["partner_id"] and (row["partner_id"], record_id) not in refused
            ]
            for record_id, rows in proposed.items()
        }

    # ------------------------------------------------------------------
    # who takes part
    # ------------------------------------------------------------------

    def message_post(self, **kwargs):
        """Post a message; who may not read the record is left out, and the author told so.

        What people post themselves is a comment of now, that is answered where it was posted.

        :return: the message
        :raise AccessError: for whoever may not read the record
        :raise UserError: for another day, an identity of its own or tracked values
        """
        if self.env.su or voices.current():
            message = super().message_post(**kwargs)
        else:
            # whether or not the record is there
            self.check_access("read")
            with voices.speaking(voices.PERSON):
                kwargs = {**self._kam_prepare_post(kwargs), "message_type": "comment"}
                message = super().message_post(**kwargs)
        named = self.env["res.partner"].browse(kwargs.get("partner_ids") or ())
        # sudo: whom the message has reached, whoever may read it
        self._tell_left_out(named - message.sudo().partner_ids, kwargs.get("outgoing_email_to"))
        return message

    def _get_allowed_message_params(self):
        """See the base method: what people write in the browser is a comment."""
        return super()._get_allowed_message_params() - {"message_type"}

    def _message_track(self, fields_iter, initial_values_dict):
        """See the base method: what was changed is noted, whoever changed it."""
        with voices.speaking(voices.PROCESS):
            return super()._message_track(fields_iter, initial_values_dict)

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Let people follow the records; who may not read them does not, and the user is told so.

        :return: as the base method
        :raise UserError: for what is no list of ids
        """
        if not self.env.su:
            partner_ids = arguments.ids(self.env, self.env._("Followers"), partner_ids)
            subtype_ids = arguments.ids(self.env, self.env._("Subtypes"), subtype_ids) or None
        result = super().message_subscribe(partner_ids=partner_ids, subtype_ids=subtype_ids)
        if not self.env.su and partner_ids:
            people = self.env["res.partner"].browse(partner_ids)
            refused = self.env["mail.followers"]._kam_find_refused(self, people)
            left_out = {partner_id for partner_id, _record_id in refused}
            self._tell_left_out(people.browse(left_out))
        return result

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """See the base method: no address without a person who may read the record."""
        recipients = super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs)
        return [recipient for recipient in recipients if recipient["id"]]

    def _tell_left_out(self, people, address=None):
        """Tell the user who takes no part in the conversation.

        :param res.partner people: who was named and is left out
        :param str address: mail addresses that were named
        """
        if self.env.su or not (people or address):
            return
        names = people._filtered_access("read").mapped("name")
        others = len(people) - len(names)
        if others:
            names.append(self.env._("1 other") if others == 1 else self.env._("%s others", others))
        if address:
            names.append(str(address)[:100])
        self.env.user._bus_send(
            "simple_notification",
            {
                "type": "warning",
                "sticky": True,
                "title": self.env._("Not everybody was told"),
                "message": self.env._(
                    "%(people)s: only who may read the record takes part in its conversation. "
                    "Write to customers from their own contact.",
                    people=wording.listed(self.env, names),
                ),
            },
        )
