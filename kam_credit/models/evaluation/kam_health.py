from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

# Figures are those of the last night.
EVALUATED_WITHIN = timedelta(days=2)


class KamHealth(models.TransientModel):
    _inherit = "kam.health"

    @api.model
    def _collect(self):
        old = fields.Date.to_string(fields.Date.today() - EVALUATED_WITHIN)
        return [
            *super()._collect(),
            self._count(
                self.env._("Customers whose credit figures are old"),
                "kam.credit.profile",
                Domain("account_id", "!=", False)
                & (Domain("date_figures", "=", False) | Domain("date_figures", "<", old)),
                self.env._("Customers not evaluated for two days: %s. Does the job run?"),
                date_field="date_figures",
            ),
        ]
