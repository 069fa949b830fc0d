from odoo import api, fields, models
from odoo.fields import Domain

from ..deadline.kam_deadline import KamDeadline as KamDeadlineBase


class KamDeadline(models.Model):
    """The account that a duty is about: who sees it, and who takes it over.

    A duty has the account of its document from the day on which it was opened. Its unit is the
    account's, unless the document says otherwise.
    """

    _inherit = "kam.deadline"

    account_id = fields.Many2one(
        "kam.account", readonly=True, index="btree_not_null", ondelete="restrict"
    )

    # until a duty ends, an account that is empty may go
    _guard_mutable_fields = (*KamDeadlineBase._guard_mutable_fields, "account_id")

    def _forget_account(self):
        """Let open duties be about no account, which is going to be deleted."""
        self._protected_write({"account_id": False})

    @api.model
    def _get_columns(self):
        """See the base method: also the account."""
        return {**super()._get_columns(), "account_id": "int"}

    @api.model
    def _prepare_rows(self, vals_list):
        """See the base method: also the account of each document, whose unit is the duty's."""
        rows = super()._prepare_rows(vals_list)
        accounts = self._find_accounts(rows)
        for key, row in rows.items():
            account = accounts.get(key[1:3], self.env["kam.account"])
            row["account_id"] = account.id or None
            row["unit_id"] = row["unit_id"] or account.unit_id.id or None
        return rows

    @api.model
    def _find_accounts(self, keys):
        """Return the accounts of documents: dict (model, id) -> account.

        :param keys: keys of duties: kind, model and id of the document, slot
        """
        ids_by_model = {}
        for _kind, model, res_id, _slot in keys:
            ids_by_model.setdefault(model, set()).add(res_id)
        accounts = {}
        for model, ids in ids_by_model.items():
            # sudo: a duty belongs to the account, whoever opens it
            documents = self.env[model].sudo().browse(ids)
            field = documents._fields.get("account_id")
            if model == "kam.account":
                accounts.update({(model, document.id): document for document in documents})
            elif field and field.comodel_name == "kam.account":
                accounts.update(
                    {(model, document.id): document.account_id for document in documents}
                )
        return accounts

    def _find_units(self):
        """See the base method: the account's, unless the document says otherwise."""
        units = {duty: duty.account_id.unit_id for duty in self if duty.account_id}
        return {**units, **super()._find_units()}

    def _find_people(self, named):
        """See the base method: also the account manager."""
        people = super()._find_people(named)
        for duty in self:
            kind = duty.kind_id
            # what is personal stays with whoever had it first
            if kind.assign == "account_manager" and not (kind.is_personal and duty.user_ids):
                people[duty] = duty._keep_able(duty.account_id.manager_id)
        return self._without_former_managers(people)

    def _without_former_managers(self, people):
        """Take account managers away who hold no position: they see the account no more.

        :param dict people: duty -> who owes it
        :return: dict duty -> users
        """
        people = dict(people)
        position_sudo = self.env["kam.position"].sudo()  # sudo: positions are no secret
        of_accounts = self.filtered("account_id.manager_id")
        for company, duties in of_accounts.grouped("company_id").items():
            placed = position_sudo.search_fetch(
                Domain("user_id", "in", duties.account_id.manager_id.ids)
                & Domain("role", "!=", "archivist")
                & position_sudo._get_valid_domain(company),
                ["user_id"],
            ).user_id
            for duty in duties:
                manager = duty.account_id.manager_id
                if manager not in placed:
                    people[duty] -= manager
        return people

    @api.model
    def _follow_accounts(self, accounts, managers):
        """Bring open duties up to date with the unit and account manager of their accounts.

        What the former account manager owed goes to the new one: not what is personal, nor what the
        documents themselves name people for.

        :param kam.account accounts: the accounts, as they are now
        :param dict managers: account -> its account manager before
        """
        # sudo: duties follow the account, whoever gives it away
        duties = self.sudo().search(
            Domain("state", "=", "open") & Domain("account_id", "in", accounts.ids)
        )
        asked = duties._ask_documents()
        named = {}
        for duty in duties:
            before = managers.get(duty.account_id.id)
            after = duty.account_id.manager_id
            kind = duty.kind_id
            if (
                before
                and before != after
                and before in duty.user_ids
                and kind.assign == "people"
                and not kind.is_personal
                and duty not in asked
            ):
                named[duty] = ((duty.user_ids - before) | after).ids
        duties._assign(named)
