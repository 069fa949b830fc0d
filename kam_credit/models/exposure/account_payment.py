from odoo import api, models


class AccountPayment(models.Model):
    """What payments are kept on is no claim, whatever the type of the account."""

    _inherit = "account.payment"

    @api.model_create_multi
    def create(self, vals_list):
        """Forget which accounts hold claims, where a payment is kept on one of them."""
        payments = super().create(vals_list)
        payments._forget_claims()
        return payments

    def write(self, vals):
        """Forget which accounts hold claims, where a payment is kept on one of them."""
        result = super().write(vals)
        if "outstanding_account_id" in vals:
            self._forget_claims()
        return result

    def _forget_claims(self):
        # sudo: the type of an account is no secret
        types = self.sudo().outstanding_account_id.mapped("account_type")
        if "asset_receivable" in types:
            self.env.registry.clear_cache()
