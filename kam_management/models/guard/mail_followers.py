from collections import defaultdict

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class MailFollowers(models.Model):
    """Who may read a record of ours may follow it, as long as they may.

    Odoo subscribes whoever creates a record, is given an activity on it or is named by code, and
    goes on telling people whose right has ended, and people from outside.
    """

    _inherit = "mail.followers"

    @api.model_create_multi
    def create(self, vals_list):
        """Create followers; by hand none that may not read the record.

        :raise AccessError: naming the model
        """
        followers = super().create(vals_list)
        followers._kam_check_right()
        return followers

    def write(self, vals):
        """Change followers; by hand none that may not read the record.

        :raise AccessError: naming the model
        """
        result = super().write(vals)
        if {"res_model", "res_id", "partner_id"} & vals.keys():
            self._kam_check_right()
        return result

    def _kam_check_right(self):
        """Refuse followers that an administrator adds past the record."""
        if self.env.su:
            # from _insert_followers, which has asked
            return
        for follower in self.filtered(lambda row: self._kam_is_internal(row.res_model)):
            document = self.env[follower.res_model].browse(follower.res_id)
            if self._kam_find_refused(document, follower.partner_id):
                raise AccessError(
                    self.env._(
                        "Only who may read it follows a record (%(model)s). Choose somebody else.",
                        model=self.env["ir.model"]._get(follower.res_model).name,
                    )
                )

    def _insert_followers(
        self,
        res_model,
        res_ids,
        partner_ids,
        subtypes=None,
        customer_ids=None,
        check_existing=True,
        existing_policy="skip",
    ):
        """Subscribe partners to those of the documents that they may read."""
        ids_by_partners = {tuple(partner_ids or ()): res_ids}
        if partner_ids and self._kam_is_internal(res_model):
            documents = self.env[res_model].browse(res_ids)
            partners = self.env["res.partner"].browse(partner_ids)
            refused = self._kam_find_refused(documents, partners)
            ids_by_partners = defaultdict(list)
            for res_id in res_ids:
                allowed = tuple(
                    partner_id for partner_id in partner_ids if (partner_id, res_id) not in refused
                )
                if allowed:
                    ids_by_partners[allowed].append(res_id)
        for allowed, ids in ids_by_partners.items():
            super()._insert_followers(
                res_model,
                ids,
                list(allowed),
                subtypes=subtypes,
                customer_ids=customer_ids,
                check_existing=check_existing,
                existing_policy=existing_policy,
            )

    def _get_recipient_data(self, records, message_type, subtype_id, pids=None):
        """Leave out who may not read the documents now, whether they follow or are named."""
        result = super()._get_recipient_data(records, message_type, subtype_id, pids=pids)
        if not records or not self._kam_is_internal(records._name):
            return result
        partners = self.env["res.partner"].browse(
            {partner_id for recipients in result.values() for partner_id in recipients}
        )
        for partner_id, res_id in self._kam_find_refused(records, partners):
            result[res_id].pop(partner_id, None)
        return result

    # ------------------------------------------------------------------
    # who may
    # ------------------------------------------------------------------

    @api.model
    def _kam_is_internal(self, res_model):
        """Tell whether the conversations of a model are among those who may read its records."""
        model, mixin = self.pool.get(res_model), self.pool.get("kam.thread.mixin")
        return bool(model and mixin) and issubclass(model, mixin)

    @api.model
    def _kam_get_internal_models(self):
        """Return the names of the models whose conversations are internal."""
        return [
            name
            for name, model in self.pool.items()
            if not model._abstract and self._kam_is_internal(name)
        ]

    @api.model
    def _kam_find_refused(self, documents, partners):
        """Return who may not read which documents now.

        :param documents: records of one model
        :param res.partner partners: partners with or without users
        :return: set of pairs (id of the partner, id of the document)
        """
        refused = set()
        # sudo: which users a partner has is asked for whoever is the cause of it
        for partner in partners.sudo():
            hidden = documents
            for user in partner.user_ids:
                if user.active and not user.share:
                    hidden -= self._kam_filter_readable(hidden, user)
            refused |= {(partner.id, document_id) for document_id in hidden.ids}
        return refused

    @api.model
    def _kam_filter_readable(self, documents, user):
        """Return those of the documents that a user may read, whatever companies are chosen.

        :param documents: records of one model
        :param res.users user: the user
        """
        own = documents.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)
        return own._filtered_access("read").with_env(documents.env)

    # ------------------------------------------------------------------
    # following ends with the right
    # ------------------------------------------------------------------

    @api.autovacuum
    def _gc_kam_following(self):
        """Let following end where the right has ended without anybody who looked."""
        self._kam_end_following()

    @api.model
    def _kam_end_following(self, partners=None, res_models=None):
        """Let partners follow no longer what they may not read.

        What waits for them in their inbox is taken out of it: they could not open it.

        :param res.partner partners: whom to look at; by default everybody
        :param list res_models: names of internal models; by default all
        """
        domain = Domain("res_model", "in", res_models or self._kam_get_internal_models())
        if partners is not None:
            domain &= Domain("partner_id", "in", partners.ids)
        # sudo: whoever is the cause of it
        found = self.sudo().search(domain)
        ended = found.browse()
        for (res_model, partner), own in found.grouped(
            lambda follower: (follower.res_model, follower.partner_id)
        ).items():
            documents = self.env[res_model].browse(own.mapped("res_id")).exists()
            refused = {res_id for _id, res_id in self._kam_find_refused(documents, partner)}
            kept = set(documents.ids) - refused
            lost = own.filtered(lambda follower, kept=kept: follower.res_id not in kept)
            if lost:
                self._kam_clear_inbox(partner, res_model, lost.mapped("res_id"))
                ended |= lost
        ended.unlink()

    @api.model
    def _kam_clear_inbox(self, partner, res_model, res_ids):
        # sudo: as above
        self.env["mail.notification"].sudo().search(
            [
                ("res_partner_id", "=", partner.id),
                ("is_read", "=", False),
                ("mail_message_id.model", "=", res_model),
                ("mail_message_id.res_id", "in", res_ids),
                ("mail_message_id.message_type", "!=", "user_notification"),
            ]
        ).is_read = True
