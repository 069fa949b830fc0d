from odoo import api, models


class KamCreditProposal(models.Model):
    """Editions of the scheme take proposals up."""

    _inherit = "kam.credit.proposal"

    @api.model
    def _get_taking_models(self):
        """See the base method."""
        return [*super()._get_taking_models(), "kam.credit.policy"]
