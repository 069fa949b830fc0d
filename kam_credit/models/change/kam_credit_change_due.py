from odoo import api, fields, models
from odoo.fields import Command, Domain

from ...rules import change_dates


class KamCreditChange(models.Model):
    """Until when a request is due where it stands, and whether it is late."""

    _inherit = "kam.credit.change"

    date_stage_due = fields.Date(
        string="Next Due",
        compute="_compute_date_stage_due",
        store=True,
        index="btree_not_null",
        help="Until when the request is submitted, its present step decided, or the tier "
        "confirmed.",
    )

    @api.model
    def _prepare_default_route(self):
        """See the base method: region three days, headquarters three, up to seven (scheme, 3.5)."""
        return {
            "name": self.env._("Credit tier change"),
            "total_days": change_dates.TOTAL_DAYS,
            "step_ids": [
                Command.create(
                    {
                        "sequence": 10,
                        "name": self.env._("Verified by the region"),
                        "role": "credit_reviewer",
                        "unit_level": "region",
                        "deadline_days": 3,
                        "opinion_required": True,
                    }
                ),
                Command.create(
                    {
                        "sequence": 20,
                        "name": self.env._("Signed by headquarters"),
                        "role": "credit_approver",
                        "unit_level": "headquarters",
                        "deadline_days": 3,
                        "extension_max_days": 7,
                        "extension_role": "director",
                    }
                ),
            ],
        }

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"date_stage_due"}

    @api.depends(
        "stage",
        "date_submission_due",
        "date_confirmation_due",
        "date_total_due",
        "approval_round",
        "review_ids.state",
        "review_ids.date_due",
    )
    def _compute_date_stage_due(self):
        for change in self:
            if change.stage == "prepare":
                # a request that was returned has the whole of its time, not two days
                due = change.date_total_due if change.approval_round else change.date_submission_due
            elif change.stage == "region":
                due = change.date_due
            else:
                due = change.stage == "confirm" and change.date_confirmation_due
            change.date_stage_due = due

    @api.depends("date_stage_due")
    def _compute_is_late(self):
        super()._compute_is_late()

    def _get_next_due(self):
        """See the base method: also until submitted, and until confirmed."""
        return self.date_stage_due

    @api.model
    def _get_late_domain(self, today):
        """See the base method."""
        return Domain("date_stage_due", "<", today)
