from odoo import api, fields, models

from ..evaluation.res_company import READERS


class ResCompany(models.Model):
    """Until when proposals to improve credit management are answered."""

    _inherit = "res.company"

    kam_credit_proposal_days = fields.Integer(
        string="Answer Proposals Within",
        default=15,
        help="Working days in which headquarters answers a proposal to improve credit management.",
        groups=READERS,
    )

    @api.constrains("kam_credit_proposal_days")
    def _check_kam_credit_proposal_days(self):
        self._kam_check_limits({"kam_credit_proposal_days": (1, 250)})
