from odoo import api, models
from odoo.tools import SQL


class MailMessage(models.Model):
    """Messages of internal conversations are addressed to and read by who may read the record.

    Odoo shows a message to whoever was once named in it or told of it, for good.
    """

    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        """Create messages; who may not read the record is no recipient of them."""
        messages = super().create(vals_list)
        addressed = [
            message.id
            for message, vals in zip(messages, vals_list, strict=True)
            if vals.get("partner_ids")
        ]
        messages.browse(addressed)._kam_drop_outsiders()
        return messages

    def write(self, vals):
        """Change messages; who may not read the record becomes no recipient of them."""
        result = super().write(vals)
        if {"partner_ids", "model", "res_id"} & vals.keys():
            self._kam_drop_outsiders()
        return result

    def _kam_drop_outsiders(self):
        """Take from messages the recipients who may not read the record."""
        followers = self.env["mail.followers"]
        # sudo: the recipients, whoever wrote the message
        for message in self.sudo():
            if not (message.res_id and followers._kam_is_internal(message.model)):
                continue
            document = self.env[message.model].browse(message.res_id)
            refused = followers._kam_find_refused(document, message.partner_ids)
            if refused:
                outsiders = {partner_id for partner_id, _res_id in refused}
                message.partner_ids -= message.partner_ids.browse(outsiders)

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs):
        """See the base method: messages of internal conversations only with the right to read."""
        query = super()._search(domain, offset, limit, order, bypass_access=bypass_access, **kwargs)
        if self.env.su or bypass_access:
            return query
        messages = self.browse(query.get_result_ids())
        hidden = messages._kam_find_hidden()
        return (messages - hidden)._as_query(order) if hidden else query

    def _get_forbidden_access(self, operation):
        """See the base method: messages of internal conversations only with the right to read."""
        forbidden = super()._get_forbidden_access(operation)
        if operation in ("read", "write"):
            forbidden += (self - forbidden)._kam_find_hidden()
        return forbidden

    def _kam_find_hidden(self):
        """Return the messages of conversations that the user takes no part in by now.

        What people said themselves stays theirs, and what they were told in person. What a process
        wrote and told others, while somebody was at work, is not theirs.
        """
        models_by_name = self.env["mail.followers"]._kam_get_internal_models()
        if not (self and models_by_name):
            return self.browse()
        self.flush_recordset(
            ["model", "res_id", "author_id", "create_uid", "message_type", "partner_ids"]
        )
        self.env["mail.notification"].flush_model(["mail_message_id", "res_partner_id"])
        partner_id = self.env.user.partner_id.id
        rows = self.env.execute_query(
            SQL(
                "SELECT model, res_id, array_agg(id) FROM mail_message"
                " WHERE id = ANY(%s) AND model = ANY(%s) AND res_id != 0"
                " AND (message_type = 'user_notification' OR message_type = 'notification'"
                " OR author_id IS DISTINCT FROM %s AND create_uid IS DISTINCT FROM %s)"
                " AND NOT (message_type = 'user_notification' AND (EXISTS ("
                "SELECT FROM mail_message_res_partner_rel AS told"
                " WHERE told.mail_message_id = mail_message.id AND told.res_partner_id = %s"
                ") OR EXISTS ("
                "SELECT FROM mail_notification AS told"
                " WHERE told.mail_message_id = mail_message.id AND told.res_partner_id = %s)))"
                " GROUP BY model, res_id",
                list(self.ids),
                models_by_name,
                partner_id,
                self.env.uid,
                partner_id,
                partner_id,
            )
        )
        ids_by_document = {}
        for model, res_id, ids in rows:
            ids_by_document.setdefault(model, {})[res_id] = ids
        followers = self.env["mail.followers"]
        hidden = set()
        for model, by_id in ids_by_document.items():
            documents = self.env[model].browse(by_id).exists()
            readable = followers._kam_filter_readable(documents, self.env.user)
            for res_id in by_id.keys() - set(readable.ids):
                hidden.update(by_id[res_id])
        return self.filtered(lambda message: message.id in hidden)

    # ------------------------------------------------------------------
    # of which record it is
    # ------------------------------------------------------------------

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_record_name(self):
        """See the base method: records of ours have a name for those who may read them."""
        ours = self.filtered(
            lambda message: (
                (message.model or "").startswith("kam.")
                and message.res_id
                and message.model in self.env
            )
        )
        known = ours._record_by_message()
        unknown = ours.filtered(lambda message: message not in known)
        unknown.record_name = False
        super(MailMessage, self - unknown)._compute_record_name()

    def _record_by_message(self):
        """See the base method: without records of ours that the user may not read.

        Odoo names them to whoever has written a message there, or was told of one.
        """
        records = super()._record_by_message()
        if self.env.su:
            return records
        by_model = {}
        for record in records.values():
            if record._kam_is_ours:
                by_model.setdefault(record._name, set()).add(record.id)
        followers = self.env["mail.followers"]
        readable = {}
        for name, ids in by_model.items():
            documents = self.env[name].browse(ids).exists()
            readable[name] = {*followers._kam_filter_readable(documents, self.env.user).ids}
        return {
            message: record
            for message, record in records.items()
            if not record._kam_is_ours or record.id in readable[record._name]
        }
