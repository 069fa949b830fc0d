from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ... import arguments
from ...rules.visits import AHEAD_STATES
from .kam_visit_duties import FOLLOW_UP


class KamApprovalDelegation(models.Model):
    """What of visits falls into the days on which somebody is away.

    Follow-ups are done by the delegate as they are; visits are given to the delegate, or moved.
    """

    _inherit = "kam.approval.delegation"

    visit_count = fields.Integer(
        string="Visits Meanwhile",
        compute="_compute_visit_counts",
        help="Visits to come, of the person who is away, that you may see.",
    )
    follow_up_count = fields.Integer(
        string="Follow-ups Meanwhile",
        compute="_compute_visit_counts",
        help="Follow-ups of visits that the person who is away owes by these days.",
    )

    @api.depends("user_id", "date_from", "date_to", "company_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_visit_counts(self):
        for delegation in self:
            is_complete = delegation.user_id and delegation.date_from and delegation.date_to
            delegation.visit_count = delegation.follow_up_count = 0
            if is_complete and self.env["kam.visit"].has_access("read"):
                delegation.visit_count = self.env["kam.visit"].search_count(
                    delegation._get_visit_domain()
                )
            if is_complete:
                delegation.follow_up_count = self.env["kam.deadline"].search_count(
                    delegation._get_follow_up_domain()
                )

    def _get_visit_domain(self):
        """Return the domain of the visits that the person who is away would make in these days."""
        company = self.company_id
        start = company._kam_day_start(self.date_from)
        stop = company._kam_day_start(self.date_to + timedelta(days=1))
        user = self.user_id
        return (
            Domain("company_id", "=", company.id)
            & Domain("state", "in", AHEAD_STATES)
            & Domain("date_start", "<", stop)
            & Domain("date_stop", ">", start)
            & (Domain("leader_id", "=", user.id) | Domain("participant_ids", "in", user.ids))
        )

    def _get_follow_up_domain(self):
        """Return the domain of the follow-ups owed by the last of these days, late ones too."""
        return (
            Domain("company_id", "=", self.company_id.id)
            & Domain("code", "=", FOLLOW_UP)
            & Domain("state", "=", "open")
            & Domain("date_due", "<=", self.date_to)
            & Domain("user_ids", "in", self.user_id.ids)
        )

    def action_view_visits(self):
        """Open the visits of who is away, to be given to the delegate or moved.

        :return: a window action
        :raise UserError: for none, or several delegations
        :raise AccessError: for whoever may not read the delegation
        """
        arguments.one(self)
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("kam_management.action_kam_visit")
        return {
            **action,
            "display_name": self.env._("Visits of %s", self.user_id.name),
            "domain": list(self._get_visit_domain()),
            "context": {"kam_absent_id": self.user_id.id, "kam_delegate_id": self.delegate_id.id},
        }

    def action_view_follow_ups(self):
        """Open the follow-ups that who is away owes in these days.

        :return: a window action
        :raise UserError: for none, or several delegations
        :raise AccessError: for whoever may not read the delegation
        """
        arguments.one(self)
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_management.action_kam_deadline_follow_up"
        )
        return {
            **action,
            "display_name": self.env._("Follow-ups of %s", self.user_id.name),
            "domain": list(self._get_follow_up_domain()),
            "context": {},
        }

    def action_move_visits(self):
        """Open the dialog that gives the visits of these days to the delegate, or moves them.

        :return: a window action
        :raise UserError: for none, or several delegations, or when there is none to move
        :raise AccessError: for whoever may not read the delegation
        """
        arguments.one(self)
        self.check_access("read")
        visits = self.env["kam.visit"].search(self._get_visit_domain())
        return visits._open_absence(absent=self.user_id, delegate=self.delegate_id)
