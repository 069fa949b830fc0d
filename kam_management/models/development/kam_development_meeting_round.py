from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ... import arguments, wording
from ...wording import format_date
from .kam_development_meeting import (
    AHEAD,
    COLLECTING,
    DISCLOSED,
    MOST_DAYS,
    OPINION_DAYS,
)
from .kam_development_opinion import STANCES


class KamDevelopmentMeeting(models.Model):
    """Convening a meeting, and the round of blind opinions until they are disclosed."""

    _inherit = "kam.development.meeting"

    # ------------------------------------------------------------------
    # convening
    # ------------------------------------------------------------------

    @api.model
    def _complete_create(self, vals_list):
        """Let whoever convenes meetings of a development convene this one.

        :raise UserError: for a development that is over, or has a meeting that goes on
        :raise ValidationError: for a day that has passed
        :raise AccessError: for everybody else, naming who convenes
        """
        vals_list = super()._complete_create(vals_list)
        completed = []
        for vals in vals_list:
            development = self.env["kam.development"].browse(vals.get("development_id") or [])
            if not development:
                raise UserError(
                    self.env._(
                        "A method meeting is about one development: choose “Convene the Meeting” "
                        "there."
                    )
                )
            development.check_access("read")
            development._check_going_on()
            origin = development._get_origin()
            origin._check_convener()
            origin._check_no_meeting_ahead()
            company = origin.company_id
            self._check_to_come(company, vals.get("date_meeting"))
            days = self._check_days(vals.get("opinion_days", OPINION_DAYS))
            completed.append(
                {
                    **vals,
                    "development_id": origin.id,
                    "convener_id": origin._find_convener().id,
                    "convened_by_id": self.env.uid,
                    "date_opinions": company._kam_due(company._kam_today(), days),
                }
            )
        return completed

    @api.model
    def _check_to_come(self, company, value):
        """Refuse a meeting on a day that has passed.

        :param res.company company: whose day counts
        :param value: when it meets, as for ``write``; empty for what is not said
        :raise ValidationError: naming the day
        """
        day = value and company._kam_day_of(fields.Datetime.to_datetime(value))
        if day and day < company._kam_today():
            raise ValidationError(
                self.env._(
                    "“%(field)s” is %(day)s, which has passed: choose today, or a day to come.",
                    field=self._get_label("date_meeting"),
                    day=format_date(self.env, day),
                )
            )

    @api.model
    def _check_days(self, days):
        """Return so many days as participants have to write.

        :raise ValidationError: for none, or too many
        """
        if not (isinstance(days, int) and 1 <= days <= MOST_DAYS):
            raise ValidationError(
                self.env._(
                    "“%(field)s” run from 1 to %(most)s.",
                    field=self._get_label("opinion_days"),
                    most=MOST_DAYS,
                )
            )
        return days

    @api.model_create_multi
    def create(self, vals_list):
        """Convene meetings: each participant owes an opinion, and is invited."""
        # one that was decided in this transaction is ahead no longer for the unique index
        self.flush_model(["state"])
        meetings = super().create(vals_list)
        for meeting in meetings:
            meeting._open_duties()
            meeting._tell_invited(meeting.participant_ids)
        return meetings

    def _check_write(self, vals):
        """See the base method: the convener prepares the meeting, until it is decided.

        :raise AccessError: for everybody else, naming who convenes
        :raise UserError: for what is decided, or over
        :raise ValidationError: for a day that has passed
        """
        super()._check_write(vals)
        for meeting in self if vals else ():
            meeting._check_convener()
            meeting._check_in({COLLECTING} if "participant_ids" in vals else AHEAD)
            if "date_meeting" in vals:
                meeting._check_to_come(meeting.company_id, vals["date_meeting"])

    def write(self, vals):
        """Change meetings; who is asked besides is invited, who is asked no more owes nothing."""
        before = {meeting: meeting.participant_ids for meeting in self}
        result = super().write(vals)
        for meeting in self:
            if "participant_ids" in vals:
                meeting._change_participants(before[meeting])
            if "date_meeting" in vals:
                meeting._move_meeting()
        return result

    def _change_participants(self, before):
        """Do what follows when others are asked for their opinion.

        :param res.users before: who was asked until now
        :raise UserError: for somebody who has written already, and for anybody once one has
        """
        gone, come = before - self.participant_ids, self.participant_ids - before
        # sudo: who has written, whoever may read what
        wrote = gone & self.sudo().opinion_ids.user_id
        # sudo: as above
        if gone and self.sudo().opinion_ids and not wrote:
            raise UserError(
                self.env._(
                    "Somebody has written already: whoever was asked stays asked. Close the round "
                    "where nobody waits for %(user)s; the minutes name who did not write.",
                    user=gone[0].name,
                )
            )
        if wrote:
            raise UserError(
                self.env._(
                    "%(user)s has written an opinion already, which stays: keep %(user)s among "
                    "those who are asked.",
                    user=wrote[0].name,
                )
            )
        self._open_duties()
        self._cancel_opinions(gone)
        self._tell_invited(come)
        self._settle_round()

    def _check_convener(self):
        # sudo: who convenes is asked of the development, which not every delegate may read
        self.sudo().development_id.with_user(self.env.uid).with_env(self.env)._check_convener()

    def _check_in(self, states):
        """Refuse what belongs to other states of a meeting.

        :raise UserError: naming the meeting and its state
        """
        labels = dict(self._fields["state"]._description_selection(self.env))
        for meeting in self:
            if meeting.state not in states:
                raise UserError(
                    self.env._(
                        "%(meeting)s is “%(state)s”. This is done while it is: %(states)s.",
                        meeting=meeting.display_name,
                        state=labels[meeting.state],
                        states=wording.listed(
                            self.env, [text for name, text in labels.items() if name in states]
                        ),
                    )
                )

    # ------------------------------------------------------------------
    # opinions
    # ------------------------------------------------------------------

    def _find_writer(self):
        """Return for whom the user writes an opinion: for themselves, or whom they act for.

        :rtype: res.users, empty for whoever is asked for none
        """
        # sudo: who has written, and who owes it, whoever may read what
        meeting = self.sudo()
        left = meeting.participant_ids - meeting.opinion_ids.user_id
        user = self.env.user
        if user in left:
            return user
        for duty in meeting._find_opinion_duties():
            if user in duty.worker_ids and (principal := duty._find_principal(user)) in left:
                return principal
        return self.env["res.users"]

    def action_give_opinion(
        self, stance="", why="", with_seminar=False, with_material=False, other_method=""
    ):
        """Write the opinion that a participant is asked for: once, and before the others are read.

        :param str stance: whether the customer should be developed, see ``STANCES``
        :param str why: why this way
        :param bool with_seminar: a product seminar is proposed
        :param bool with_material: promotional material is proposed
        :param str other_method: another method that is proposed, besides the visit
        :return: True
        :raise UserError: without a stance or a reason, or when the round is over
        :raise AccessError: for whoever is asked for no opinion
        """
        arguments.one(self)
        self.check_access("read")
        why = self._check_said(why, self.env["kam.development.opinion"]._fields["why"])
        if not isinstance(stance, str) or stance not in dict(STANCES):
            raise UserError(
                self.env._("Say whether you are in favour, have reservations or are against it.")
            )
        other = arguments.text(self.env, self._get_label("other_method"), other_method)
        self._serialise()
        self._check_in({COLLECTING})
        writer = self._find_writer()
        if not writer:
            raise AccessError(
                self.env._(
                    "%s waits for no opinion of yours: who is asked writes once.",
                    self.display_name,
                )
            )
        self.env["kam.development.opinion"]._append(
            [
                {
                    "meeting_id": self.id,
                    "company_id": self.company_id.id,
                    "user_id": writer.id,
                    "written_by_id": self.env.uid,
                    "date": fields.Datetime.now(),
                    "stance": stance,
                    "with_seminar": bool(with_seminar),
                    "with_material": bool(with_material),
                    "other_method": other or False,
                    "why": why,
                }
            ]
        )
        self.invalidate_recordset(["opinion_ids"])
        self._close_opinion(writer)
        self._settle_round()
        return True

    def _check_said(self, value, field):
        """Return what somebody wrote.

        :raise UserError: for a blank one, or what is no text
        """
        label = field._description_string(self.env)
        said = arguments.text(self.env, label, value)
        if not said:
            raise UserError(self.env._("“%s” is empty: say why, in a few words.", label))
        return said

    def _settle_round(self):
        """Open the opinions of those meetings for which nobody is left to write.

        Whoever left meanwhile is waited for no longer.
        """
        # sudo: the round ends whoever writes last, or leaves
        for meeting in self.sudo():
            wrote = meeting.opinion_ids.user_id
            if meeting.state != COLLECTING or not wrote:
                continue
            if not meeting._find_present(meeting.participant_ids - wrote):
                meeting.with_env(self.env)._disclose()

    def _disclose(self, by=None):
        """Open the opinions to all who read the meeting.

        :param res.users by: who closed the round; nobody when everybody has written
        """
        # sudo: the round ends whoever writes last, or leaves
        meeting = self.sudo()
        missing = meeting.participant_ids - meeting.opinion_ids.user_id
        meeting._protected_write(
            {
                "state": DISCLOSED,
                "is_disclosed": True,
                "date_disclosed": fields.Datetime.now(),
                "closed_by_id": by.id if by else False,
                "missing_ids": [fields.Command.set(missing.ids)],
            }
        )
        # rules read it from the table
        self.env.flush_all()
        self.env.invalidate_all()
        self._cancel_opinions(missing)
        self._tell_disclosed()

    def action_close_round(self):
        """Open the opinions although somebody has not written, who is named.

        :return: True
        :raise AccessError: for everybody but whoever convenes
        :raise UserError: when the round is over
        """
        self.check_access("read")
        self._serialise()
        for meeting in self:
            meeting._check_convener()
            meeting._check_in({COLLECTING})
            meeting._disclose(by=self.env.user)
        return True
