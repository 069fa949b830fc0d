from decimal import Decimal

from odoo import fields, models

from ...queries import horizon


class SaleOrder(models.Model):
    """How much of a confirmed order counted when the horizon was looked at last."""

    _inherit = "sale.order"

    kam_credit_counted = fields.Monetary(
        string="Counted",
        currency_field="kam_company_currency_id",
        readonly=True,
        copy=False,
        groups="kam_credit.group_credit_reader",
        help="What the order took of the exposure when its days were looked at last, in company "
        "currency.",
    )

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"kam_credit_counted"}

    def _find_counted(self):
        """Return what confirmed orders counted for when they were looked at last.

        Of an order that nobody has looked at since it was confirmed, what counted on the day of
        its confirmation: the gate has looked at that.

        :return: dict order -> Decimal, in company currency
        """
        self.flush_recordset(["kam_credit_counted"])
        rows = dict(self.env.execute_query(horizon.counted(self.ids)))
        found = {order: Decimal(rows[order.id]) for order in self if rows.get(order.id) is not None}
        fresh = self.filtered(lambda order: order not in found)
        by_day = fresh.grouped(lambda order: order.company_id.root_id._kam_day_of(order.date_order))
        for day, orders in by_day.items():
            commitments = orders._get_commitments(day)
            found.update(commitments)
            for order in orders:
                order._remember_counted(commitments[order])
        return found

    def _remember_counted(self, amount):
        """Keep how much of the order counts.

        :param Decimal amount: that, in company currency
        """
        self.ensure_one()
        # sudo: kept whoever looks
        self.sudo()._protected_write({"kam_credit_counted": float(amount)})
