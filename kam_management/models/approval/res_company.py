from odoo import fields, models


class ResCompany(models.Model):
    """How long the archive room, and those it asks, have."""

    _inherit = "res.company"

    kam_archive_days = fields.Integer(
        string="Days to Acknowledge",
        default=5,
        help="Calendar days within which archivists acknowledge what was filed. 0: they are not "
        "asked.",
    )
    kam_completion_days = fields.Integer(
        string="Days to Complete",
        default=5,
        help="Calendar days within which the author adds what the archive room says is missing.",
    )

    _kam_archive_days_possible = models.Constraint(
        "CHECK(kam_archive_days BETWEEN 0 AND 3650)",
        "“Days to Acknowledge” runs from 0 to 3650 days.",
    )
    _kam_completion_days_possible = models.Constraint(
        "CHECK(kam_completion_days BETWEEN 0 AND 3650)",
        "“Days to Complete” runs from 0 to 3650 days.",
    )
