from odoo import fields, models
from odoo.exceptions import UserError, ValidationError

from ... import arguments, protection, values
from ...wording import worded


class KamVisit(models.Model):
    """Another time, another leader: each with a trace, the plan approved again where it must be."""

    _inherit = "kam.visit"

    def action_reschedule(self, date_start, date_stop=None, reason=""):
        """Move a visit that has not begun to another time.

        :param date_start: when it begins, naive UTC as Odoo stores it
        :param date_stop: when it is over; by default it lasts as long as before
        :param str reason: why
        :return: True
        :raise UserError: without a reason, or for a visit that has begun
        :raise ValidationError: for times that are none
        :raise AccessError: for whoever may not write the visit
        """
        arguments.one(self)
        self.check_access("write")
        reason = self._check_reason(reason)
        start = self._check_moment("date_start", date_start)
        stop = date_stop and self._check_moment("date_stop", date_stop)
        self._reschedule(start, stop or start + (self.date_stop - self.date_start), reason)
        return True

    def _check_moment(self, name, value):
        values.check(self, {name: value})
        try:
            moment = fields.Datetime.to_datetime(value)
        except (TypeError, ValueError, OverflowError):
            moment = None
        if not moment:
            raise ValidationError(
                self.env._(
                    "“%(field)s” of %(visit)s is %(value)s. Enter a day and a time.",
                    field=self._fields[name]._description_string(self.env),
                    visit=self.display_name,
                    value=arguments.shown(value),
                )
            )
        return moment.replace(microsecond=0)

    def _reschedule(self, start, stop, reason):
        """Move a visit to another time: its duty and its place in calendars follow.

        The plan is approved again where the discussion would come after the visit. The caller has
        checked who may.

        :param datetime start: when it begins
        :param datetime stop: when it is over
        :param str reason: why, as somebody wrote it or a code, see ``wording.worded``
        :raise UserError: for a visit that has begun
        """
        protection.check_caller(self.env, "_reschedule")
        self.ensure_one()
        values.check(self, {"date_start": start, "date_stop": stop})
        self._serialise()
        if self.state not in ("planned", "confirmed"):
            self._refuse_state(["planned", "confirmed"])
        if (start, stop) == (self.date_start, self.date_stop):
            return
        move = self._append_move(reason, start_from=self.date_start, start_to=start)
        # sudo: the process's own fields; who may was checked
        self.sudo()._protected_write({"date_start": start, "date_stop": stop})
        # sudo: in another year another ceiling holds, whoever moves it
        self.sudo().budget_ids._check_ceiling()
        self._move_planned()
        self._tell_move(move)
        if self.needs_rank and not self.waived_by_id and self._is_discussed_after():
            self._ask_again()

    def action_change_leader(self, user_id, reason=""):
        """Let somebody else lead a visit that has not begun; its plan is approved again.

        :param int user_id: who leads it from now on
        :param str reason: why
        :return: True
        :raise UserError: without a reason, or for a visit that has begun
        :raise ValidationError: for somebody who does not see the account
        :raise AccessError: for whoever may not write the visit
        """
        self.check_access("write")
        reason = self._check_reason(reason)
        ids = arguments.ids(self.env, self._get_leader_label(), [user_id])
        user = self.env["res.users"].browse(ids).exists()
        if not user:
            raise UserError(
                self.env._("“%(field)s”: choose who it is.", field=self._get_leader_label())
            )
        for visit in self:
            visit._change_leader(user, reason)
        return True

    def _get_leader_label(self):
        return self._fields["leader_id"]._description_string(self.env)

    def _change_leader(self, user, reason):
        """Let somebody else lead the visit. The caller has checked who may."""
        self.ensure_one()
        self._serialise()
        if self.state not in ("planned", "confirmed"):
            self._refuse_state(["planned", "confirmed"])
        if user == self.leader_id:
            return
        move = self._append_move(reason, leader_from_id=self.leader_id.id, leader_to_id=user.id)
        self._ask_again()
        # sudo: who may was checked; the plan is a draft again
        self.sudo()._protected_write({"leader_id": user.id})
        self._refresh_duties()
        self._tell_move(move)

    def _append_move(self, reason, **vals):
        """Write down what is changed, and why; return the row."""
        return self.env["kam.visit.move"]._append(
            [{"visit_id": self.id, "company_id": self.company_id.id, "reason": reason, **vals}]
        )

    def _ask_again(self):
        """Open a plan that was approved, or is in review, so that it is submitted again."""
        if self.approval_state == "approved" and self._needs_approval():
            # sudo: the engine's own fields; who may was checked
            edition = self.sudo()._begin_edition()
            edition._on_revised()
        elif self.approval_state == "in_review":
            # sudo: as above
            self.sudo()._end_round("draft")
            self._on_withdrawn()

    def _hand_over(self, user_from, user_to):
        """See the base method: visits that have not begun go to whoever follows."""
        ahead = self.filtered(lambda visit: visit.state in ("planned", "confirmed"))
        for visit in ahead.filtered(lambda visit: visit.leader_id == user_from):
            visit._append_move(
                worded("account_handed_over"),
                leader_from_id=user_from.id,
                leader_to_id=user_to.id,
            )
        super(KamVisit, ahead)._hand_over(user_from, user_to)
