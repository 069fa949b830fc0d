from odoo import fields, models


class ResCompany(models.Model):
    """By when services are judged and customers heard again, and what is low."""

    _inherit = "res.company"

    kam_service_evaluation_days = fields.Integer(
        string="Services Evaluated Within",
        default=14,
        help="Days from the end of a service until its evaluation is submitted.",
        groups="base.group_user",
    )
    kam_return_visit_days = fields.Integer(
        string="Return Visit Within",
        default=7,
        help="Days from the end of a service until the customer is visited or called.",
        groups="base.group_user",
    )
    kam_service_difference = fields.Integer(
        string="Difference Without a Remark",
        default=1,
        help="Where our points and the customer's lie further apart, it has to be said why.",
        groups="base.group_user",
    )
    kam_service_low_score = fields.Integer(
        string="Low Points",
        default=2,
        help="So many points of the customer, or fewer, are followed up by the account manager.",
        groups="base.group_user",
    )
    kam_service_low_days = fields.Integer(
        string="Low Points Followed Up Within",
        default=2,
        help="Days from when the customer gave low points.",
        groups="base.group_user",
    )

    _kam_service_evaluation_days_possible = models.Constraint(
        "CHECK(kam_service_evaluation_days BETWEEN 1 AND 365)",
        "“Services Evaluated Within” runs from 1 to 365 days.",
    )
    _kam_return_visit_days_possible = models.Constraint(
        "CHECK(kam_return_visit_days BETWEEN 1 AND 365)",
        "“Return Visit Within” runs from 1 to 365 days.",
    )
    _kam_service_difference_possible = models.Constraint(
        "CHECK(kam_service_difference BETWEEN 0 AND 4)",
        "“Difference Without a Remark” runs from 0 to 4 points.",
    )
    _kam_service_low_score_possible = models.Constraint(
        "CHECK(kam_service_low_score BETWEEN 1 AND 4)", "“Low Points” run from 1 to 4."
    )
    _kam_service_low_days_possible = models.Constraint(
        "CHECK(kam_service_low_days BETWEEN 1 AND 60)",
        "“Low Points Followed Up Within” runs from 1 to 60 days.",
    )
