from odoo import api, fields, models
from odoo.tools.misc import format_duration

WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]


class KamVisitWindow(models.Model):
    """When a customer receives visits (scheme, one.2, 2). An account without any says nothing."""

    _name = "kam.visit.window"
    _description = "Visiting Time"
    _inherit = ["kam.account.record.mixin"]
    _order = "account_id, weekday, hour_from, id"

    weekday = fields.Selection(WEEKDAYS, string="Day of the Week", required=True, default="0")
    hour_from = fields.Float(string="Received From", required=True, default=9.0, aggregator=None)
    hour_to = fields.Float(string="Received Until", required=True, default=17.0, aggregator=None)

    _hours_possible = models.Constraint(
        "CHECK(hour_from >= 0 AND hour_to <= 24 AND hour_from < hour_to)",
        "“Received From” of a visiting time comes before “Received Until”, within one day.",
    )

    @api.depends("weekday", "hour_from", "hour_to")
    @api.depends_context("lang")
    def _compute_display_name(self):
        days = dict(self._fields["weekday"]._description_selection(self.env))
        for window in self:
            hours = " – ".join(map(format_duration, (window.hour_from, window.hour_to)))
            window.display_name = f"{days.get(window.weekday, '')} {hours}"

    def _as_rule(self):
        """Return the windows as ``rules.visit_due`` takes them: weekday -> pairs of hours."""
        return {
            int(weekday): [(window.hour_from, window.hour_to) for window in windows]
            for weekday, windows in self.grouped("weekday").items()
        }
