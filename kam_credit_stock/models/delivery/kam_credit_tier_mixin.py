from odoo import api, fields, models

from odoo.addons.kam_credit.rules import checks


class KamCreditTierMixin(models.AbstractModel):
    """What a tier does with deliveries that the customer's credit does not cover."""

    _inherit = "kam.credit.tier.mixin"

    delivery_policy = fields.Selection(
        [
            (checks.NONE, "Are not checked"),
            (checks.WARN, "Leave the house, and are noted"),
            (checks.HOLD, "Are held until they are released"),
        ],
        string="Deliveries beyond Credit",
        required=True,
        default=checks.NONE,
        tracking=True,
        help="The last checkpoint: what happens to a delivery of a customer whose credit "
        "does not cover it any more. What was released with the order is not held again.",
    )

    @api.model
    def _get_policy_fields(self):
        """See the base method: also what is done with deliveries."""
        return super()._get_policy_fields() | {"delivery_policy"}
