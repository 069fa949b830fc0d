from decimal import Decimal

from odoo import api, models

from odoo.addons.kam_management import wording

from ...queries import horizon
from ...rules import checks
from .kam_credit_check import NONE, Fact
from .kam_credit_hold import HORIZON


class KamCreditHold(models.Model):
    """Confirmed orders whose lines come within the horizon, and go beyond the limit by it.

    They stay confirmed. Whoever may release is asked to decide, and where deliveries are checked
    the next one waits for it.
    """

    _inherit = "kam.credit.hold"

    @api.model
    def _find_coming_orders(self):
        """Return the confirmed orders of which lines may come within the horizon."""
        for name in ("kam.credit.profile", "kam.credit.tier", "sale.order"):
            self.env[name].flush_model()
        orders = self.env["sale.order"]
        return orders.browse([row[0] for row in self.env.execute_query(horizon.orders())])

    @api.model
    def _watch_horizon(self, orders):
        """Hold orders that count for more than when they were looked at last, beyond the limit.

        What was counted is kept with the order, so that nothing is missed when the job has not
        run for days, and nothing is asked twice.
        """
        # what is stopped already is looked at when that is over
        orders = orders.exists().filtered(
            lambda order: order.state == "sale" and not order.kam_hold_ids._find_stopping()
        )
        counted = orders._find_counted()
        now = orders._get_commitments()
        entered = orders.filtered(lambda order: now[order] > counted[order])
        asked = entered._ask(entered._find_checked())
        released = self.env["kam.credit.release"]._find_covered(asked)
        verdicts = self.env["kam.credit.check"]._judge(asked, taking=NONE)
        for one in asked:
            verdict = verdicts[one.document]
            if one.document in released or not verdict.is_beyond():
                continue
            is_held = one.get_policy("order_policy") == checks.HOLD
            self._open(one, HORIZON, verdict, is_held=is_held)
        for order in orders:
            if now[order] != counted[order]:
                order._remember_counted(now[order])

    def _find_growth(self):
        """See the base method: also that the order counts for more than it did."""
        if self.kind != HORIZON:
            return super()._find_growth()
        days = self.tier_id.sudo().horizon_days  # sudo: the policy is part of the reason
        return [
            Fact(
                checks.HORIZON,
                Decimal(0),
                wording.worded(
                    checks.HORIZON,
                    days=days,
                    amount=wording.amount(self.amount, self.currency_id),
                ),
            )
        ]
