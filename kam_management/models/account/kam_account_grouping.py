from odoo import api, models
from odoo.exceptions import AccessError


class KamAccount(models.Model):
    """Giving accounts to a group, which comes before giving them to a person (scheme, 2.1)."""

    _inherit = "kam.account"

    @api.depends("group_id", "unit_id", "class_id", "nature_id", "product_category_ids")
    @api.depends_context("uid")
    def _compute_proposed_group_id(self):
        groups = self.env["kam.account.group"]
        found = {}
        if groups.has_access("read"):
            found = groups._find_suiting(self.filtered(lambda account: not account.group_id))
        for account in self:
            account.proposed_group_id = found.get(account, groups)

    @api.model
    def _check_gives_group(self, vals_list):
        """Refuse that somebody below a supervisor gives an account to a group.

        :param list vals_list: what is going to be written
        :raise AccessError: for everybody below a supervisor
        """
        user = self.env.user
        may = self.env.su or any(
            user.has_group(f"kam_management.group_kam_{name}")
            for name in ("supervisor", "administrator")
        )
        if not may and any("group_id" in vals for vals in vals_list):
            self._refuse_giving()

    def _check_write(self, vals):
        """See the base method: supervisors and above give accounts to a group."""
        super()._check_write(vals)
        if self:
            self._check_gives_group([vals])

    @api.model
    def _complete_create(self, vals_list):
        """See the base method: supervisors and above give accounts to a group."""
        vals_list = super()._complete_create(vals_list)
        self._check_gives_group([vals for vals in vals_list if vals.get("group_id")])
        return vals_list

    @api.model
    def _refuse_giving(self):
        raise AccessError(
            self.env._("Supervisors, and those above them, give accounts to a group.")
        )

    def action_give_to_group(self):
        """Open the dialog that gives accounts to a group.

        :return: a window action
        :raise AccessError: for everybody below a supervisor
        """
        self.check_access("read")
        if not self.env["kam.account.group.assign"].has_access("create"):
            self._refuse_giving()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Give to a Group"),
            "res_model": "kam.account.group.assign",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_account_ids": self.ids},
        }
