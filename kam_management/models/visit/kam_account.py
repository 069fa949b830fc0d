from odoo import api, fields, models

from ... import relations
from ...rules import visits


class KamAccount(models.Model):
    """The visits of an account: those to come, and those made.

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
                    [("account_id", "in", self.ids), ("state", "in", visits.OPEN_STATES)],
                    ["account_id"],
                    ["date_start:min"],
                )
            )
        for account in self:
            account.next_visit = planned.get(account._origin, False)

    def action_view_visits(self):
        """Open the visits of the account.

        :return: a window action
        """
        self.ensure_one()
        return self._open_forms("kam.visit")
