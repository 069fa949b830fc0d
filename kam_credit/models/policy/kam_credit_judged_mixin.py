from odoo import api, models

from odoo.addons.kam_management import protection


class KamCreditJudgedMixin(models.AbstractModel):
    """Figures, decisions and checks name the edition of the scheme by which they were judged.

    It is that in force when the row is made, and stays.
    """

    _name = "kam.credit.judged.mixin"
    _description = "Judged by an Edition of the Scheme"
    _inherit = ["kam.credit.policy.named.mixin"]

    @api.model
    def _protected_create(self, vals_list):
        """See the base method: with the edition in force."""
        protection.check_caller(self.env, "_protected_create")
        companies = self.env["res.company"]
        policies = self.env["kam.credit.policy"]
        return super()._protected_create(
            [
                {
                    "policy_id": policies._find_in_force(companies.browse(vals["company_id"])).id,
                    **vals,
                }
                for vals in vals_list
            ]
        )
