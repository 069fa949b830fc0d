from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import NO_ACCESS, Command

from ... import arguments, protection, values
from ...rules import visits
from ...wording import format_datetime, worded

# When a meeting takes place: of a visit, that is the visit's.
TIMES = frozenset({"start", "stop", "start_date", "stop_date", "duration", "allday"})
# What a meeting of a visit takes from the visit, and what it holds nothing of.
KEPT = frozenset(
    {
        "name",
        "description",
        "notes",
        "location",
        "videocall_location",
        "videocall_channel_id",
        "categ_ids",
        "user_id",
        "partner_ids",
        "attendee_ids",
        "privacy",
        "show_as",
        "active",
        "alarm_ids",
        "recurrency",
        "recurrence_id",
        "follow_recurrence",
        "rrule",
        "rrule_type",
        "rrule_type_ui",
        "res_id",
        "res_model_id",
        "res_model",
        "opportunity_id",
        "activity_ids",
        "kam_visit_id",
    }
)


class CalendarEvent(models.Model):
    """The time that a visit takes in the calendars of those of us who make it.

    It is private, and holds nothing of the customer: not in its title, place or description, and
    nobody of the customer attends. Which visit it stands for is no field that clients reach; what
    the form shows of the visit is read with the rights of its reader.

    It follows the visit. Whoever moves it moves the visit, and needs the right to; all else is
    changed at the visit. What is written here is compared with the visit, whoever writes: so no
    context, no sudo and no other model leads past it.
    """

    _inherit = "calendar.event"

    kam_visit_id = fields.Many2one(
        "kam.visit",
        string="Visit of the Meeting",
        readonly=True,
        copy=False,
        ondelete="cascade",
        groups=NO_ACCESS,
    )
    kam_is_visit = fields.Boolean(
        string="Stands for a Visit",
        compute="_compute_kam_visit",
        help="A visit that you may read.",
    )
    kam_visit_is_fixed = fields.Boolean(
        string="Stands for a Fixed Visit",
        compute="_compute_kam_visit",
        help="A visit to come that you may read, and that is moved only if the customer agrees.",
    )
    kam_visit_customer = fields.Char(string="Customer Visited", compute="_compute_kam_visit")
    kam_visit_place = fields.Char(string="Visit Place", compute="_compute_kam_visit")
    kam_visit_goal = fields.Text(string="Visit Goal", compute="_compute_kam_visit")

    _kam_visit_uniq = models.UniqueIndex(
        "(kam_visit_id) WHERE kam_visit_id IS NOT NULL", "This visit is in the calendar already."
    )

    @api.model
    def _get_activity_excluded_models(self):
        """See the base method: visits are deadlines, and no activities."""
        return [*super()._get_activity_excluded_models(), "kam.visit"]

    @api.model
    def default_get(self, fields):
        """Return defaults; which visit a meeting stands for is none of them."""
        return super().default_get([name for name in fields if name != "kam_visit_id"])

    @api.depends("kam_visit_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_kam_visit(self):
        # of a form that is being filled in, the meeting that it shows
        by_event = self._origin._kam_find_visits()
        ids = [visit.id for visit in by_event.values()]
        visits_seen = self.env["kam.visit"].browse(ids)._filtered_access("read")
        readable = {visit.id: visit for visit in visits_seen}
        for event in self:
            stands_for = by_event.get(event._origin)
            visit = readable.get(stands_for.id) if stands_for else None
            event.kam_is_visit = bool(visit)
            event.kam_visit_is_fixed = bool(visit) and visit._is_fixed()
            event.kam_visit_customer = visit and visit.partner_id.display_name
            event.kam_visit_place = visit and visit.place
            event.kam_visit_goal = visit and visit.goal

    def _kam_find_visits(self):
        """Return the visits that meetings stand for: dict event -> visit, as superuser."""
        stored = self.filtered("id")
        # sudo: for which visit it stands is asked for by nobody but this code; of private meetings
        # nothing else gets into the cache by that
        known = stored.sudo().with_context(prefetch_fields=False)
        return {
            event: closed.kam_visit_id
            for event, closed in zip(stored, known, strict=True)
            if closed.kam_visit_id
        }

    def action_kam_open_visit(self):
        """Open the visit that the meeting stands for.

        :return: a window action
        :raise UserError: for none, or several meetings, one that stands for no visit, or for one
            that the user may not read
        """
        arguments.one(self)
        self.check_access("read")
        if not self.kam_is_visit:
            raise UserError(
                self.env._("%s stands for no visit that you may read.", self.display_name)
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": "kam.visit",
            "res_id": self._kam_find_visits()[self].id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    # ------------------------------------------------------------------
    # what is written
    # ------------------------------------------------------------------

    def write(self, vals):
        """Change meetings; those of visits move with the visit, and keep all else.

        :raise AccessError: for whoever may not change the visit
        :raise UserError: for what is changed at the visit, or a visit that has begun
        :raise ValidationError: for times that are none
        """
        by_event = self._kam_find_visits() if (TIMES | KEPT) & vals.keys() else {}
        if not by_event:
            return super().write(vals)
        moved = self.browse()
        for event, visit in by_event.items():
            event._kam_check_kept(visit, vals)
            if TIMES & vals.keys() and event._kam_move_visit(visit, vals):
                moved |= event
        others = self - moved
        if others:
            super(CalendarEvent, others).write(dict(vals))
        rest = {
            name: value
            for name, value in vals.items()
            if name not in TIMES and name != "recurrence_update"
        }
        if moved and rest:
            super(CalendarEvent, moved).write(rest)
        return True

    def _kam_check_kept(self, visit, vals):
        """Refuse what differs from the visit.

        :param kam.visit visit: the visit, as superuser
        :param dict vals: what is going to be written
        :raise AccessError: for whoever may not change the visit
        :raise UserError: naming the field
        """
        names = sorted(KEPT & vals.keys())
        if not names:
            return
        wanted = visit._prepare_event_vals()
        for name in names:
            if not _is_same(name, vals[name], wanted.get(name)):
                self._kam_refuse(visit, self._fields[name]._description_string(self.env))

    def _kam_refuse(self, visit, label):
        """Refuse a change, saying where it is made.

        :param kam.visit visit: the visit, as superuser
        :param str label: of what is changed
        """
        self._kam_check_may(visit)
        raise UserError(
            self.env._(
                "“%(field)s” of %(event)s follows the visit that it stands for: change it at the "
                "visit. Cancel the visit where it does not take place.",
                field=label,
                event=self.display_name,
            )
        )

    def _kam_check_may(self, visit):
        """Return the visit in the environment of the user, who has to be allowed to change it.

        :param kam.visit visit: the visit, as superuser
        :raise AccessError: saying nothing of the visit
        """
        user = self.env.user
        companies = user._kam_companies_of(visit.company_id)
        # what a sync or a job writes, it writes for its user
        mine = visit.with_user(user).with_context(
            allowed_company_ids=companies.ids, prefetch_fields=True
        )
        if not mine.has_access("write"):
            raise AccessError(
                self.env._(
                    "%(event)s stands for a visit that you may not change. Ask %(organizer)s.",
                    event=self.display_name,
                    # sudo: who organises a meeting is no secret
                    organizer=self.sudo().user_id.name,
                )
            )
        return mine

    def _kam_move_visit(self, visit, vals):
        """Move the visit to where its meeting is moved.

        :param kam.visit visit: the visit, as superuser
        :param dict vals: what is going to be written, times among it
        :return: whether it was moved; the meeting has followed then
        """
        start, stop = self._kam_read_times(visit, vals)
        if (start, stop) == (visit.date_start, visit.date_stop):
            return False
        self._kam_check_may(visit)._reschedule(start, stop, worded("calendar"))
        return True

    def _kam_read_times(self, visit, vals):
        """Return when a visit is to take place as its meeting is moved: its start and its end.

        What is not said stays: another start moves the end along.

        :param kam.visit visit: the visit, as superuser
        :param dict vals: what is going to be written
        :raise AccessError: for whoever may not change the visit
        :raise ValidationError: for times that are none, or whole days
        """
        if any(vals.get(name) for name in ("allday", "start_date", "stop_date")):
            self._kam_check_may(visit)
            raise ValidationError(
                self.env._(
                    "“%(field)s”: a visit takes place at a time of the day. Choose when it begins.",
                    field=self._fields["allday"]._description_string(self.env),
                )
            )
        start = self._kam_read_moment("start", vals) or visit.date_start
        stop = self._kam_read_moment("stop", vals)
        if not stop:
            stop = start + (self._kam_read_duration(vals) or visit.date_stop - visit.date_start)
        if stop <= start:
            raise ValidationError(
                self.env._(
                    "“%(field)s” is %(stop)s, and the visit begins at %(start)s. Choose a later "
                    "end.",
                    field=self._fields["stop"]._description_string(self.env),
                    start=format_datetime(self.env, start, dt_format="short"),
                    stop=format_datetime(self.env, stop, dt_format="short"),
                )
            )
        return start, stop

    def _kam_read_moment(self, name, vals):
        if name not in vals:
            return None
        try:
            moment = fields.Datetime.to_datetime(vals[name])
        except (TypeError, ValueError, OverflowError):
            moment = None
        # what is added to the moment has to be one as well
        if not moment or not values.FIRST_YEAR <= moment.year <= values.LAST_YEAR:
            self._kam_refuse_value(name, vals[name])
        return moment.replace(microsecond=0)

    def _kam_read_duration(self, vals):
        """Return how long a meeting is to take, or nothing where that is not said."""
        hours = vals.get("duration")
        if hours is None:
            return None
        is_number = isinstance(hours, (int, float)) and not isinstance(hours, bool)
        if not is_number or not 0 < hours <= 24 * visits.LONGEST_DAYS:
            self._kam_refuse_value("duration", hours)
        return timedelta(minutes=round(hours * 60))

    def _kam_refuse_value(self, name, value):
        raise ValidationError(
            self.env._(
                "“%(field)s” is %(value)s: enter when the visit takes place.",
                field=self._fields[name]._description_string(self.env),
                value=values.described(self.env, value),
            )
        )

    def _kam_word_outsiders(self):
        """Return why nobody from outside follows the meeting of a visit."""
        return self.env._(
            "%s stands for a visit: only colleagues follow it. Write to customers from their own "
            "contact.",
            self.display_name,
        )

    def _kam_find_changed(self, vals):
        """Return those of the values that the meeting does not hold yet.

        :param dict vals: what its visit says
        """
        self.ensure_one()
        held = {
            name: [Command.set(self.partner_ids.ids)]
            if name == "partner_ids"
            else self._fields[name].convert_to_write(self[name], self)
            for name in vals
        }
        return {
            name: value for name, value in vals.items() if not _is_same(name, held[name], value)
        }

    def copy_data(self, default=None):
        """Return what makes meetings again; those of visits without the title of the visit."""
        copied = super().copy_data(default)
        stand_for = self._kam_find_visits()
        if "name" not in (default or {}):
            for event, vals in zip(self, copied, strict=True):
                if event in stand_for:
                    vals["name"] = self.env._("Meeting")
        return copied

    # ------------------------------------------------------------------
    # what is taken away
    # ------------------------------------------------------------------

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_visit(self):
        if protection.take_for_unlink(self):
            return
        for event, visit in self._kam_find_visits().items():
            if visit._has_event():
                event._kam_refuse(visit, self.env._("Meeting"))

    def action_unlink_event(self, attendee_id=None, recurrence=False):
        """Delete meetings; of visits none, which is said before anybody is written to.

        :return: as the base method
        :raise AccessError: for whoever may not change the visit
        :raise UserError: for a meeting that stands for a visit
        """
        self._unlink_except_of_visit()
        return super().action_unlink_event(attendee_id=attendee_id, recurrence=recurrence)

    def action_mass_deletion(self, recurrence_update_setting):
        """Delete meetings that recur; the one of a visit does not.

        :return: as the base method
        :raise AccessError: for whoever may not change the visit
        :raise UserError: for a meeting that stands for a visit
        """
        self._unlink_except_of_visit()
        return super().action_mass_deletion(recurrence_update_setting)

    def action_mass_archive(self, recurrence_update_setting):
        """Archive meetings that recur; the one of a visit does not.

        :return: as the base method
        :raise AccessError: for whoever may not change the visit
        :raise UserError: for a meeting that stands for a visit
        """
        self._unlink_except_of_visit()
        return super().action_mass_archive(recurrence_update_setting)

    def _kam_check_people(self, is_complete=False):
        """Refuse attendees who do not take part in the visit.

        :param bool is_complete: whether all who take part have to attend
        :raise AccessError: for whoever may not change the visit
        :raise UserError: naming the meeting
        """
        for event, visit in self._kam_find_visits().items():
            if not visit._has_event():
                continue
            known = event.sudo().with_context(active_test=False)  # sudo: who attends counts
            wanted = visit._get_event_partners()
            present = known.partner_ids
            if known.attendee_ids.partner_id - wanted or (is_complete and present != wanted):
                event._kam_refuse(visit, self._fields["partner_ids"]._description_string(self.env))


def _is_same(name, value, wanted):
    """Tell whether what is written is what the visit says."""
    if name == "partner_ids":
        is_set = (
            isinstance(value, (list, tuple))
            and len(value) == 1
            and isinstance(value[0], (list, tuple))
            and len(value[0]) == 3
            and value[0][0] == Command.SET
        )
        return is_set and {*value[0][2]} == {*wanted[0][2]}
    return (value or False) == (wanted or False)
