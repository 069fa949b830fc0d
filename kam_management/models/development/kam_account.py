from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import arguments, relations, transactions, wording
from ...rules import developments


class KamAccount(models.Model):
    """What development does to an account, and the way to its developments."""

    _inherit = "kam.account"

    development_ids = relations.One2many(
        "kam.development", "account_id", string="Developments", readonly=True, copy=False
    )
    development_count = fields.Integer(
        string="Number of Developments", compute="_compute_development_count"
    )

    can_develop = fields.Boolean(
        string="Development Can Begin",
        compute="_compute_can_develop",
        help="The customer is active, none goes on, and the user may begin one.",
    )

    @api.depends("active", "development_ids.state", "development_ids.is_current")
    @api.depends_context("uid")
    def _compute_can_develop(self):
        may = self.env["kam.development"].has_access("create")
        # sudo: who is being developed counts, whoever asks
        developed = self._find_open_developments().account_id if may else self.browse()
        for account in self:
            account.can_develop = may and account.active and account._origin.id not in developed.ids

    @api.depends("development_ids.is_current")
    @api.depends_context("uid")
    def _compute_development_count(self):
        schemes = self.env["kam.development"]
        counts = {}
        if schemes.has_access("read"):
            counts = dict(
                schemes._read_group(
                    [("account_id", "in", self.ids), ("is_current", "=", True)],
                    ["account_id"],
                    ["__count"],
                )
            )
        for account in self:
            account.development_count = counts.get(account._origin, 0)

    def _find_open_developments(self):
        """Return the developments of the accounts that go on, one each, as superuser records."""
        # sudo: what goes on counts, whoever asks
        return (
            self.env["kam.development"]
            .sudo()
            .search(
                [
                    ("account_id", "in", self.ids),
                    ("is_current", "=", True),
                    ("state", "in", developments.GOING_ON),
                ]
            )
        )

    def _find_started_developments(self):
        """Return those of them that were started, as superuser records."""
        return self._find_open_developments().filtered(
            lambda development: development.state == developments.OPEN
        )

    def _check_not_developed(self):
        """Refuse a second development beside one that goes on.

        :raise UserError: naming the one that goes on
        """
        for development in self._find_open_developments():
            raise UserError(
                self.env._(
                    "%(customer)s is being developed already (%(number)s), by %(user)s.",
                    customer=development.partner_id.name,
                    number=development.number,
                    user=development.developer_id.name,
                )
            )

    def _filter_targets(self):
        """See the base method: also those with a development that was started."""
        started = self._find_started_developments()
        return super()._filter_targets() | (self & started.account_id.with_env(self.env))

    def _on_contact(self, contacts):
        """See the base method: developments follow what contacts came to."""
        super()._on_contact(contacts)
        self._follow_contacts()

    def _follow_contacts(self):
        """Bring the developments that were started up to date with the contacts."""
        self._find_started_developments()._follow_contacts()

    def _transition(self, state, *args, **kwargs):
        """See the base method: a customer who is ordinary again is developed no more."""
        events = super()._transition(state, *args, **kwargs)
        if state == "ordinary":
            self._find_open_developments()._end(developments.CANCELLED, "left")
        return events

    def action_develop(self):
        """Start developing one customer: an ordinary one becomes a potential key account.

        Who starts it develops the customer, where the account is theirs; else the account manager.

        :return: a window action: the development
        :raise UserError: for a customer that is being developed, is archived or nobody's
        :raise AccessError: for whoever may not develop the customer
        """
        arguments.one(self)
        self.check_access("read")
        return self._develop()._open_current()

    def _develop(self):
        """Begin and start a development of the account; return it."""
        self.ensure_one()
        user = self.env.user
        is_own = user == self.manager_id or self.is_member
        development = self.env["kam.development"].create(
            {
                "account_id": self.id,
                "developer_id": (user if is_own else self.manager_id or user).id,
            }
        )
        development.action_start()
        return development

    def _develop_each(self):
        """Start developing accounts; what cannot be started is named, the others stand.

        :return: a window action: what was begun, or a notification of what was refused
        :raise UserError: when the only one cannot be started
        """
        self.check_access("read")
        if len(self) == 1:
            return self.action_develop()
        begun, refused = transactions.run_each(self, lambda account: account._develop())
        failures = [
            wording.labelled(self.env, account.display_name, str(error))
            for account, error in refused
        ]
        return transactions.notify_done(self.env, len(begun), failures)

    def action_view_developments(self):
        """Open the developments of the account.

        :return: a window action
        """
        action = self._open_forms("kam.development")
        return {**action, "domain": [*action["domain"], ("is_current", "=", True)]}
