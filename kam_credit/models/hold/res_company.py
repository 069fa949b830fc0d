from decimal import Decimal

from odoo import api, fields, models

from ...rules import checks
from ..profile.res_company import POLICY_GROUPS

# The lowest and the highest value of each setting.
LIMITS = {
    "kam_credit_order_tolerance": (0, 1),
    "kam_credit_release_hours": (1, 240),
    "kam_credit_release_days": (1, 365),
    "kam_credit_ordinary_limit": (0, 10**12),
    "kam_credit_ordinary_tolerated": (0, 10**12),
}

# What can be done with orders of customers who are no key accounts.
ORDINARY_POLICIES = [
    (checks.NONE, "Are not checked"),
    (checks.WARN, "Are confirmed, and noted"),
    (checks.HOLD, "Are held until they are released"),
]


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

    kam_credit_ordinary_policy = fields.Selection(
        ORDINARY_POLICIES,
        string="Orders of Ordinary Customers",
        required=True,
        default=checks.NONE,
        help="What happens to an order of an ordinary customer that goes beyond the limit for "
        "those, or whose customer has something overdue. Only customers with a file as key "
        "account, whose state is ordinary.",
        groups=POLICY_GROUPS,
    )
    kam_credit_ordinary_is_limited = fields.Boolean(
        string="Limit for Ordinary Customers",
        help="Each of them may owe, and have ordered, no more than the amount.",
        groups=POLICY_GROUPS,
    )
    kam_credit_ordinary_limit = fields.Monetary(
        string="Limit of an Ordinary Customer",
        currency_field="currency_id",
        help="In the currency of the company. 0: no credit, everything is paid in advance.",
        groups=POLICY_GROUPS,
    )
    kam_credit_ordinary_tolerated = fields.Monetary(
        string="Overdue Tolerated of Ordinary Customers",
        currency_field="currency_id",
        help="An order is held when more than this is overdue for more than 30 days.",
        groups=POLICY_GROUPS,
    )

    _kam_credit_ordinary_positive = models.Constraint(
        "CHECK(COALESCE(kam_credit_ordinary_limit, 0) >= 0"
        " AND COALESCE(kam_credit_ordinary_tolerated, 0) >= 0)",
        "What ordinary customers may owe cannot be negative.",
    )

    @api.constrains(*LIMITS)
    def _check_kam_credit_hold_policy(self):
        self._kam_check_limits(LIMITS)

    def _kam_credit_order_tolerance(self):
        """Return the tolerance of orders, exactly.

        :rtype: Decimal
        """
        self.ensure_one()
        # sudo: what holds an order follows from the policy, whoever confirms it
        return Decimal(str(self.sudo().kam_credit_order_tolerance))
