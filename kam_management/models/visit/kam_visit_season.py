from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...rules import visit_due

MONTHS = [
    ("1", "January"),
    ("2", "February"),
    ("3", "March"),
    ("4", "April"),
    ("5", "May"),
    ("6", "June"),
    ("7", "July"),
    ("8", "August"),
    ("9", "September"),
    ("10", "October"),
    ("11", "November"),
    ("12", "December"),
]


class KamVisitSeason(models.Model):
    """Months in which a customer is visited more often, seldom, or not at all (scheme, one.2, 2:
    大客户的业务特点). Set, as every interval of one account, by those who lead its unit."""

    _name = "kam.visit.season"
    _description = "Season of Visits"
    _inherit = ["kam.account.record.mixin"]
    _order = "account_id, id"

    month_from = fields.Selection(MONTHS, string="First Month", required=True)
    month_to = fields.Selection(
        MONTHS,
        string="Last Month",
        required=True,
        help="A season may run over new year: from November to February.",
    )
    kind = fields.Selection(
        [("busy", "Busy season"), ("quiet", "Quiet season")],
        string="Kind of Season",
        required=True,
        default="quiet",
    )
    visit_interval = fields.Integer(
        string="Visit Interval (Days)",
        required=True,
        default=0,
        aggregator=None,
        help="At most so many days lie between two visits in this season. 0: the customer receives "
        "no visits in it.",
    )

    _visit_interval_possible = models.Constraint(
        "CHECK(visit_interval BETWEEN 0 AND 730)",
        "“Visit Interval (Days)” of a season runs from 0 to 730 days.",
    )

    @api.depends("month_from", "month_to")
    @api.depends_context("lang")
    def _compute_display_name(self):
        months = dict(self._fields["month_from"]._description_selection(self.env))
        for season in self:
            season.display_name = (
                f"{months.get(season.month_from, '')} – {months.get(season.month_to, '')}"
            )

    def _as_rule(self):
        """Return the seasons as ``rules.visit_due`` takes them.

        :rtype: tuple[Season]
        """
        return tuple(
            visit_due.Season(int(season.month_from), int(season.month_to), season.visit_interval)
            for season in self
        )

    @api.constrains("account_id", "month_from", "month_to")
    def _check_overlap(self):
        for account in self.account_id:
            # sudo: all seasons of the account count
            seasons = account.sudo().season_ids
            rules = seasons._as_rule()
            for month, label in self._fields["month_from"]._description_selection(self.env):
                if sum(visit_due.is_in(int(month), rule) for rule in rules) > 1:
                    raise ValidationError(
                        self.env._(
                            "Two seasons of %(account)s hold in the same month (%(month)s). Let "
                            "one end before the other begins.",
                            account=account.display_name,
                            month=label,
                        )
                    )
