from odoo import api, fields, models
from odoo.exceptions import AccessError

from ... import relations
from ...rules import visits
from .kam_visit_due import STANDINGS


class KamAccount(models.Model):
    """The visits of an account: those to come, those made, and how often it is visited.

    ``kam_account_due``: how it stands, and planning a visit.
    ``kam_account_follow_up``: which contact is the follow-up of a visit.
    """

    _inherit = "kam.account"

    visit_ids = relations.One2many(
        comodel_name="kam.visit", inverse_name="account_id", string="Visits"
    )
    visit_count = fields.Integer(string="Number of Visits", compute="_compute_form_counts")
    next_visit = fields.Datetime(
        compute="_compute_next_visit", help="When the next visit is planned, as you see it."
    )
    visit_interval = fields.Integer(
        string="Visit Interval (Days)",
        tracking=True,
        aggregator=None,
        copy=False,
        help="At most so many days lie between two visits of this customer. 0: as its class says. "
        "Set by supervisors and above over its unit.",
    )
    season_ids = relations.One2many(
        comodel_name="kam.visit.season", inverse_name="account_id", string="Seasons"
    )
    window_ids = relations.One2many(
        comodel_name="kam.visit.window", inverse_name="account_id", string="Visiting Times"
    )
    visit_rhythm = fields.Char(
        string="Visited Now", compute="_compute_visit_due", help="How often, and what says so."
    )
    visit_due = fields.Char(
        string="Due for a Visit",
        compute="_compute_visit_due",
        help="How often, when the last visit was made, and when the next one is planned.",
    )
    visit_standing = fields.Selection(
        STANDINGS, string="Standing of Visits", compute="_compute_visit_due"
    )
    is_paced_by_me = fields.Boolean(string="Interval Set by Me", compute="_compute_is_paced_by_me")

    _visit_interval_possible = models.Constraint(
        "CHECK(visit_interval BETWEEN 0 AND 730)",
        "“Visit Interval (Days)” of an account runs from 0 to 730 days.",
    )

    @api.model
    def _get_form_counts(self):
        return super()._get_form_counts() | {"visit_count": "kam.visit"}

    @api.depends("visit_ids.state", "visit_ids.date_start")
    @api.depends_context("uid")
    def _compute_next_visit(self):
        planned = {}
        if self.env["kam.visit"].has_access("read"):
            planned = dict(
                self.env["kam.visit"]._read_group(
                    [
                        ("account_id", "in", self.ids),
                        ("state", "in", visits.OPEN_STATES),
                        # what should have been made is late, not next
                        ("date_stop", ">=", fields.Datetime.now()),
                    ],
                    ["account_id"],
                    ["date_start:min"],
                )
            )
        for account in self:
            account.next_visit = planned.get(account._origin, False)

    @api.depends(
        "class_id.visit_interval",
        "season_ids.visit_interval",
        "visit_ids.date_start",
        "visit_ids.state",
        "visit_interval",
    )
    @api.depends_context("uid", "lang")
    def _compute_visit_due(self):
        rows = {}
        if self.env["kam.visit.due"].has_access("read"):
            found = self.env["kam.visit.due"].search([("account_id", "in", self.ids)])
            rows = {row.account_id: row for row in found}
        for account in self:
            row = rows.get(account._origin)
            account.visit_rhythm = row.rhythm if row else False
            account.visit_due = row.reason if row else False
            account.visit_standing = row.standing if row else False

    @api.depends("unit_id.leader_ids")
    @api.depends_context("uid")
    def _compute_is_paced_by_me(self):
        for account in self:
            # sudo: who leads a unit is known in the organisation
            account.is_paced_by_me = self.env.user in account.sudo().unit_id.leader_ids

    # ------------------------------------------------------------------
    # who says how often
    # ------------------------------------------------------------------

    def _check_write(self, vals):
        """See the base method: the interval is set by those who lead the unit."""
        super()._check_write(vals)
        if "visit_interval" in vals:
            self._check_may_pace()

    @api.model
    def _complete_create(self, vals_list):
        """See the base method: an account begins with the interval of its class."""
        vals_list = super()._complete_create(vals_list)
        if any(vals.get("visit_interval") for vals in vals_list) and not self.env.su:
            self._refuse_pace(self.env._("A new account"))
        return vals_list

    def _check_may_pace(self):
        """Refuse whoever does not lead the unit of the accounts (development scheme, 6).

        :raise AccessError: naming the account
        """
        if self.env.su:
            return
        for account in self:
            if not account.is_paced_by_me:
                self._refuse_pace(account.display_name)

    def _refuse_pace(self, name):
        raise AccessError(
            self.env._(
                "%(account)s: how often it is visited is set by supervisors and above over its "
                "unit. Ask one of them.",
                account=name,
            )
        )

    def _collect_papers(self, date_from, date_to):
        """See the base method: the reports of the visits that were made in the period."""
        # sudo: what is filed is complete, whoever ends the process
        reports = (
            self.env["kam.visit.report"]
            .sudo()
            .search(
                [
                    ("account_id", "=", self.id),
                    ("approval_state", "=", "approved"),
                    ("date_closed", ">=", date_from),
                    ("date_closed", "<=", date_to),
                ],
                order="id",
            )
        )
        papers = super()._collect_papers(date_from, date_to)
        return [*papers, (self.env._("Visit reports"), reports)] if reports else papers

    def action_view_visits(self):
        """Open the visits of the account.

        :return: a window action
        """
        self.ensure_one()
        return self._open_forms("kam.visit")
