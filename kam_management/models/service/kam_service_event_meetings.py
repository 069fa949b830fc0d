from odoo import models
from odoo.fields import Command

from ...rules import service_events
from ..visit.kam_visit_calendar import KEPT_KEYS, QUIET


class KamServiceEvent(models.Model):
    """The time of an event in our calendars: one meeting for each company that is invited.

    Only colleagues attend it, each one meeting of an event: whoever looks after the account, and
    whoever organises the event. Guests never do: what Odoo shows of a meeting, its page, its mails
    and its calendar file name all who attend. What guests get is made for each of them.
    """

    _inherit = "kam.service.event"

    def _sync_meetings(self):
        """Bring the meetings of events up to date, make those that are missing."""
        kept = {key: self.env.context[key] for key in KEPT_KEYS if key in self.env.context}
        # sudo: the calendar follows the event, whoever changes that
        meetings = self.env["calendar.event"].sudo().with_context({**kept, **QUIET})
        for event in self.sudo():  # sudo: as above
            for guests, people in event._plan_meetings():
                vals = event._prepare_meeting_vals(people)
                meeting = meetings.browse(guests.meeting_id[:1].id)
                if not meeting:
                    meeting = meetings.create(
                        {
                            **vals,
                            "description": False,
                            "alarm_ids": False,
                            "kam_service_event_id": event.id,
                        }
                    )
                elif changed := meeting.with_context(active_test=False)._kam_find_changed(vals):
                    meeting.write(changed)
                without = guests.filtered(lambda guest: not guest.meeting_id)
                without._protected_write({"meeting_id": meeting.id})

    def _plan_meetings(self):
        """Return the guests of each invited company, with who of us attends its meeting.

        :return: list of (guests, partners)
        """
        self.ensure_one()
        invited = self.all_guest_ids.filtered("date_invited").sorted("id")
        placed = self.env["res.partner"]
        planned = []
        for guests in invited.grouped(lambda guest: guest._get_company_key()).values():
            people = (guests.account_id.manager_id | self.user_id).partner_id - placed
            placed |= people
            planned.append((guests, people))
        return planned

    def _get_meeting_people(self, meeting):
        """Return who of us attends a meeting of the event.

        :param calendar.event meeting: the meeting
        :rtype: res.partner
        """
        for guests, people in self._plan_meetings():
            if meeting.id in guests.meeting_id.ids:
                return people
        # of a meeting that is being made
        return self.env["res.partner"].union(*[people for _guests, people in self._plan_meetings()])

    def _prepare_meeting_vals(self, people):
        """Return what a meeting holds: nothing of the customer.

        :param res.partner people: who of us attends
        """
        return {
            "name": self.name,
            "start": self.date_start,
            "stop": self.date_stop,
            "allday": False,
            "location": self.place or False,
            "user_id": self.user_id.id,
            "partner_ids": [Command.set(people.ids)],
            "privacy": "private",
            "show_as": "busy",
            "active": self.state != service_events.CANCELLED,
        }
