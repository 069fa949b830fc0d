from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import arguments, relations, wording


class KamAccountGroupAssign(models.TransientModel):
    """Gives accounts to a group, or each to the one that suits (development scheme, 2.1)."""

    _name = "kam.account.group.assign"
    _description = "Give Accounts to a Group"
    _inherit = ["kam.batch.dialog.mixin"]

    account_ids = relations.Many2many("kam.account", string="Accounts Given")
    company_id = fields.Many2one("res.company", compute="_compute_company_id")
    group_id = fields.Many2one(
        "kam.account.group",
        string="Key Account Group",
        domain="[('company_id', '=', company_id)]",
        ondelete="cascade",
        help="Empty: each account goes to the group that suits it.",
    )
    proposal = fields.Text(
        string="Which Group Suits",
        compute="_compute_proposal",
        help="By unit, class, nature and product categories.",
    )
    failures = fields.Text(string="What Could Not Be Done", readonly=True)

    @api.depends("account_ids.company_id")
    def _compute_company_id(self):
        for wizard in self:
            companies = wizard.account_ids.company_id
            wizard.company_id = companies if len(companies) == 1 else False

    @api.depends("account_ids")
    def _compute_proposal(self):
        groups = self.env["kam.account.group"]
        for wizard in self:
            suiting = groups._find_suiting(wizard.account_ids)
            wizard.proposal = "\n".join(
                wording.labelled(
                    self.env,
                    account.display_name,
                    suiting[account].name or self.env._("no group suits"),
                )
                for account in wizard.account_ids
            )

    def action_apply(self):
        """Give the accounts one by one; what is refused is named, the others stand.

        :return: an action that closes the dialog, or shows what was refused and why
        :raise UserError: without an account, or when the only one is refused
        """
        arguments.one(self)
        if not self.account_ids:
            raise UserError(self.env._("Choose the accounts first."))
        suiting = self.env["kam.account.group"]._find_suiting(self.account_ids)

        def give(account):
            group = self.group_id or suiting[account]
            if not group:
                raise UserError(
                    self.env._(
                        "No group suits %(account)s: choose one, or complete unit, class, nature "
                        "and product categories of account and groups.",
                        account=account.display_name,
                    )
                )
            account.write({"group_id": group.id})

        return self._apply_each(self.account_ids, give, self.env._("Could Not Be Given"))

    def _explain(self, record, error):
        """See the base method: an account stands before each error."""
        return wording.labelled(self.env, record.display_name, str(error))
