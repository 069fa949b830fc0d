from odoo import api, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        """Let the rest of an order count again that is raised."""
        lines = super().create(vals_list)
        released = lines._find_released()
        grown = lines.filtered(lambda line: line.price_total > 0).order_id & released
        grown._reclaim_rest("rest_grown")
        return lines

    def write(self, vals):
        """Let the rest of an order count again that is raised."""
        released = self._find_released()
        before = {order: order.amount_total for order in released}
        result = super().write(vals)
        released.filtered(lambda order: order.amount_total > before[order])._reclaim_rest(
            "rest_grown"
        )
        return result

    def _find_released(self):
        """Return the orders whose rest was released, as superuser."""
        # sudo: whoever raises an order raises what it counts
        return self.sudo().order_id.filtered("kam_credit_released_rest")
