from decimal import Decimal

from odoo import api, fields, models

from ..profile.res_company import POLICY_GROUPS


class ResCompany(models.Model):
    """How orders are checked, and how holds are released."""

    _inherit = "res.company"

    kam_credit_order_tolerance = fields.Float(
        string="Tolerance of Orders",
        digits=(6, 5),
        default=0.05,
        help="An order that was let pass, or released, is checked again when it becomes more by "
        "more than this share. 0.05 means 5 %.",
        groups=POLICY_GROUPS,
    )
    kam_credit_release_hours = fields.Integer(
        string="Release Usually Within (Hours)",
        default=4,
        help="What salespeople and customers are told: within so many hours a release is usually "
        "decided.",
        groups=POLICY_GROUPS,
    )
    kam_credit_release_days = fields.Integer(
        string="Validity of a Release (Days)",
        default=30,
        help="A release holds for so many days, unless who releases says otherwise.",
        groups=POLICY_GROUPS,
    )

    @api.constrains(
        "kam_credit_order_tolerance", "kam_credit_release_hours", "kam_credit_release_days"
    )
    def _check_kam_credit_hold_policy(self):
        self._kam_check_limits(
            {
                "kam_credit_order_tolerance": (0, 1),
                "kam_credit_release_hours": (1, 240),
                "kam_credit_release_days": (1, 365),
            }
        )

    def _kam_credit_order_tolerance(self):
        """Return the tolerance of orders, exactly.

        :rtype: Decimal
        """
        self.ensure_one()
        # sudo: what holds an order follows from the policy, whoever confirms it
        return Decimal(str(self.sudo().kam_credit_order_tolerance))
