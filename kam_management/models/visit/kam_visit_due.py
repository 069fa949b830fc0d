from odoo import api, fields, models

from ... import arguments
from ...queries import visit_due as queries
from ...rules import visit_due
from ...wording import format_date
from ..account.kam_account import STATES as ACCOUNT_STATES

# the most urgent first, as boards show them
STANDINGS = [
    ("late", "Late"),
    ("due", "Due now"),
    ("soon", "Due soon"),
    ("planned", "Visit planned"),
    ("none", "Not due yet"),
]
# what the rows are made of
SOURCES = {
    "kam.account": [
        "active",
        "class_id",
        "company_id",
        "date_state",
        "manager_id",
        "partner_id",
        "state",
        "unit_id",
        "visit_interval",
    ],
    "kam.customer.class": ["visit_interval"],
    "kam.visit": ["account_id", "company_id", "date_ended", "date_start", "purpose", "state"],
    "kam.visit.season": ["account_id", "month_from", "month_to", "visit_interval"],
}


class KamVisitDue(models.Model):
    """Which customers are due for a visit: one row per potential or key account that has an
    interval (scheme, one.2; development scheme, 6).

    ``kam_visit_due_week``: putting what is due into the week.
    """

    _name = "kam.visit.due"
    _description = "Due for a Visit"
    _auto = False
    _order = "urgency, date_due, id"
    _rec_name = "account_id"
    _depends = SOURCES

    account_id = fields.Many2one("kam.account", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    manager_id = fields.Many2one("res.users", string="Account Manager", readonly=True)
    unit_id = fields.Many2one("kam.unit", readonly=True)
    class_id = fields.Many2one("kam.customer.class", string="Customer Class", readonly=True)
    account_state = fields.Selection(ACCOUNT_STATES, readonly=True)
    visit_interval = fields.Integer(
        string="Visit Interval (Days)",
        readonly=True,
        aggregator="avg",
        help="What holds today: that of the season, of the account or of its class.",
    )
    origin = fields.Selection(
        [
            ("class", "Customer class"),
            ("account", "This account"),
            ("season", "Season"),
            ("closed", "No visits now"),
        ],
        string="Interval Comes From",
        readonly=True,
    )
    date_reopens = fields.Date(string="Receives Visits Again", readonly=True)
    is_visited = fields.Boolean(string="Visited Before", readonly=True)
    last_visit = fields.Date(
        readonly=True, help="The last regular or target account visit that was made."
    )
    days_since = fields.Integer(
        string="Days Without a Visit",
        readonly=True,
        aggregator="avg",
        help="Since the last visit, or since the customer became a potential or key account.",
    )
    date_due = fields.Date(string="Visit Due On", readonly=True)
    days_left = fields.Integer(
        string="Days Left to Visit",
        readonly=True,
        aggregator="min",
        help="Negative: so many days late.",
    )
    next_planned = fields.Datetime(string="Next Visit", readonly=True)
    standing = fields.Selection(
        STANDINGS, string="Standing of Visits", readonly=True, group_expand=True
    )
    urgency = fields.Integer(readonly=True, aggregator=None, help="1: the most urgent.")
    rhythm = fields.Char(string="Visited Now", compute="_compute_reason")
    reason = fields.Char(string="Why It Is Due", compute="_compute_reason")

    @property
    def _table_query(self):
        return queries.due(self._get_clock())

    @api.model
    def _get_clock(self):
        """Return what day it is in the companies of the reader, see ``queries.visit_due``."""
        return [
            (company.id, company._kam_timezone().zone, today, company._kam_day_start(today))
            for company in self.env.companies.root_id
            for today in [company._kam_today()]
        ]

    @api.depends("date_reopens", "days_since", "next_planned", "origin", "visit_interval")
    @api.depends_context("lang")
    def _compute_reason(self):
        texts = self._get_texts()
        for row in self:
            planned = row.company_id._kam_day_of(row.next_planned)
            parts = visit_due.explain(
                row.origin,
                row.visit_interval,
                row.days_since,
                row.is_visited,
                planned,
                row.date_reopens,
            )
            rhythm, last, following = (
                texts[code] % self._word(values, row) for code, values in parts
            )
            row.rhythm = rhythm
            row.reason = self.env._(
                "%(rhythm)s, %(last)s, %(next)s", rhythm=rhythm, last=last, next=following
            )

    @api.model
    def _get_texts(self):
        """Return the parts of reasons: code of ``rules.visit_due.explain`` -> text with places."""
        return {
            "class": self.env._("class %(class)s: every %(days)s days"),
            "account": self.env._("this account: every %(days)s days"),
            "season": self.env._("this season: every %(days)s days"),
            "closed": self.env._("no visits before %(day)s"),
            "visited": self.env._("last %(days)s days ago"),
            "today": self.env._("last today"),
            "never": self.env._("never visited in %(days)s days"),
            "new": self.env._("never visited yet"),
            "next": self.env._("planned for %(day)s"),
            "unplanned": self.env._("none planned"),
        }

    def _word(self, values, row):
        """Return the values of a part as they are shown."""
        day = values.get("day")
        return {
            **values,
            "class": row.class_id.code or "",
            "day": format_date(self.env, day) if day else self.env._("another season"),
        }

    def action_open_account(self):
        """Open the account.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "kam.account",
            "res_id": self.account_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_plan_visit(self):
        """Open a new visit of the account, prefilled.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        return self.account_id.action_plan_visit()

    def action_stretch(self):
        """Open the dialog that makes the intervals of the accounts longer.

        :return: a window action
        """
        return self._open_dialog("kam.visit.stretch", self.env._("Longer Intervals"))

    def action_pass(self):
        """Open the dialog that gives the visits of the accounts to somebody else.

        :return: a window action
        """
        return self._open_dialog("kam.visit.pass", self.env._("Give Visits to Somebody Else"))

    def _open_dialog(self, model, name):
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_account_ids": self.account_id.ids},
        }
