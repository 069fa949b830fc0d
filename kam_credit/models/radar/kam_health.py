from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

# Signals are those of the last night.
WATCHED_WITHIN = timedelta(days=2)


class KamHealth(models.TransientModel):
    _inherit = "kam.health"

    @api.model
    def _collect(self):
        """See the base method: also whether the radar looks at customers."""
        old = fields.Date.to_string(fields.Date.today() - WATCHED_WITHIN)
        return [
            *super()._collect(),
            self._count(
                self.env._("Customers at whom the credit radar has not looked"),
                "kam.credit.profile",
                Domain("account_id", "!=", False)
                & (Domain("date_radar", "=", False) | Domain("date_radar", "<", old)),
                self.env._("Customers not looked at for two days: %s. Does the job run?"),
                level="warning",
                date_field="date_radar",
            ),
        ]
