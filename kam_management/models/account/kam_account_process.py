from collections import defaultdict

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ... import wording
from ...rules import account_states, texts

# what an event shows before and after
TRACED_FIELDS = ("state", "unit_id", "manager_id")


class KamAccount(models.Model):
    """What processes do to an account: the only doors to its protected fields."""

    _inherit = "kam.account"

    def _enter_potential(self, source, reason, unit=None, manager=None, document=None):
        """Make the customers potential key accounts (scheme, one.1).

        :param str source: the process, a value of ``kam.account.event.source``
        :param str reason: why, not blank
        :param unit: the unit that looks after them; None keeps the present one
        :param manager: the account manager; None keeps the present one
        :param document: record that the decision rests on
        :return: the events written
        :raise UserError: for a blank reason or a state that does not lead there
        """
        return self._transition("potential", source, reason, unit, manager, document=document)

    def _confirm_key(
        self,
        source,
        reason,
        unit,
        manager,
        date=None,
        document=None,
        number=None,
        document_name=None,
        documents=None,
    ):
        """Make the customers key accounts (scheme, one.1), with a number of their own.

        :param str source: the process, a value of ``kam.account.event.source``
        :param reason: why, not blank; or dict id of the account -> why
        :param unit: the unit that looks after them
        :param manager: the account manager
        :param date: the day on which it began; today by default
        :param document: record that the decision rests on
        :param str number: the number that one account has had so far; by default the next one
            of the sequence
        :param str document_name: name of a paper outside the system that the decision rests on
        :param dict documents: id of the account -> the record that its own decision rests on
        :return: the events written
        :raise UserError: for a blank reason, a state that does not lead there, or a number
            that is taken
        """
        if number:
            self.ensure_one()
            self._take_over_numbers({self.id: number})
        return self._transition(
            "key",
            source,
            reason,
            unit,
            manager,
            date=date,
            document=document,
            document_name=document_name,
            documents=documents,
        )

    def _downgrade(self, source, reason, document=None, documents=None):
        """Make the accounts ordinary customers again; who looks after them is told.

        Set-based: many at once cost the database little more than one.

        :param str source: the process, a value of ``kam.account.event.source``
        :param str reason: why, not blank
        :param document: record that the decision rests on
        :param dict documents: id of the account -> the record that its own decision rests on
        :return: the events written
        :raise UserError: for a blank reason or an account that is an ordinary customer already
        """
        events = self._transition(
            "ordinary", source, reason, document=document, documents=documents
        )
        self._notify_downgraded()
        self._on_downgraded()
        return events

    def _on_downgraded(self):
        """Do what ends with the state of a key account. To be overridden."""

    def _change_owner(self, unit=None, manager=None, reason="", handovers=None):
        """Give the accounts to another unit, another account manager or both.

        :param unit: the new unit; None keeps the present one
        :param manager: the new account manager; None keeps the present one
        :param str reason: why, not blank
        :param handovers: records of the hand-over that the events point to, one per account
        :return: the events written, one per account and thing changed
        :raise UserError: for a blank reason, or when nothing would change
        """
        reason = self._check_reason(reason)
        events = self.env["kam.account.event"]
        documents = {handover.account_id.id: handover for handover in handovers or []}
        if unit:
            changed = self.filtered(lambda account: account.unit_id != unit)
            events |= changed._record_change(
                {"unit_id": unit.id}, "unit_changed", "manual", reason, documents=documents
            )
        if manager:
            changed = self.filtered(lambda account: account.manager_id != manager)
            events |= changed._record_change(
                {"manager_id": manager.id}, "manager_changed", "manual", reason, documents=documents
            )
        if self and not events:
            raise UserError(
                self.env._(
                    "Nothing would change: the accounts belong to that unit and that account "
                    "manager already. Choose others."
                )
            )
        return events

    def _filter_owner_change_allowed(self):
        """Return the accounts that the user may give away.

        Administrators may, and managers and higher roles of the unit the account has now.

        :return: the accounts among these, all of which the user can read
        """
        readable = self._filtered_access("read")
        if self.env.su or self.env.user.has_group("kam_management.group_kam_administrator"):
            return readable
        position_model = self.env["kam.position"]
        roles = position_model._owner_change_roles()
        allowed = self.browse()
        for unit, accounts in readable.grouped("unit_id").items():
            if position_model._has_role_over(self.env.user, unit, roles):
                allowed |= accounts
        return allowed

    def _check_owner_change_allowed(self):
        """Refuse unless the user may give all the accounts away.

        :raise AccessError: naming the accounts
        """
        self.check_access("read")
        refused = self - self._filter_owner_change_allowed()
        if refused:
            raise AccessError(
                self.env._(
                    "%(accounts)s: only a manager of the unit, or an administrator of key "
                    "accounts, changes the unit or the account manager.",
                    accounts=wording.listed(self.env, refused.mapped("display_name")),
                )
            )

    def _was_downgraded(self):
        """Tell whether the account was a key account here before, and lost it."""
        return any(event.kind == "downgraded" for event in self.event_ids)

    def _check_customer_active(self):
        """Refuse what begins with, or is approved of, a customer that is archived.

        :raise UserError: naming the customer
        """
        self.ensure_one()
        # sudo: the customer counts, whoever may see it
        customer = self.sudo().partner_id
        if not customer.active:
            raise UserError(
                self.env._(
                    "%(customer)s is archived: restore the customer first.", customer=customer.name
                )
            )

    def _get_downgraded_message(self):
        return self.env._(
            "“%(customer)s” was a key account and was downgraded. It comes back by screening only, "
            "not by the take-over.",
            customer=self.name,
        )

    def _transition(
        self,
        state,
        source,
        reason,
        unit=None,
        manager=None,
        date=None,
        document=None,
        document_name=None,
        documents=None,
    ):
        reason = self._check_reason(reason)
        # sudo: the process that calls has checked who may do it; that person need not be
        # allowed to write accounts, and numbers come from a sequence nobody else reads
        self_sudo = self.sudo()
        labels = dict(self._fields["state"]._description_selection(self.env))
        accounts_by_step = defaultdict(self_sudo.browse)
        for account in self_sudo:
            if not account_states.check_transition(account.state, state, source):
                raise UserError(
                    self.env._(
                        "%(account)s cannot go from “%(old)s” to “%(new)s” (%(process)s).",
                        account=account.display_name,
                        old=labels[account.state],
                        new=labels.get(state, state),
                        process=self._get_source_label(source),
                    )
                )
            if account.successor_id:
                raise UserError(account._get_joined_message())
            if state != "ordinary":
                account._check_customer_active()
            if source == "takeover" and account._was_downgraded():
                raise UserError(account._get_downgraded_message())
            accounts_by_step[account.state, account.company_id] |= account
        events = self.env["kam.account.event"]
        for (old, company), accounts in accounts_by_step.items():
            vals = {"state": state, "date_state": date or company._kam_today(), "active": True}
            if unit:
                vals["unit_id"] = unit.id
            if manager:
                vals["manager_id"] = manager.id
            if state == "key":
                vals["since"] = vals["date_state"]
                accounts._assign_number()
            kind = account_states.event_kind(old, state, source)
            events |= accounts._record_change(
                vals, kind, source, reason, document, document_name, documents
            )
        return events

    def _record_change(
        self, vals, kind, source, reason, document=None, document_name=None, documents=None
    ):
        """Write protected values; leave one event and one message per account.

        The events point to ``document``, or to the account's own one in ``documents`` by its id.
        """
        # sudo: see _transition; rights are checked by whoever calls the process
        self_sudo = self.sudo()
        tracked = [name for name in TRACED_FIELDS if name in vals]
        before = {
            account.id: {name: account[name] for name in TRACED_FIELDS} for account in self_sudo
        }
        # the message below carries the tracked values, hence no second one
        self_sudo.with_context(mail_notrack=True)._protected_write(vals)
        if "manager_id" in vals:
            self_sudo.team_ids.filtered(
                lambda member: (
                    member.duty == "account_manager"
                    and member.phase != "ended"
                    and member.user_id != member.account_id.manager_id
                )
            ).action_end()
        self_sudo._post_change(kind, tracked, before)
        return self.env["kam.account.event"]._append(
            [
                {
                    **account._prepare_event_vals(before[account.id], kind, source, reason),
                    **self._prepare_document_vals(
                        (documents or {}).get(account.id, document), document_name
                    ),
                }
                for account in self_sudo
            ]
        )

    def _prepare_event_vals(self, before, kind, source, reason):
        return {
            "account_id": self.id,
            "company_id": self.company_id.id,
            "kind": kind,
            "source": source,
            "reason": reason[self.id] if isinstance(reason, dict) else reason,
            "state_from": before["state"],
            "state_to": self.state,
            "unit_from": before["unit_id"].id,
            "unit_to": self.unit_id.id,
            "manager_from": before["manager_id"].id,
            "manager_to": self.manager_id.id,
        }

    @api.model
    def _prepare_document_vals(self, document, document_name):
        if not document:
            return {"document_name": document_name}
        return {
            "res_model": document._name,
            "res_id": document.id,
            # sudo: the name of the form belongs to the history of the account
            "document_name": document_name or document.sudo().display_name,
        }

    def _set_since(self, date):
        """Set the day on which key accounts that are taken over became what they are."""
        # sudo: see _transition
        self.sudo()._protected_write({"since": date, "date_state": date})

    @api.model
    def _get_source_label(self, source):
        labels = self.env["kam.account.event"]._fields["source"]._description_selection(self.env)
        return dict(labels).get(source, source)

    @api.model
    def _check_reason(self, reason):
        if isinstance(reason, dict):
            return {account_id: self._check_reason(why) for account_id, why in reason.items()}
        reason = texts.trimmed(reason)
        if not reason:
            raise UserError(
                self.env._("“Reason” is empty. Say why: the reason stays in the history.")
            )
        return reason
