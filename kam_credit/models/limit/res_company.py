from decimal import Decimal

from odoo import api, fields, models

from ..profile.res_company import POLICY_GROUPS

# The lowest and the highest value of each setting.
LIMITS = {
    "kam_credit_limit_tolerance": (0, 1),
    "kam_credit_capital_months": (1, 60),
    "kam_credit_temporary_most": (0, 10**12),
    "kam_credit_temporary_share": (0, 100),
    "kam_credit_temporary_notice": (0, 90),
}


class ResCompany(models.Model):
    """When a limit that follows figures moves, and what is asked for a temporary one."""

    _inherit = "res.company"

    kam_credit_limit_tolerance = fields.Float(
        string="Tolerance of Limits",
        digits=(6, 5),
        default=0.05,
        help="A limit that follows turnover or capital moves when the figures lead to one that "
        "differs by more than this share of it. 0.05 means 5 %.",
        groups=POLICY_GROUPS,
    )
    kam_credit_capital_months = fields.Integer(
        string="Age of Statements (Months)",
        default=18,
        help="A limit by capital rests on the customer's latest yearly statement, which ended no "
        "more than so many months ago.",
        groups=POLICY_GROUPS,
    )
    kam_credit_temporary_most = fields.Monetary(
        string="Large Temporary Limit",
        groups=POLICY_GROUPS,
        help="The marketing director decides as well on a temporary limit above this amount. 0: no "
        "such amount.",
    )
    kam_credit_temporary_share = fields.Float(
        string="Large Share of the Limit",
        digits=(6, 5),
        default=1.5,
        help="The marketing director decides as well on a temporary limit above this share of what "
        "the tier grants. 1.5 means 150 %; 0: no such share.",
        groups=POLICY_GROUPS,
    )
    kam_credit_temporary_notice = fields.Integer(
        string="Notice of the End (Days)",
        default=7,
        help="So many days before a temporary limit ends the credit officer decides what follows.",
        groups=POLICY_GROUPS,
    )

    @api.constrains(*LIMITS)
    def _check_kam_credit_limit_policy(self):
        self._kam_check_limits(LIMITS)

    def _kam_credit_limit_tolerance(self):
        """Return the tolerance of limits that follow figures, exactly.

        :rtype: Decimal
        """
        self.ensure_one()
        # sudo: limits follow from the policy, whoever has them computed
        return Decimal(str(self.sudo().kam_credit_limit_tolerance))

    def _kam_credit_unit(self):
        """Return the smallest unit of the company's currency, exactly.

        :rtype: Decimal
        """
        self.ensure_one()
        return Decimal(str(self.currency_id.rounding))
