from odoo import api, models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        """See the base method: what is matched may be what a customer has promised."""
        partials = super().create(vals_list)
        lines = partials.debit_move_id
        self.env["kam.credit.promise"]._on_money(
            lines.move_id.commercial_partner_id | lines.partner_id
        )
        return partials
