from odoo import api, models


class AccountPartialReconcile(models.Model):
    """Money that is matched may make room for what is held."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        """Match items; what is held of their debtors is looked at again."""
        partials = super().create(vals_list)
        # sudo: whose items they are counts, whoever matches them
        debtors = partials.sudo().debit_move_id.move_id.commercial_partner_id
        self.env["kam.credit.hold"]._trigger_recheck(debtors)
        return partials
