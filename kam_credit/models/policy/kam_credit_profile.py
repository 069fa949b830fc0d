from odoo import api, models
from odoo.tools import SQL


class KamCreditProfile(models.Model):
    """The stored figures name the edition of the scheme by which they were judged."""

    _name = "kam.credit.profile"
    _inherit = ["kam.credit.policy.named.mixin", "kam.credit.profile"]

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"policy_id"}

    @api.model
    def _prepare_stamps(self, company, as_of, scope=None):
        """See the base method: with the edition in force."""
        policy = self.env["kam.credit.policy"]._find_in_force(company)
        stamps = super()._prepare_stamps(company, as_of, scope)
        return {**stamps, "policy_id": SQL("%s::int4", policy.id or None)}
