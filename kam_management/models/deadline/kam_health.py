from odoo import api, models


class KamHealth(models.TransientModel):
    _inherit = "kam.health"

    @api.model
    def _collect(self):
        return [
            *super()._collect(),
            self._count(
                self.env._("Duties that the job could not follow up"),
                "kam.deadline",
                [("state", "=", "open"), ("failure", "!=", False)],
                self.env._("Duties: %s. The next run tries again."),
                date_field="date_due",
            ),
        ]
