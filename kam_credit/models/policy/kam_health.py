from odoo import api, models


class KamHealth(models.TransientModel):
    _inherit = "kam.health"

    @api.model
    def _collect(self):
        policies = self.env["kam.credit.policy"]
        return [
            *super()._collect(),
            self._count(
                self.env._("Credit management schemes that are not in force on their day"),
                "kam.credit.policy",
                policies._get_overdue_domain(),
                self.env._("Editions approved for a day that is past: %s. Read why on them."),
                date_field="valid_from",
            ),
        ]
