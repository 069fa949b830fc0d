from odoo import api, models

from ...rules.form_states import OPEN_STATES


class KamUnit(models.Model):
    """A unit that screens candidates of no other unit stays in use."""

    _inherit = "kam.unit"

    def _get_content(self, positions, being_deleted):
        """See the base method: also the candidates, and whatever else is being screened."""
        screenings = self.env["kam.screening"].sudo()  # sudo: what belongs to the unit counts
        return [
            *super()._get_content(positions, being_deleted),
            *screenings.search(
                [("unit_id", "=", self.id), ("approval_state", "in", OPEN_STATES)]
            ).mapped("display_name"),
        ]

    @api.constrains("active")
    def _check_archived_is_not_proposed(self):
        archived = self.filtered(lambda unit: not unit.active)
        self.env["res.company"]._kam_check_not_proposed("kam_candidate_unit_id", archived)
