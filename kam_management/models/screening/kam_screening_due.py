from odoo import api, models
from odoo.fields import Command

SUPERVISOR_FIELDS = "line_ids.review_score, line_ids.review_note"


class KamScreening(models.Model):
    """Who reviews a screening, and within how many days."""

    _inherit = "kam.screening"

    @api.model
    def _prepare_default_route(self):
        """See the base method: the supervisor of the area, then the manager of the region."""
        return {
            "name": self.env._("Screening"),
            "step_ids": [
                Command.create(
                    {
                        "sequence": 10,
                        "name": self.env._("Reviewed by the supervisor"),
                        "role": "supervisor",
                        "unit_level": "area",
                        "deadline_days": 3,
                        "writable_fields": SUPERVISOR_FIELDS,
                    }
                ),
                Command.create(
                    {
                        "sequence": 20,
                        "name": self.env._("Confirmed by the manager"),
                        "role": "manager",
                        "unit_level": "region",
                        "deadline_days": 3,
                    }
                ),
            ],
        }
