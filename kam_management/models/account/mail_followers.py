from collections import defaultdict

from odoo import api, models


class MailFollowers(models.Model):
    """Nobody follows what belongs to an account without the right to read it.

    Odoo subscribes whoever creates a record, is given an activity on it or is named by code, and
    goes on telling people whose right has ended. Partners without an internal user are another
    matter: people add them by hand.
    """

    _inherit = "mail.followers"

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
        """Subscribe partners; users only to those of the documents that they may read."""
        ids_by_partners = {tuple(partner_ids or ()): res_ids}
        if partner_ids and self._kam_is_of_account(res_model):
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
        """Leave out followers who may no longer read the documents; who is named is told."""
        result = super()._get_recipient_data(records, message_type, subtype_id, pids=pids)
        if not records or not self._kam_is_of_account(records._name):
            return result
        followers = {
            partner_id
            for recipients in result.values()
            for partner_id, data in recipients.items()
            if data["is_follower"] and partner_id not in (pids or ())
        }
        partners = self.env["res.partner"].browse(followers)
        for partner_id, res_id in self._kam_find_refused(records, partners):
            result[res_id].pop(partner_id, None)
        return result

    @api.model
    def _kam_is_of_account(self, res_model):
        """Tell whether a model is the account, or what belongs to one."""
        if res_model == "kam.account":
            return True
        model = self.env.get(res_model)
        field = model is not None and model._fields.get("account_id")
        return bool(field) and field.comodel_name == "kam.account"

    @api.model
    def _kam_find_refused(self, documents, partners):
        """Return who may not read which documents.

        :param documents: records of one model
        :param res.partner partners: partners with or without users
        :return: set of pairs (id of the partner, id of the document)
        """
        refused = set()
        # sudo: which users a partner has is asked for whoever is the cause of it
        for partner in partners.sudo():
            users = partner.user_ids.filtered(lambda user: user.active and not user.share)
            if not users:
                continue
            hidden = documents
            for user in users:
                # whatever companies are chosen at present
                own = documents.with_user(user).with_context(
                    allowed_company_ids=user.company_ids.ids
                )
                hidden -= own._filtered_access("read")
            refused |= {(partner.id, document_id) for document_id in hidden.ids}
        return refused
