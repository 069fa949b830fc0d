from odoo import api, fields, models

from ...wording import Worded


class KamVisitMove(models.Model):
    """What was changed of a planned visit: its time, or who leads it; by whom, and why."""

    _name = "kam.visit.move"
    _description = "Change of a Visit"
    _inherit = ["kam.history.mixin"]
    _order = "date desc, id desc"
    _rec_name = "date"

    visit_id = fields.Many2one(
        "kam.visit", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    date = fields.Datetime(
        string="Changed On", required=True, readonly=True, default=fields.Datetime.now
    )
    user_id = fields.Many2one(
        "res.users",
        string="By",
        required=True,
        readonly=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    start_from = fields.Datetime(string="Planned Before", readonly=True)
    start_to = fields.Datetime(string="Planned After", readonly=True)
    stop_from = fields.Datetime(string="Planned Until, Before", readonly=True)
    stop_to = fields.Datetime(string="Planned Until, After", readonly=True)
    leader_from_id = fields.Many2one(
        "res.users", string="Led Before By", readonly=True, ondelete="restrict"
    )
    leader_to_id = fields.Many2one(
        "res.users", string="Led After By", readonly=True, ondelete="restrict"
    )
    must_confirm = fields.Boolean(
        string="To Be Confirmed Again",
        readonly=True,
        help="It was confirmed, and is changed further than was agreed.",
    )
    reason = Worded(required=True, readonly=True)

    @api.model
    def _get_reasons(self):
        """Return the reasons that are kept as codes, worded for the reader.

        :return: dict code -> text, with places for the values; extended with ``super() | {...}``
        """
        return {
            "account_handed_over": self.env._("The account was handed over."),
            "calendar": self.env._("Moved in the calendar."),
            "week": self.env._("Put into the week."),
            "proposed": self.env._("A proposed moment was chosen."),
            "leeway_day": self.env._("It may be moved within the day."),
            "leeway_week": self.env._("It may be moved within the week."),
            "stands_in": self.env._("%(after)s comes along instead of %(before)s: %(why)s"),
        }
