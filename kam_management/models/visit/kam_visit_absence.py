from datetime import datetime, timedelta

from odoo import models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from ... import arguments
from ...wording import format_date, worded

# Nobody closes for longer; a calendar without working days must not keep us looking.
MOST_DAYS_OFF = 60


class KamVisit(models.Model):
    """Visits of somebody who is away: given to somebody else, or made on another day.

    Each leaves its trace, and asks for approval of the plan again where the leader changes. The
    follow-ups of those who are away are done by their delegates as they are.
    """

    _inherit = "kam.visit"

    def action_open_absence(self):
        """Open the dialog that gives visits to somebody else, or moves them to another day.

        :return: a window action
        :raise UserError: for no visit
        :raise AccessError: for whoever may not read the visits
        """
        users = self.env["res.users"]
        absent, delegate = (
            users.browse(
                number if type(number) is int and 0 < number <= arguments.LAST_ID else []
            ).exists()
            for number in map(self.env.context.get, ("kam_absent_id", "kam_delegate_id"))
        )
        return self._open_absence(absent, delegate)

    def _open_absence(self, absent, delegate):
        """Return the action that opens the dialog on these visits.

        :param res.users absent: who is away; nobody for whoever leads each visit
        :param res.users delegate: who stands in; may be empty
        """
        self.check_access("read")
        if not self:
            raise UserError(self.env._("There is no visit to be given away or moved."))
        dialog = self.env["kam.visit.absence"].create(
            {
                "visit_ids": [Command.set(self.ids)],
                "absent_id": absent.id,
                "delegate_id": delegate.id,
            }
        )
        return dialog._show(self.env._("Give Away or Move"))

    def _replace_person(self, absent, delegate, reason):
        """Let somebody stand in for one of those who make the visit.

        :param res.users absent: who is away; nobody for whoever leads the visit
        :param res.users delegate: who stands in
        :param str reason: why
        :raise AccessError: for whoever may not change the visit
        :raise UserError: for a visit that has begun, or in which nobody is away
        :raise ValidationError: when the delegate does not see the account
        """
        self.ensure_one()
        self.check_access("write")
        absent = absent or self.leader_id
        if self.leader_id == absent:
            self._change_leader(delegate, reason)
            return
        if absent not in self.participant_ids:
            raise UserError(
                self.env._(
                    "%(user)s takes no part in %(visit)s.",
                    user=absent.name,
                    visit=self.display_name,
                )
            )
        reason = worded("stands_in", before=absent.name, after=delegate.name, why=reason)
        self._stand_in(absent, delegate, reason)

    def _stand_in(self, absent, delegate, reason):
        """Let somebody come along instead of somebody else. The caller has checked who may.

        :param res.users absent: who was to come along
        :param res.users delegate: who comes instead; whoever leads the visit comes anyway
        :param str reason: why, as somebody wrote it or a code, see ``wording.worded``
        """
        self._serialise()
        self._check_ahead()
        coming = delegate - self.leader_id
        self.write(
            {
                "participant_ids": [
                    Command.unlink(absent.id),
                    *(Command.link(user.id) for user in coming),
                ]
            }
        )
        self._append_move(reason)

    def _postpone(self, days, reason):
        """Make the visit some days later at the same time of the day, on a day that is worked.

        :param int days: how many days later
        :param str reason: why
        :raise AccessError: for whoever may not change the visit
        :raise UserError: for a visit that has begun
        :raise ValidationError: when no day is worked within two months
        """
        self.ensure_one()
        self.check_access("write")
        is_working = self.company_id._kam_is_working()
        planned = self._to_local(self.date_start)
        first = planned.date() + timedelta(days=days)
        following = (first + timedelta(days=number) for number in range(MOST_DAYS_OFF))
        day = next(filter(is_working, following), None)
        if not day:
            raise ValidationError(
                self.env._(
                    "%(visit)s: nobody works from %(day)s on. Choose another day.",
                    visit=self.display_name,
                    day=format_date(self.env, first),
                )
            )
        start = self._to_utc(datetime.combine(day, planned.time()))
        self._reschedule(start, start + (self.date_stop - self.date_start), reason)
