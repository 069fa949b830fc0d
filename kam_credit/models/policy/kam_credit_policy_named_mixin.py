from odoo import fields, models


class KamCreditPolicyNamedMixin(models.AbstractModel):
    """What was judged names the edition of the scheme that was in force then."""

    _name = "kam.credit.policy.named.mixin"
    _description = "Names an Edition of the Scheme"

    policy_id = fields.Many2one(
        "kam.credit.policy",
        string="Judged by the Scheme",
        copy=False,
        readonly=True,
        ondelete="restrict",
        help="The edition of the credit management scheme in force then. Empty: there was none.",
    )
