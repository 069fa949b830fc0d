from odoo import api, fields, models

from ...rules import radar as rules
from ..profile.res_company import POLICY_GROUPS


class ResCompany(models.Model):
    """From what on the radar tells of a customer, and how long it is silent."""

    _inherit = "res.company"

    kam_credit_radar_minimum = fields.Monetary(
        string="Radar from an Open Amount of",
        default=0,
        help="Customers who owe less, whether or not it is due, are not looked at.",
        groups=POLICY_GROUPS,
    )
    kam_credit_radar_cases = fields.Integer(
        string="Payments for a Signal",
        default=6,
        help="With fewer payments in the year nothing is said of how a customer pays.",
        groups=POLICY_GROUPS,
    )
    kam_credit_radar_days = fields.Integer(
        string="Slower by (Days)",
        default=5,
        help="By so many days a quarter payments have to slow, and so many days late a payment "
        "after a clean history has to be.",
        groups=POLICY_GROUPS,
    )
    kam_credit_radar_growth = fields.Float(
        string="Orders Grow by",
        digits=(6, 5),
        default=0.2,
        help="While payments slow, orders of the last quarter have to exceed a usual one by this "
        "share. 0.2 means 20 %.",
        groups=POLICY_GROUPS,
    )
    kam_credit_radar_parts = fields.Float(
        string="Part Payments Rise by",
        digits=(6, 5),
        default=0.2,
        help="By so much the share of the money that comes in parts has to rise. 0.2 means 20 "
        "percentage points.",
        groups=POLICY_GROUPS,
    )
    kam_credit_radar_unwatched = fields.Integer(
        string="Unwatched after (Days)",
        default=120,
        help="A customer who owes money, and whom nobody has looked at for so long, is told.",
        groups=POLICY_GROUPS,
    )
    kam_credit_radar_quiet = fields.Integer(
        string="Silent after a Look (Days)",
        default=30,
        help="A signal that somebody has looked at comes back after so many days, or when it gets "
        "worse.",
        groups=POLICY_GROUPS,
    )
    kam_credit_radar_due = fields.Integer(
        string="Look at a Signal within (Working Days)",
        default=5,
        help="Whoever looks after the customer's credit looks at a new signal within so many days.",
        groups=POLICY_GROUPS,
    )

    @api.constrains(
        "kam_credit_radar_minimum",
        "kam_credit_radar_cases",
        "kam_credit_radar_days",
        "kam_credit_radar_growth",
        "kam_credit_radar_parts",
        "kam_credit_radar_unwatched",
        "kam_credit_radar_quiet",
        "kam_credit_radar_due",
    )
    def _check_kam_credit_radar(self):
        self._kam_check_limits(
            {
                "kam_credit_radar_minimum": (0, 10**12),
                "kam_credit_radar_cases": (3, 1000),
                "kam_credit_radar_days": (1, 365),
                "kam_credit_radar_growth": (0.01, 10),
                "kam_credit_radar_parts": (0.01, 1),
                "kam_credit_radar_unwatched": (1, 3650),
                "kam_credit_radar_quiet": (1, 365),
                "kam_credit_radar_due": (1, 60),
            }
        )

    def _kam_credit_radar_policy(self):
        """Return from what on the radar tells of a customer.

        :rtype: rules.radar.Policy
        """
        self.ensure_one()
        # sudo: signals follow from the policy, whatever finds them
        company = self.sudo()
        return rules.Policy(
            cases=company.kam_credit_radar_cases,
            days=company.kam_credit_radar_days,
            growth=company.kam_credit_radar_growth,
            parts=company.kam_credit_radar_parts,
            unwatched=company.kam_credit_radar_unwatched,
        )
