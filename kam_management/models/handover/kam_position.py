from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import wording


class KamPosition(models.Model):
    """The accounts of whoever holds a position: they are handed over when it ends."""

    _inherit = "kam.position"

    account_count = fields.Integer(
        string="Accounts",
        compute="_compute_accounts",
        help="Accounts of which the holder is the account manager, as far as you see them.",
    )
    is_holder_without_position = fields.Boolean(compute="_compute_accounts")

    @api.depends("user_id", "company_id", "is_current")
    @api.depends_context("uid")
    def _compute_accounts(self):
        placed = self._get_placed(self.company_id)
        rows = self.env["kam.account"]._read_group(
            [("manager_id", "in", self.user_id.ids), ("company_id", "in", self.company_id.ids)],
            ["manager_id", "company_id"],
            ["__count"],
        )
        counts = {(user, company): count for user, company, count in rows}
        for position in self:
            user, company = position.user_id._origin, position.company_id._origin
            position.account_count = counts.get((user, company), 0)
            position.is_holder_without_position = bool(user) and user.id not in placed.get(
                company.id, ()
            )

    @api.model
    def _get_placed(self, companies=None):
        """Return who holds a position now.

        :param companies: the companies; by default all
        :return: dict id of the company -> set of ids of users
        """
        # sudo: whether somebody has a position is no secret in the organisation
        rows = self.sudo()._read_group(
            self._get_valid_domain(companies), ["company_id"], ["user_id:recordset"]
        )
        return {company.id: set(users._kam_able(company).ids) for company, users in rows}

    def _find_waiting(self):
        """See the base method: accounts whose account manager holds no other position."""
        waiting = super()._find_waiting()
        for company, positions in self.grouped("company_id").items():
            accounts = self.env["kam.account"].search(
                [
                    ("manager_id", "in", positions._find_leaving().ids),
                    ("company_id", "=", company.id),
                ]
            )
            roles = self._owner_change_roles()
            # sudo: the tree is no secret
            asked = {account: (account.sudo().unit_id, roles) for account in accounts}
            waiting += [
                (
                    self.env._("Account"),
                    account.display_name,
                    wording.listed(self.env, givers.mapped("name")),
                )
                for account, givers in self._find_nearest(asked, without=positions).items()
            ]
        return waiting

    def action_hand_over_accounts(self):
        """Open the dialog that gives all accounts of the holder into other hands.

        Who may give which account away is decided there.

        :return: a window action
        :raise UserError: when the holder looks after no account that the user sees
        """
        self.ensure_one()
        accounts = self.env["kam.account"].search(
            [("manager_id", "=", self.user_id.id), ("company_id", "=", self.company_id.id)]
        )
        if not accounts:
            raise UserError(
                self.env._(
                    "%(user)s is the account manager of no account that you see in %(company)s: "
                    "there is nothing to hand over.",
                    user=self.user_id.name,
                    company=self.company_id.name,
                )
            )
        return accounts.action_change_owner()
