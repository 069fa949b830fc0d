from odoo import api, models

from ...rules import deadlines, service_events
from ...wording import format_date

INVITE, SETTLE = "service_event_invite", "service_event_settle"


class KamServiceEvent(models.Model):
    """By when guests are invited, and by when it is written down who came and what came of it."""

    _inherit = "kam.service.event"

    def _get_duty_title(self):
        """See the base method: the event; it names no customer."""
        return self.name

    def _open_duties(self):
        """Let whoever organises the events owe what is to be done; what is owed moves along."""
        duties = self.env["kam.deadline"]
        wanted = []
        # sudo: the unit counts, whoever plans
        for event in self.sudo():
            start, stop = event._get_days()
            vals = {"unit_id": event.unit_id.id, "user_ids": event.user_id.ids}
            if event.state == service_events.PLANNED:
                due = deadlines.invite_by(start, event.company_id._kam_today())
                wanted.append(event._prepare_duty_vals(INVITE, due, **vals))
            elif event.state in service_events.OPEN_STATES:
                duties._close(event, INVITE, by=self.env.user)
            if event.state in service_events.OPEN_STATES:
                due = deadlines.settle_by(stop)
                wanted.append(event._prepare_duty_vals(SETTLE, due, **vals))
        duties._open(wanted)

    def _close_duties(self):
        self.env["kam.deadline"]._close(self, SETTLE, by=self.env.user)

    @api.model
    def _find_duty_users(self, deadlines):
        """See the base method: whoever organises it."""
        people = super()._find_duty_users(deadlines)
        for duty, event in self._find_duty_documents(deadlines).items():
            # sudo: who owes it counts, whoever asks
            people[duty] = self.env["res.users"].browse(event.sudo().user_id.ids)
        return people

    @api.model
    def _find_duty_units(self, deadlines):
        """See the base method: the unit of whoever organises it."""
        units = super()._find_duty_units(deadlines)
        for duty, event in self._find_duty_documents(deadlines).items():
            # sudo: where it hangs counts, whoever asks
            units[duty] = event.sudo().unit_id
        return units

    @api.model
    def _get_described_fields(self):
        """See the base method."""
        return [
            *super()._get_described_fields(),
            "company_id",
            "date_start",
            "date_stop",
            "name",
            "place",
        ]

    @api.model
    def _describe_duties(self, deadlines, documents):
        """See the base method: the event, when and where."""
        told = super()._describe_duties(deadlines, documents)
        my_day = self.env["kam.my.day"]
        for duty, event in documents.items():
            day = format_date(self.env, event._get_days()[0])
            told[duty] = {
                "why": event.name,
                "facts": [fact for fact in (day, event.place) if fact],
                "actions": [my_day._prepare_action("open", self.env._("Open It"))],
            }
        return told
