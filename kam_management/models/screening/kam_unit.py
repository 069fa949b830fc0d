from odoo import api, models


class KamUnit(models.Model):
    """A unit that screens candidates of no other unit stays in use."""

    _inherit = "kam.unit"

    @api.constrains("active")
    def _check_archived_is_not_proposed(self):
        archived = self.filtered(lambda unit: not unit.active)
        self.env["res.company"]._kam_check_not_proposed("kam_candidate_unit_id", archived)
