from datetime import datetime, time, timedelta

import pytz

from odoo import fields, models


class ResCompany(models.Model):
    """What holds for visits of the company."""

    _inherit = "res.company"

    kam_visit_budget_limit = fields.Monetary(
        string="Visit Budget Approved Above",
        default=1000,
        help="A visit plan with a higher budget is approved by the superior, whoever is visited. "
        "0: the budget alone asks for no approval.",
        groups="base.group_user",
    )
    kam_visit_report_days = fields.Integer(
        string="Days for the Visit Report",
        default=3,
        help="Within so many days after a visit its report is written.",
        groups="base.group_user",
    )
    kam_visits_per_day = fields.Float(
        string="Visits per Working Day",
        default=2.0,
        help="How many visits one person makes on a working day; coverage is counted with it.",
        groups="base.group_user",
    )

    _kam_visit_budget_limit_possible = models.Constraint(
        "CHECK(kam_visit_budget_limit >= 0)",
        "“Visit Budget Approved Above” is negative: enter an amount, or 0 for none.",
    )
    _kam_visit_report_days_possible = models.Constraint(
        "CHECK(kam_visit_report_days BETWEEN 1 AND 90)",
        "“Days for the Visit Report” runs from 1 to 90.",
    )
    _kam_visits_per_day_possible = models.Constraint(
        "CHECK(kam_visits_per_day > 0 AND kam_visits_per_day <= 20)",
        "“Visits per Working Day” is more than 0, at most 20.",
    )

    def _kam_moment_of(self, day, hour):
        """Return the moment of an hour of a day where the company works.

        :param date day: a calendar day
        :param float hour: such as 9.5
        :return: a naive datetime in UTC, as Odoo stores it
        """
        zone = self._kam_timezone()
        local = datetime.combine(day, time.min) + timedelta(hours=hour)
        return zone.localize(local).astimezone(pytz.utc).replace(tzinfo=None)
