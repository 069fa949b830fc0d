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
        if "unit_id" in vals:
            self._refresh_steps()
        if {"unit_id", "manager_id"} & vals.keys():
            self.env["kam.deadline"]._follow_accounts(self, managers)
        return result

    def _refresh_steps(self):
        """Let those decide the forms of the accounts who lead them by now."""
        for name in self.env["kam.approval.route"]._get_form_models():
            form_model = self.env[name]
            if isinstance(form_model, self.env.registry["kam.account.form.mixin"]):
                # sudo: the reviews follow the account, whoever gives it away
                forms = form_model.sudo().search(
                    [("account_id", "in", self.ids), ("approval_state", "=", "in_review")]
                )
                self.env["kam.approval.review"]._refresh_forms(forms)
