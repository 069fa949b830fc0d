from odoo import models

from .kam_credit_hold import DELIVERY


class StockMove(models.Model):
    """Moves that are done without their delivery pass the same checkpoint."""

    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        """Do moves; those of a delivery that is held are refused.

        :raise UserError: with the one sentence for every hold
        """
        unchecked = self.picking_id.filtered(lambda picking: not picking._is_passing())
        held = unchecked._find_held_deliveries()
        if held:
            self.env["kam.credit.hold"]._refuse_documents(DELIVERY, held)
        return super()._action_done(cancel_backorder=cancel_backorder)
