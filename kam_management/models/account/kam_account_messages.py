from collections import defaultdict

from odoo import models

# How many accounts one message names.
NAMED_ACCOUNTS = 20


class KamAccount(models.Model):
    """Who is told of what processes do to accounts, many accounts at a time."""

    _inherit = "kam.account"

    def _post_change(self, kind, tracked, before):
        """Post what happened. The reason stays in the history: it may hold figures."""
        kinds = dict(self.env["kam.account.event"]._fields["kind"]._description_selection(self.env))
        definitions = self.fields_get(tracked, ["string", "type", "selection", "currency_field"])
        messages = self._message_log_batch(dict.fromkeys(self.ids, kinds[kind]))
        self.env["mail.tracking.value"].sudo().create(  # sudo: what was tracked is the system's
            [
                {**vals, "mail_message_id": message.id}
                for account, message in zip(self, messages, strict=True)
                for _create, _id, vals in account._mail_track(definitions, before[account.id])[1]
            ]
        )
        given = self.filtered(
            lambda account: account.manager_id != before[account.id]["manager_id"]
        )
        for manager, accounts in given.grouped("manager_id").items():
            accounts._notify_manager(manager)

    def _notify_manager(self, manager):
        """Tell the new account manager, in one message for many accounts."""
        if len(self) == 1:
            self._kam_tell(
                manager,
                self.env._("You are the account manager of %s", self.name),
                self._render_facts(self.env._("You are the account manager of %s now.", self.name)),
            )
            return
        self.env["mail.thread"]._kam_tell(
            manager,
            self.env._("You are the account manager of %s accounts more", len(self)),
            self._render_list(self.env._("You are the account manager of these accounts now:")),
        )

    def _render_facts(self, lead):
        """Return what a message says of one account."""
        facts = [
            (self.env._("Number"), self.number),
            (self.env._("Unit"), self.unit_id.complete_name),
            (self.env._("Customer Class"), self.class_id.name),
        ]
        return self.env["ir.qweb"]._render(
            "kam_management.mail_facts",
            {"lead": lead, "facts": [(label, value) for label, value in facts if value]},
        )

    def _render_list(self, lead):
        """Return what a message says of several accounts, the first of which it names."""
        named = self[:NAMED_ACCOUNTS]
        left = len(self) - len(named)
        rows = [
            {
                "name": account.name,
                "note": account.number,
                "url": account._notify_get_action_link(
                    "view", model=account._name, res_id=account.id
                ),
            }
            for account in named
        ]
        more = self.env._("%s more", left) if left else False
        return self.env["ir.qweb"]._render(
            "kam_management.mail_list", {"lead": lead, "rows": rows, "more": more}
        )

    def _notify_downgraded(self):
        """Tell who looks after the accounts; each in one message, however many are theirs."""
        own = defaultdict(self.browse)
        # sudo: the process tells the team, whoever it runs for
        for account in self.sudo():
            for user in account._get_team():
                own[user] |= account
        readers = defaultdict(self.env["res.users"].browse)
        for user, accounts in own.items():
            readers[accounts] |= user
        for accounts, users in readers.items():
            accounts._notify_team_downgraded(users)

    def _notify_team_downgraded(self, users):
        if len(self) == 1:
            self._kam_tell(
                users,
                self.env._("%s is an ordinary customer now", self.name),
                self.env._(
                    "%s is an ordinary customer now. Every privilege of a key account has ended.",
                    self.name,
                ),
            )
            return
        self.env["mail.thread"]._kam_tell(
            users,
            self.env._("%s customers are ordinary customers now", len(self)),
            self._render_list(
                self.env._(
                    "These are ordinary customers now, and every privilege of a key account has "
                    "ended:"
                )
            ),
        )
