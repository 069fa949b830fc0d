from odoo import fields, models

from ...rules import exposure

# Days after the due date that are tolerated where nobody says otherwise.
OVERDUE_DAYS = 30


class KamCreditTier(models.Model):
    """How a tier counts orders and what is overdue."""

    _inherit = "kam.credit.tier"

    horizon_days = fields.Integer(
        string="Horizon (Days)",
        tracking=True,
        aggregator=None,
        help="Orders count in the exposure as far as they are to be delivered within so many days. "
        "0: all of them count.",
    )
    overdue_days = fields.Integer(
        string="Overdue After (Days)",
        default=OVERDUE_DAYS,
        tracking=True,
        aggregator=None,
        help="What is open so many days after its due date is overdue for the credit check. 0: "
        "from the day after the due date.",
    )

    _exposure_days_possible = models.Constraint(
        "CHECK(horizon_days BETWEEN 0 AND 3650 AND overdue_days BETWEEN 0 AND 3650)",
        "The days of the horizon, and those after which something is overdue, are from 0 to 3650.",
    )

    def _get_exposure_days(self, day):
        """Return which deliveries count and what is overdue for a check, also without a tier.

        :param date day: the day of the check
        :return: last day of deliveries that count, None for every day; day before which what fell
            due is overdue
        """
        overdue_days = self.overdue_days if self else OVERDUE_DAYS
        return (
            exposure.last_day(day, self.horizon_days),
            exposure.overdue_before(day, overdue_days),
        )
