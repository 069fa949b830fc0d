from odoo import api, models


class KamAccountEvent(models.Model):
    """What the figures write into the history of an account."""

    _inherit = "kam.account.event"

    @api.model
    def _get_reasons(self):
        """See the base method: read by people who may not know the figures."""
        return super()._get_reasons() | {
            "below_threshold": self.env._(
                "The contract fulfilment rate fell below the company's threshold."
            )
        }
