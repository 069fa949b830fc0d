from odoo import models
from odoo.exceptions import AccessError


class KamAccount(models.Model):
    """Giving accounts to a group, which comes before giving them to a person (scheme, 2.1)."""

    _inherit = "kam.account"

    def action_give_to_group(self):
        """Open the dialog that gives accounts to a group.

        :return: a window action
        :raise AccessError: for everybody below a supervisor
        """
        self.check_access("read")
        if not self.env["kam.account.group.assign"].has_access("create"):
            raise AccessError(
                self.env._("Supervisors, and those above them, give accounts to a group.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Give to a Group"),
            "res_model": "kam.account.group.assign",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_account_ids": self.ids},
        }
