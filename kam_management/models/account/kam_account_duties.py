from odoo import models


class KamAccount(models.Model):
    """The duties of an account go where the account goes.

    Who is in its service team sees them, as the account itself: nothing is stored for that.
    """

    _inherit = "kam.account"

    def write(self, vals):
        """Change accounts; their open duties follow the unit and the account manager."""
        managers = {}
        if "manager_id" in vals:
            managers = {account.id: account.manager_id for account in self}
        result = super().write(vals)
        if {"unit_id", "manager_id"} & vals.keys():
            self.env["kam.deadline"]._follow_accounts(self, managers)
        return result
