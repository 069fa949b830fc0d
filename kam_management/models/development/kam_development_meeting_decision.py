from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ... import arguments, wording
from .kam_development_meeting import (
    AHEAD,
    CANCELLED,
    CLOSED,
    COLLECTING,
    DECIDED,
    DISCLOSED,
)


class KamDevelopmentMeeting(models.Model):
    """The decision of a meeting, the dissent, its end, and the dialogs that ask for them."""

    _inherit = "kam.development.meeting"

    # ------------------------------------------------------------------
    # the decision
    # ------------------------------------------------------------------

    def action_decide(self, reasons="", with_seminar=False, with_material=False, other_method=""):
        """Decide how the customer is developed, when all opinions are known.

        A visit always belongs to it (development scheme, 4.3).

        :param str reasons: why this method
        :param bool with_seminar: a product seminar belongs to it
        :param bool with_material: promotional material belongs to it
        :param str other_method: another method that belongs to it
        :return: True
        :raise AccessError: for everybody but whoever convenes
        :raise UserError: without a reason, or before the round is over
        """
        arguments.one(self)
        self.check_access("read")
        self._serialise()
        self._check_convener()
        self._check_in({DISCLOSED})
        said = self._check_said(reasons, self._fields["decision_reasons"])
        other = arguments.text(self.env, self._get_label("other_method"), other_method)
        # sudo: the process's own fields; who may was checked
        meeting = self.sudo()
        # the last one that was decided holds, and nobody dissents from the one before any more
        before = meeting.development_id.meeting_ids.filtered(lambda each: each.state == DECIDED)
        before._protected_write({"state": CLOSED})
        meeting._protected_write(
            {
                "state": DECIDED,
                "with_seminar": bool(with_seminar),
                "with_material": bool(with_material),
                "other_method": other or False,
                "decision_reasons": said,
                "date_decided": fields.Datetime.now(),
                "decided_by_id": self.env.uid,
            }
        )
        self._close_meeting_duty()
        self._tell_decided()
        return True

    def action_dissent(self, why=""):
        """Say that one does not agree with what was decided.

        :param str why: why not
        :return: True
        :raise AccessError: for whoever was not asked for an opinion
        :raise UserError: without a reason, before the decision, or when the meeting is closed
        """
        arguments.one(self)
        self.check_access("read")
        dissents = self.env["kam.development.dissent"]
        why = self._check_said(why, dissents._fields["why"])
        self._serialise()
        self._check_in({DECIDED})
        if self.env.user not in self.participant_ids:
            raise AccessError(
                self.env._(
                    "Those dissent who were asked for their opinion: %s.",
                    wording.listed(self.env, self.participant_ids.mapped("name")),
                )
            )
        # sudo: whether they have, whoever may read what
        if self.env.user in self.sudo().dissent_ids.user_id:
            raise UserError(self.env._("Your dissent is noted already, and stays as it is."))
        dissents._append(
            [
                {
                    "meeting_id": self.id,
                    "company_id": self.company_id.id,
                    "user_id": self.env.uid,
                    "date": fields.Datetime.now(),
                    "why": why,
                }
            ]
        )
        self.invalidate_recordset(["dissent_ids"])
        return True

    def action_close(self):
        """Close meetings: nobody dissents any more.

        :return: True
        :raise AccessError: for everybody but whoever convenes
        :raise UserError: before the decision
        """
        self.check_access("read")
        self._serialise()
        for meeting in self:
            meeting._check_convener()
            meeting._check_in({DECIDED})
            # sudo: the process's own fields; who may was checked
            meeting.sudo()._protected_write({"state": CLOSED})
        return True

    def action_cancel(self, reason=""):
        """Cancel meetings that are not decided; opinions that were not opened stay closed.

        :param str reason: why
        :return: True
        :raise AccessError: for everybody but whoever convenes
        :raise UserError: without a reason, or after the decision
        """
        self.check_access("read")
        said = self._check_said(reason, self._fields["meeting_cancel_reason"])
        self._serialise()
        for meeting in self:
            meeting._check_convener()
            meeting._check_in(AHEAD)
            meeting._end(said)
        return True

    def _end(self, reason):
        """End meetings with a development, or because somebody says so."""
        for meeting in self:
            # sudo: the process's own fields; who may was checked
            own = meeting.sudo()
            if own.state in AHEAD:
                own._protected_write({"state": CANCELLED, "meeting_cancel_reason": reason})
                self.env["kam.deadline"]._cancel(own, "not_needed")
                meeting._tell_cancelled()
            elif own.state == DECIDED:
                own._protected_write({"state": CLOSED})

    def _prepare_snapshot(self):
        """Return what a scheme keeps of the decision, as codes and plain values."""
        if not self:
            return {}
        self.ensure_one()
        return {
            "date": str(self.company_id._kam_day_of(self.date_meeting)),
            "convener": self.convener_id.name,
            "asked": self.participant_ids.mapped("name"),
            "missing": self.missing_ids.mapped("name"),
            "seminar": self.with_seminar,
            "material": self.with_material,
            "other": self.other_method or None,
            "reasons": self.decision_reasons,
            "dissent": [
                {"name": dissent.user_id.name, "why": dissent.why} for dissent in self.dissent_ids
            ],
        }

    # ------------------------------------------------------------------
    # what the user may do; the methods check for themselves
    # ------------------------------------------------------------------

    @api.depends("state", "participant_ids", "opinion_ids", "dissent_ids")
    @api.depends_context("uid")
    def _compute_can(self):
        user = self.env.user
        for meeting in self:
            # sudo: who convenes, whoever may read the development
            development = meeting.sudo().development_id
            is_known = bool(meeting._origin)
            meeting.can_convene = is_known and development.with_env(self.env)._may_convene()
            meeting.can_give_opinion = (
                is_known and meeting.state == COLLECTING and bool(meeting._find_writer())
            )
            meeting.can_dissent = (
                meeting.state == DECIDED
                and user in meeting.participant_ids
                and user not in meeting.dissent_ids.user_id
            )

    def action_ask_opinion(self):
        """Open the dialog in which a participant writes an opinion.

        :return: a window action
        """
        return self._ask("opinion", self.env._("Write the Opinion"))

    def action_ask_decision(self):
        """Open the dialog in which the convener decides.

        :return: a window action
        """
        return self._ask("decide", self.env._("Decide the Method"))

    def action_ask_dissent(self):
        """Open the dialog in which a participant dissents.

        :return: a window action
        """
        return self._ask("dissent", self.env._("Dissent"))

    def action_ask_cancel(self):
        """Open the dialog that cancels a meeting.

        :return: a window action
        """
        return self._ask("cancel", self.env._("Cancel the Meeting"))

    def _ask(self, step, title):
        arguments.one(self)
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "kam.development.meeting.step",
            "view_mode": "form",
            "target": "new",
            "context": {"default_meeting_id": self.id, "default_step": step},
        }

    def action_view_development(self):
        """Open the development that the meeting is about.

        :return: a window action
        :raise AccessError: for whoever may not read it
        """
        arguments.one(self)
        self.check_access("read")
        self.development_id.check_access("read")
        return self.development_id._open_current()

    def action_view_account(self):
        """Open the account, whose file presents the customer to the meeting.

        :return: a window action
        :raise AccessError: for whoever may not read it
        """
        arguments.one(self)
        self.check_access("read")
        self.account_id.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "kam.account",
            "res_id": self.account_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
