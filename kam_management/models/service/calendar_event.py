from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS, Command

from ..visit.calendar_event import KEPT, TIMES


class CalendarEvent(models.Model):
    """The meeting of one invited company at a service event: it follows the event.

    What is written to one is compared with the event, whoever writes; guests never attend it, so
    that nothing Odoo shows or sends of it names them.
    """

    _inherit = "calendar.event"

    kam_service_event_id = fields.Many2one(
        "kam.service.event",
        string="Service Event of the Meeting",
        readonly=True,
        index="btree_not_null",
        copy=False,
        ondelete="cascade",
        groups=NO_ACCESS,
    )

    @api.model
    def default_get(self, fields):
        """Return defaults; which service event a meeting stands for is none of them."""
        return super().default_get([name for name in fields if name != "kam_service_event_id"])

    def _kam_find_service_events(self):
        """Return the events that meetings stand for: dict meeting -> event, as superuser."""
        stored = self.filtered("id")
        # sudo: for which event it stands is asked for by nobody but this code
        known = stored.sudo().with_context(prefetch_fields=False)
        return {
            meeting: closed.kam_service_event_id
            for meeting, closed in zip(stored, known, strict=True)
            if closed.kam_service_event_id
        }

    def write(self, vals):
        """Change meetings; those of service events keep what follows from the event.

        :raise UserError: naming the meeting
        """
        names = (TIMES | KEPT | {"kam_service_event_id"}) & vals.keys()
        if names:
            for meeting, event in self._kam_find_service_events().items():
                wanted = event._prepare_meeting_vals(event._get_meeting_people(meeting))
                if not all(_is_same(name, vals[name], wanted.get(name)) for name in names):
                    meeting._kam_refuse_service()
        return super().write(vals)

    def _kam_refuse_service(self):
        raise UserError(
            self.env._(
                "This meeting stands for a service event and follows it: change it there. Guests "
                "are invited there as well, each by themselves."
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_service_event(self):
        if self._kam_find_service_events():
            self._kam_refuse_service()

    def _kam_check_guests_apart(self):
        """Refuse attendees of the meetings of service events who are none of us.

        :raise UserError: naming the way
        """
        for meeting, event in self._kam_find_service_events().items():
            known = meeting.sudo().with_context(active_test=False)  # sudo: who attends counts
            if known.attendee_ids.partner_id - event._get_meeting_people(meeting):
                meeting._kam_refuse_service()


def _is_same(name, value, wanted):
    """Tell whether what is written is what the event says."""
    if name == "partner_ids":
        is_set = isinstance(value, list | tuple) and len(value) == 1
        is_set = is_set and len(value[0]) == 3 and value[0][0] == Command.SET
        return is_set and {*value[0][2]} == {*wanted[0][2]}
    if name in ("start", "stop"):
        value = fields.Datetime.to_datetime(value)
    return (value or False) == (wanted or False)
