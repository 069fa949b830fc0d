from odoo import api, models
from odoo.fields import Domain


class KamHealth(models.TransientModel):
    _inherit = "kam.health"

    @api.model
    def _collect(self):
        going_live = self.env["res.company"].search([("kam_takeover_open", "=", True)])
        used = self.env["kam.account"].search(
            [("company_id", "in", going_live.ids), ("state", "=", "key")]
        )
        return [
            *super()._collect(),
            self._count(
                self.env._("Companies in which taking over is still open"),
                "res.company",
                [("id", "in", used.company_id.ids)],
                self.env._("%s companies have key accounts. Close taking over once they are live."),
                level="warning",
            ),
            self._count(
                self.env._("Key accounts without unit or account manager"),
                "kam.account",
                Domain("state", "=", "key")
                & (Domain("unit_id", "=", False) | Domain("manager_id", "=", False)),
                self.env._("%s accounts that nobody looks after. Give them one."),
            ),
        ]
