from decimal import Decimal

from odoo import api, fields, models

from ..profile.res_company import POLICY_GROUPS

# The lowest and the highest value of each setting.
LIMITS = {
    "kam_credit_dispute_days": (1, 365),
    "kam_credit_dispute_share": (0, 1),
}


class ResCompany(models.Model):
    """How long a dispute may take, and how much may be in dispute."""

    _inherit = "res.company"

    kam_credit_dispute_days = fields.Integer(
        string="Days for a Dispute",
        default=30,
        help="So many days after it was approved a dispute is to be resolved.",
        groups=POLICY_GROUPS,
    )
    kam_credit_dispute_share = fields.Float(
        string="Share in Dispute",
        digits=(6, 5),
        default=0.3,
        help="When more than this share of what had fallen due is in dispute, nothing follows from "
        "the figures of the customer by itself, and headquarters is asked to look. 0.3 means 30 %.",
        groups=POLICY_GROUPS,
    )

    @api.constrains(*LIMITS)
    def _check_kam_credit_dispute_policy(self):
        self._kam_check_limits(LIMITS)

    def _kam_credit_dispute_share(self):
        """Return the share that may be in dispute, exactly.

        :rtype: Decimal
        """
        self.ensure_one()
        # sudo: what follows from figures follows from the policy, whoever has them computed
        return Decimal(str(self.sudo().kam_credit_dispute_share))
