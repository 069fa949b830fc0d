from odoo import api, fields, models
from odoo.tools import SQL


class KamCreditProfile(models.Model):
    """The stored figures name the edition of the scheme by which they were judged."""

    _inherit = "kam.credit.profile"

    policy_id = fields.Many2one(
        "kam.credit.policy",
        string="Judged by the Scheme",
        copy=False,
        readonly=True,
        ondelete="restrict",
        help="The edition of the credit management scheme by which the figures were evaluated.",
    )

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"policy_id"}

    @api.model
    def _prepare_stamps(self, company, as_of):
        """See the base method: with the edition in force."""
        policy = self.env["kam.credit.policy"]._find_in_force(company)
        stamps = super()._prepare_stamps(company, as_of)
        return {**stamps, "policy_id": SQL("%s::int4", policy.id or None)}
