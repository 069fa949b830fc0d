import psycopg2

from odoo import api, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ... import arguments, wording
from ...rules.form_states import OPEN_STATES


class KamAccount(models.Model):
    """How two accounts of what is one customer become one.

    Of an *empty* account nothing was decided and nothing is kept: it goes. One that is *idle* holds
    something, but nothing was decided: it gives way when its customer is merged with another. All
    others end by hand, with a reason, in favour of the account that goes on; they stay in the
    records, with an archived customer of their own.
    """

    _inherit = "kam.account"

    # ------------------------------------------------------------------
    # ending in favour of another one
    # ------------------------------------------------------------------

    def action_join(self):
        """Open the dialog that ends the account in favour of another one.

        :return: a window action
        """
        account = arguments.one(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("End in Favour of Another Account"),
            "res_model": "kam.account.join",
            "view_mode": "form",
            "target": "new",
            "context": {"default_account_id": account.id},
        }

    def _join(self, successor, reason):
        """End the account in favour of another one of its company.

        :param kam.account successor: the account that goes on
        :param str reason: why, not blank
        :raise AccessError: for everybody but administrators of key accounts
        :raise UserError: for an account that cannot end so, naming why
        """
        self.ensure_one()
        reason = self._check_reason(reason)
        if not self._may_archive():
            raise AccessError(
                self.env._("Only an administrator of key accounts ends an account so.")
            )
        self._check_joinable(successor)
        if self.state == "key":
            # sudo: what ends with the state ends, whatever of it the administrator may see
            self.sudo()._downgrade("manual", reason, document=successor)
        forms = self._list_open_forms()
        if forms:
            raise UserError(
                self.env._(
                    "%(account)s has open forms: %(forms)s. Decide or give them up first.",
                    account=self.display_name,
                    forms=wording.listed(self.env, forms[:10]),
                )
            )
        self._record_change(
            {"successor_id": successor.id, "active": False},
            "joined",
            "manual",
            reason,
            document=successor,
        )

    def _check_joinable(self, successor):
        if self.successor_id:
            raise UserError(self._get_joined_message())
        # sudo: the other account counts, whether or not the user sees it
        other = successor.sudo()
        if self == successor or other.company_id != self.company_id:
            raise UserError(
                self.env._(
                    "%(account)s goes on as another account of %(company)s: choose that one.",
                    account=self.display_name,
                    company=self.company_id.name,
                )
            )
        if other.successor_id or not other.active:
            raise UserError(
                self.env._(
                    "%(account)s is archived: choose the account that goes on.",
                    account=other.display_name,
                )
            )

    def _get_joined_message(self):
        return self.env._(
            "%(account)s goes on as %(successor)s: work there.",
            account=self.display_name,
            # sudo: where the account goes on is said to whoever works on it
            successor=self.sudo().successor_id.display_name,
        )

    @api.constrains("active", "successor_id")
    def _check_joined_is_archived(self):
        for account in self:
            if account.active and account.successor_id:
                raise ValidationError(account._get_joined_message())

    @api.model
    def _get_form_fields(self):
        """Return the models of forms that belong to an account."""
        for name in self.env["kam.approval.route"]._get_form_models():
            field = self.env[name]._fields.get("account_id")
            if field and field.comodel_name == self._name:
                # sudo: what is open counts, whether or not the user sees it
                yield self.env[name].sudo()

    def _list_open_forms(self):
        """Return the names of the open forms of the accounts."""
        return [
            form.display_name
            for forms in self._get_form_fields()
            for form in forms.search(
                [("account_id", "in", self.ids), ("approval_state", "in", OPEN_STATES)]
            )
        ]

    # ------------------------------------------------------------------
    # giving way
    # ------------------------------------------------------------------

    def _filter_idle(self):
        """Return the accounts of which nothing was decided."""
        return self.filtered(
            lambda account: (
                account.state == "ordinary"
                and not account.number
                and not account.successor_id
                and not account.event_ids
            )
        )

    def _filter_empty(self, besides=()):
        """Return the accounts of which nothing was decided, and nothing is kept.

        :param besides: recordsets that do not count
        """
        ignored = {records._name: set(records.ids) for records in besides}
        # sudo: what an account holds counts, whether or not the user sees it
        empty = self.sudo()._filter_idle().filtered(lambda account: not account.note)
        for model, name in self._get_references():
            if not empty:
                break
            records = self.env[model].sudo().with_context(active_test=False)  # sudo: as above
            found = records.search_fetch([(name, "in", empty.ids)], [name])
            empty -= found.filtered(
                lambda record, model=model: record.id not in ignored.get(model, ())
            )[name]
        for model in ("ir.attachment", "mail.activity", "mail.message"):
            domain = [("res_id", "in", empty.ids)]
            domain.append(("model" if model == "mail.message" else "res_model", "=", self._name))
            if model == "mail.message":
                domain.append(("message_type", "in", ("comment", "email")))
            # sudo: as above
            empty -= empty.browse(self.env[model].sudo().search(domain).mapped("res_id"))
        return empty

    @api.model
    def _get_references(self):
        """Return which fields of which stored models name accounts, as pairs."""
        companions = self._get_companion_models()
        return [
            (name, field.name)
            for name, model in self.env.registry.items()
            if not (model._abstract or model._transient or name in companions)
            and self.env[name]._auto
            for field in self.env[name]._fields.values()
            if field.type == "many2one" and field.store and field.comodel_name == self._name
        ]

    @api.model
    def _get_companion_models(self):
        """Return the models whose records are made with each account. To be extended."""
        return {self._name}

    def _remove_empty(self):
        """Delete accounts that are empty. To be extended by what is made with each account."""
        # sudo: they go with what has made them, whoever takes that away
        self.sudo().unlink()

    def _give_way(self, successor):
        """Let an idle account go on as another one, which gets what its file holds.

        :param kam.account successor: the account that goes on
        """
        self.ensure_one()
        for name in self.env.registry.descendants(["kam.account.record.mixin"], "_inherit"):
            model = self.env.registry[name]
            if model._abstract or getattr(model, "_is_guarded", False):
                continue
            # sudo: the file goes along, whoever merges customers
            records = self.env[name].sudo().with_context(active_test=False)
            for record in records.search([("account_id", "=", self.id)]):
                try:
                    with self.env.cr.savepoint():
                        record._protected_write({"account_id": successor.id})
                except (UserError, psycopg2.IntegrityError):
                    # the file of the other account says so already: it stays where it is
                    continue
        # sudo: as above; nothing was decided, hence there is no history to write
        self.sudo()._protected_write({"successor_id": successor.id, "active": False})

    # ------------------------------------------------------------------
    # their customer
    # ------------------------------------------------------------------

    def _part_from_customer(self):
        """Give an account that goes on as another one an archived customer of its own."""
        self.ensure_one()
        # sudo: whoever merges customers
        customer = self.sudo().partner_id
        former = customer.create(
            {
                "name": customer.name,
                "is_company": True,
                "ref": customer.ref,
                "company_id": customer.company_id.id,
                "active": False,
            }
        )
        self.sudo()._move_to_customer(former)  # sudo: as above

    def _move_to_customer(self, customer):
        """Let the account be one of another customer. To be extended by what says so itself."""
        self._protected_write({"partner_id": customer.id})
