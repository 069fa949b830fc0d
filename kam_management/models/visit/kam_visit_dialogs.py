from odoo import api, models
from odoo.exceptions import UserError

from ...rules import findings, visits


class KamVisit(models.Model):
    """What the user may do with a visit now, and the dialogs that ask how, for one and for many.

    The buttons only mirror the methods behind them: these check for themselves.
    """

    _inherit = "kam.visit"

    @api.depends(
        "state",
        "approval_state",
        "leader_id",
        "participant_ids",
        "needs_rank",
        "waived_by_id",
        "date_start",
        "date_discussion",
        "discussion_notes",
    )
    @api.depends_context("uid")
    def _compute_can_visit(self):
        writable = self._origin._filtered_access("write")
        for visit in self:
            may_write = visit._origin in writable
            ahead = may_write and visit.state in visits.AHEAD_STATES
            visit.can_change = ahead
            visit.can_confirm = (
                ahead
                and visit.state == "planned"
                and (visit.approval_state == "approved" or not visit._needs_approval())
            )
            visit.can_waive = bool(
                visit._origin
                and visit.needs_rank
                and not visit.waived_by_id
                and visit.state == "planned"
                and visit.approval_state == "draft"
                and visit._find_rank_gaps()
                and visit._may_waive()
            )
            visit.can_close = may_write and visit.state == "done"
            visit.can_spend = may_write and visit.state != "cancelled"
            visit.can_find = (
                may_write
                and visit.state in findings.NOTING_STATES
                and self.env.user in visit._get_people()
            )

    def action_ask_cancel(self):
        """Open the dialog that cancels visits.

        :return: a window action
        """
        return self._ask_change("cancel", self.env._("Cancel Visits"))

    def action_ask_reschedule(self):
        """Open the dialog that moves a visit to another time.

        :return: a window action
        """
        return self._ask_change("reschedule", self.env._("Reschedule"))

    def action_ask_leader(self):
        """Open the dialog that lets somebody else lead visits.

        :return: a window action
        """
        return self._ask_change("leader", self.env._("Change the Leader"))

    def action_ask_waive(self):
        """Open the dialog that lets visits do without a leader of rank or a discussion.

        :return: a window action
        """
        return self._ask_change("waive", self.env._("Waive"))

    def _ask_change(self, change, title):
        self.check_access("read")
        self._check_asked(change)
        context = {"default_visit_ids": self.ids, "default_change": change}
        if change == "reschedule" and len(self) == 1:
            context["default_date_start"] = self.date_start
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "kam.visit.change",
            "view_mode": "form",
            "target": "new",
            "context": context,
        }

    def _check_asked(self, change):
        """Refuse what can be done with none of the visits, before anything is filled in.

        :param str change: what is asked for, see ``kam.visit.change``
        :raise UserError: naming the visit, or for several that are moved one by one
        :raise AccessError: for whoever may not do it
        """
        if change == "reschedule":
            self._check_moved_alone()
        if change == "waive":
            for visit in self._find_first_unless("can_waive"):
                visit._check_may_waive()
                visit._check_waivable()
            return
        for visit in self._find_first_unless("can_change"):
            visit.check_access("write")
            visit._check_ahead()

    def _find_first_unless(self, name):
        """Return the first of the visits, unless something is possible for one of them.

        :param str name: of the field that says so
        """
        return self.browse() if any(self.mapped(name)) else self[:1]

    def _check_moved_alone(self):
        """Refuse to move several visits to one time.

        :raise UserError: for several
        """
        if len(self) > 1:
            raise UserError(
                self.env._("Visits are moved one by one: each has its own time. Choose one.")
            )
