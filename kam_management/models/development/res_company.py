from odoo import fields, models

from ...rules.development_value import Thresholds


class ResCompany(models.Model):
    """What holds for developments of the company: rates, and what it asks of an account."""

    _inherit = "res.company"

    kam_discount_rate = fields.Float(
        string="Discount Rate (%)",
        digits=(5, 2),
        default=8.0,
        help="Yearly rate at which money that comes later is discounted in forecasts.",
        groups="base.group_user",
    )
    kam_stock_rate = fields.Float(
        string="Stock Interest Rate (%)",
        digits=(5, 2),
        default=6.0,
        help="What money that lies in stock costs a year.",
        groups="base.group_user",
    )
    kam_least_value = fields.Monetary(
        string="Least Net Present Value",
        default=0,
        help="An account is worth developing from this net present value on, in the expected case.",
        groups="base.group_user",
    )
    kam_least_return = fields.Float(
        string="Least Return (%)",
        digits=(5, 2),
        default=10.0,
        help="Contribution against cost over the whole forecast, in the expected case.",
        groups="base.group_user",
    )
    kam_most_months = fields.Integer(
        string="Break-Even Within (Months)",
        default=24,
        help="By the end of this month of the forecast what was spent is earned. 0: no such limit.",
        groups="base.group_user",
    )

    _kam_development_rates_possible = models.Constraint(
        "CHECK(kam_discount_rate BETWEEN 0 AND 100 AND kam_stock_rate BETWEEN 0 AND 100)",
        "“Discount Rate (%)” and “Stock Interest Rate (%)” run from 0 to 100.",
    )
    _kam_most_months_possible = models.Constraint(
        "CHECK(kam_most_months BETWEEN 0 AND 60)",
        "“Break-Even Within (Months)” runs from 0, no limit, to 60.",
    )

    def _kam_get_thresholds(self):
        """Return what the company asks of an account that is worth developing.

        :rtype: Thresholds
        """
        self.ensure_one()
        # sudo: what the company asks holds for everybody
        company = self.sudo()
        return Thresholds(
            least_value=company.kam_least_value,
            least_return=company.kam_least_return / 100,
            most_months=company.kam_most_months,
        )
