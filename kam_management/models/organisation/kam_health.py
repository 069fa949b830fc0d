from odoo import api, models
from odoo.fields import Domain


class KamHealth(models.TransientModel):
    _inherit = "kam.health"

    @api.model
    def _collect(self):
        units = self.env["kam.unit"].search([])
        positions = self.env["kam.position"]
        placed = positions.search(positions._get_valid_domain())
        return [
            *super()._collect(),
            self._count(
                self.env._("Companies with units and without working hours"),
                "res.company",
                [("id", "in", units.company_id.ids), ("resource_calendar_id", "=", False)],
                self.env._("Companies: %s. They work every day. Choose “Working Hours”."),
            ),
            self._count(
                self.env._("Companies with units in which nobody has a position"),
                "res.company",
                [("id", "in", (units.company_id - placed.company_id).ids)],
                self.env._("Companies: %s. Nobody sees or decides anything. Enter positions."),
                level="warning",
            ),
            self._count(
                self.env._("Positions of users who cannot act"),
                "kam.position",
                # the engine passes them over; what has not ended comes back with the user
                Domain("active", "=", True)
                & Domain("is_able", "=", False)
                & (Domain("date_to", "=", False) | Domain("date_to", ">=", "today")),
                self.env._("Positions of archived or portal users: %s. End them."),
            ),
        ]
