from odoo import api, models


class KamApprovalMixin(models.AbstractModel):
    """Whose form it is, is also a matter of its account."""

    _inherit = "kam.approval.mixin"

    @api.model
    def _get_place_fields(self):
        """See the base method: also the account."""
        return super()._get_place_fields() | {
            name for name, field in self._fields.items() if field.comodel_name == "kam.account"
        }
