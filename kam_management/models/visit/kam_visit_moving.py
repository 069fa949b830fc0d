from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ... import arguments, protection, values
from ...rules import visits
from ...rules.form_states import OPEN_STATES
from ...wording import worded


class KamVisit(models.Model):
    """Another time, another leader: each with a trace, the plan approved again where it must be."""

    _inherit = "kam.visit"

    @api.model
    def _complete_create(self, vals_list):
        """See the base method: a visit is planned for a time to come, as it is moved to one.

        :raise ValidationError: for a time that has passed, or is more than a year ahead
        """
        vals_list = super()._complete_create(vals_list)
        for vals in vals_list:
            start, stop = (
                fields.Datetime.to_datetime(vals.get(name)) for name in ("date_start", "date_stop")
            )
            if start and stop:
                self.new({"account_id": vals.get("account_id")})._check_to_come(start, stop)
        return vals_list

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
                    value=values.described(self.env, value),
                )
            )
        return moment.replace(microsecond=0)

    def _reschedule(self, start, stop, reason):
        """Move a visit to another time: its duty and its place in calendars follow.

        What was agreed with the customer holds as far as its leeway goes: beyond, a confirmed visit
        is confirmed again, and one that was missed is late against what was agreed. The plan is
        approved again where the discussion would come after the visit. The caller has checked who
        may.

        :param datetime start: when it begins
        :param datetime stop: when it is over
        :param str reason: why, as somebody wrote it or a code, see ``wording.worded``
        :raise UserError: for a visit that has begun
        :raise ValidationError: for a time that has passed, or is more than a year ahead
        """
        protection.check_caller(self.env, "_reschedule")
        self.ensure_one()
        values.check(self, {"date_start": start, "date_stop": stop})
        self._serialise()
        self._check_ahead()
        if (start, stop) == (self.date_start, self.date_stop):
            return
        self._check_to_come(start, stop)
        must_confirm = self.state == "confirmed" and not self._is_within_leeway(start, stop)
        move = self._append_move(
            reason,
            start_from=self.date_start,
            start_to=start,
            stop_from=self.date_stop,
            stop_to=stop,
            must_confirm=must_confirm,
        )
        vals = {"date_start": start, "date_stop": stop, "date_agreed": self._find_missed()}
        # sudo: the process's own fields; who may was checked
        self.sudo()._protected_write(vals)
        if must_confirm:
            self._ask_to_confirm(
                self.env._(
                    "It takes place at another time than was confirmed. Say how the new "
                    "appointment was made, and confirm the visit."
                )
            )
        # sudo: in another year another ceiling holds, whoever moves it
        self.sudo().budget_ids._check_ceiling()
        self._move_planned()
        self._tell_move(move)
        if self.needs_rank and not self.waived_by_id and self._is_discussed_after():
            self._ask_again()

    def _check_to_come(self, start, stop):
        """Refuse a time of a visit that has passed, or is too far ahead.

        :param datetime start: when it is to begin
        :param datetime stop: when it is to be over
        :raise ValidationError: naming the time
        """
        now = fields.Datetime.now()
        if stop < now:
            raise ValidationError(
                self.env._(
                    "“%(field)s” is %(moment)s, and now it is %(now)s. Choose a time to come; what "
                    "was made without a plan is entered under “Contact Records”.",
                    field=self._fields["date_stop"]._description_string(self.env),
                    moment=self._word_when(stop),
                    now=self._word_when(now),
                )
            )
        if start > now + timedelta(days=visits.MOST_DAYS_AHEAD):
            raise ValidationError(
                self.env._(
                    "“%(field)s” is %(moment)s, more than %(days)s days ahead. Choose an earlier "
                    "day.",
                    field=self._fields["date_start"]._description_string(self.env),
                    moment=self._word_when(start),
                    days=visits.MOST_DAYS_AHEAD,
                )
            )

    def _ask_to_confirm(self, why):
        """Let a confirmed visit be planned again, and say so to whoever is the cause of it.

        :param str why: what happened and what to do, for people
        """
        self._go("planned")
        # sudo: who may was checked; how and with whom it is arranged is likely to stay
        self.sudo().date_appointment = False
        self.env.user._bus_send(
            "simple_notification",
            {
                "type": "warning",
                "sticky": True,
                "title": self.env._("To be confirmed again: %s", self.display_name),
                "message": why,
            },
        )

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

    def _change_leader(self, user, reason, informed=None):
        """Let somebody else lead the visit. The caller has checked who may.

        :param res.users user: who leads it from now on
        :param str reason: why, as somebody wrote it or a code, see ``wording.worded``
        :param res.users informed: who hears of it otherwise
        """
        self.ensure_one()
        self._serialise()
        self._check_ahead()
        if user == self.leader_id:
            return
        move = self._append_move(reason, leader_from_id=self.leader_id.id, leader_to_id=user.id)
        self._ask_again()
        # sudo: who may was checked; the plan is a draft again
        self.sudo()._protected_write({"leader_id": user.id})
        self._refresh_duties()
        self._tell_move(move, informed)

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

    # ------------------------------------------------------------------
    # with the account
    # ------------------------------------------------------------------

    @api.model
    def _get_handed_domain(self, users):
        """See the base method: visits to come, whether or not their plan is approved.

        Also those in which the users only take part. What has begun is ended by who began it.
        """
        mine = Domain("participant_ids", "in", users.ids) | Domain.OR(
            Domain(name, "in", users.ids) for name in self._get_in_charge_fields()
        )
        return (
            Domain("state", "in", visits.AHEAD_STATES)
            & Domain("approval_state", "in", (*OPEN_STATES, "approved"))
            & mine
        )

    def _goes_with(self, user):
        """See the base method: also visits in which the user takes part."""
        return super()._goes_with(user) or user in self.participant_ids

    def _hand_over(self, user_from, user_to):
        """See the base method: visits that have not begun go to whoever follows.

        Another leader asks for approval of the plan again; somebody else who comes along does not.
        """
        ahead = self.filtered(lambda visit: visit.state in visits.AHEAD_STATES)
        for visit in ahead:
            if visit.leader_id == user_from:
                # both hear of all that is handed over at once
                informed = user_from | user_to
                visit._change_leader(user_to, worded("account_handed_over"), informed)
            if user_from in visit.participant_ids:
                visit._stand_in(user_from, user_to, worded("account_handed_over"))
        super(KamVisit, ahead)._hand_over(user_from, user_to)
