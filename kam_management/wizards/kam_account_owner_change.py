from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class KamAccountOwnerChange(models.TransientModel):
    """Gives accounts to another unit or account manager, with a reason."""

    _name = "kam.account.owner.change"
    _description = "Change Unit or Account Manager"
    _check_company_auto = True

    account_ids = fields.Many2many(
        comodel_name="kam.account",
        relation="kam_account_owner_change_rel",
        string="Accounts",
        required=True,
    )
    company_id = fields.Many2one(comodel_name="res.company", compute="_compute_company_id")
    unit_id = fields.Many2one(
        comodel_name="kam.unit",
        string="New Unit",
        check_company=True,
        ondelete="cascade",
        help="Empty: each account stays where it is.",
    )
    manager_id = fields.Many2one(
        comodel_name="res.users",
        string="New Account Manager",
        check_company=True,
        domain=[("share", "=", False)],
        ondelete="cascade",
        help="Empty: each account keeps its account manager.",
    )
    reason = fields.Text(required=True, help="It stays in the history of each account.")
    refused_ids = fields.Many2many(
        comodel_name="kam.account", string="Not Yours to Give", compute="_compute_refused_ids"
    )
    manager_without_position = fields.Boolean(compute="_compute_manager_without_position")

    @api.depends("account_ids.company_id")
    def _compute_company_id(self):
        for change in self:
            companies = change.account_ids.company_id
            change.company_id = companies if len(companies) == 1 else False

    @api.depends("account_ids")
    @api.depends_context("uid")
    def _compute_refused_ids(self):
        for change in self:
            accounts = change.account_ids._origin
            change.refused_ids = accounts - accounts._filter_owner_change_allowed()

    @api.depends("manager_id")
    def _compute_manager_without_position(self):
        # sudo: whether somebody has a position is no secret in the organisation
        positions = self.env["kam.position"].sudo()
        placed = positions.search(
            [("user_id", "in", self.manager_id.ids), ("is_current", "=", True)]
        ).user_id
        for change in self:
            change.manager_without_position = (
                bool(change.manager_id) and change.manager_id._origin not in placed
            )

    def action_apply(self):
        """Give away those of the accounts that the user may give away.

        :return: an action that closes the dialog and says what has been left
        :raise AccessError: when none of the accounts may be given away
        :raise UserError: for accounts of several companies, without a new unit or account
            manager, for a blank reason, or when nothing would change
        """
        self.ensure_one()
        if len(self.account_ids.company_id) > 1:
            raise UserError(
                self.env._(
                    "The accounts belong to several companies (%(companies)s), and a unit to one. "
                    "Choose accounts of one company.",
                    companies=", ".join(self.account_ids.company_id.mapped("name")),
                )
            )
        if not (self.unit_id or self.manager_id):
            raise UserError(
                self.env._("“New Unit” and “New Account Manager” are empty. Choose at least one.")
            )
        allowed = self.account_ids._filter_owner_change_allowed()
        if not allowed:
            self.account_ids._check_owner_change_allowed()
            raise AccessError(self.env._("You see none of these accounts. Choose others."))
        events = allowed._change_owner(
            unit=self.unit_id, manager=self.manager_id, reason=self.reason
        )
        return self._report(events.account_id, self.account_ids - allowed)

    def _report(self, changed, refused):
        """Close the dialog; tell what has been changed and what has been left."""
        if not refused:
            return {"type": "ir.actions.act_window_close"}
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": self.env._("%(count)s accounts changed", count=len(changed)),
                "message": self.env._(
                    "Left as they are, because only a manager of their unit or an administrator "
                    "gives them away: %(accounts)s",
                    accounts=", ".join(refused.mapped("display_name")),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
