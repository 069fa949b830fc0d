from odoo import models


class KamCreditFiguresMixin(models.AbstractModel):
    """Forms with figures name the edition of the scheme by which these were judged."""

    _name = "kam.credit.figures.mixin"
    _inherit = ["kam.credit.policy.named.mixin", "kam.credit.figures.mixin"]

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"policy_id"}

    def _prepare_figures(self, profile):
        """See the base method: and by which edition they are judged."""
        policy = self.env["kam.credit.policy"]._find_in_force(profile.company_id)
        return {**super()._prepare_figures(profile), "policy_id": policy.id}
