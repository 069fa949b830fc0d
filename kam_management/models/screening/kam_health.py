from odoo import api, models


class KamHealth(models.TransientModel):
    _inherit = "kam.health"

    @api.model
    def _collect(self):
        companies = self.env["kam.unit"].search([]).company_id
        ready = self.env["kam.risk.template"].search([("state", "=", "active")]).company_id
        return [
            *super()._collect(),
            self._count(
                self.env._("Companies without an active risk template"),
                "res.company",
                [("id", "in", (companies - ready).ids)],
                self.env._("Companies: %s. Screenings cannot be submitted there. Activate one."),
                level="warning",
            ),
        ]
