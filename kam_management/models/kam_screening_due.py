from odoo import api, fields, models
from odoo.fields import Command, Domain

SUPERVISOR_FIELDS = "line_ids.review_score, line_ids.review_note"


class KamScreening(models.Model):
    """Who reviews a screening, until when, and whether it is late."""

    _inherit = "kam.screening"

    is_late = fields.Boolean(
        string="Late",
        compute="_compute_is_late",
        search="_search_is_late",
        help="The step that is waiting should have been decided before today.",
    )

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

    @api.depends("review_ids.state", "review_ids.date_due")
    def _compute_is_late(self):
        for screening in self:
            due = screening.date_due
            screening.is_late = bool(due) and screening.company_id._kam_today() > due

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        if len(set(value)) > 1:
            return Domain.TRUE
        # late from the next day in the zone of each company, not of the reader
        late = Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain(
                "review_ids",
                "any",
                [("state", "=", "pending"), ("date_due", "<", company._kam_today())],
            )
            for company in self.env.companies
        )
        return late if True in value else ~late
