from odoo import api, models


class MailFollowers(models.Model):
    _inherit = "mail.followers"

    @api.model
    def _kam_is_of_account(self, res_model):
        """Tell whether a model is the account, or what belongs to one."""
        if res_model == "kam.account":
            return True
        model = self.env.get(res_model)
        field = model is not None and model._fields.get("account_id")
        return bool(field) and field.comodel_name == "kam.account"
