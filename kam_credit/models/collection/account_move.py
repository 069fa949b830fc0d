from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        """See the base method: money that is booked may be what a customer has promised."""
        posted = super()._post(soft)
        entries = posted.filtered(lambda move: move.move_type == "entry")
        if entries:
            self.env["kam.credit.promise"]._on_money(entries.line_ids.partner_id)
        return posted
