from odoo import api, models
from odoo.fields import Command

from ... import protection

# What a meeting takes from its visit.
SHOWN_FIELDS = frozenset({"leader_id", "participant_ids", "date_start", "date_stop", "state"})
# Nobody is written to, reminded or told, and nobody follows.
QUIET = {
    "no_mail_to_attendees": True,
    "skip_attendee_notification": True,
    "dont_notify": True,
    "skip_contact_description": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_auto_subscribe_no_notify": True,
    "mail_notrack": True,
    "tracking_disable": True,
    # who is archived still attends what they took part in
    "active_test": False,
}
# What is kept of a caller's context: defaults and active records are not the meeting's.
KEPT_KEYS = ("allowed_company_ids", "lang", "tz")


class KamVisit(models.Model):
    """Each visit stands in the calendars of those of us who make it: private, and neutral.

    One meeting a visit, in step with it; see ``calendar_event``.
    """

    _inherit = "kam.visit"

    @api.model_create_multi
    def create(self, vals_list):
        """Plan visits; each is in the calendar at once."""
        planned = super().create(vals_list)
        planned._sync_events()
        return planned

    def write(self, vals):
        """Change visits; their meetings follow."""
        result = super().write(vals)
        if SHOWN_FIELDS & vals.keys():
            self._sync_events()
        return result

    def unlink(self):
        """Delete visits, with their meetings."""
        self.check_access("unlink")
        # sudo: the meeting goes with the visit, whoever may change the meeting
        events = self.env["calendar.event"].sudo().union(*self._find_events().values())
        with protection.opened("unlink", events):
            events.with_context(**QUIET).unlink()
        return super().unlink()

    def _has_event(self):
        """Tell whether the visit stands in the calendar: not when it is cancelled."""
        self.ensure_one()
        return self.state != "cancelled"

    def _get_event_partners(self):
        """Return the contacts of those of us who make the visit.

        :rtype: res.partner
        """
        # sudo: who takes part is no secret to whoever shares a meeting; as the meeting lists them
        return self.sudo().with_context(active_test=False)._get_people().partner_id

    def _prepare_event_vals(self):
        """Return what the meeting of the visit holds: who, when, and nothing of the customer."""
        self.ensure_one()
        # sudo: the language of a company is no secret
        lang = self.company_id.sudo().partner_id.lang
        return {
            "name": self.with_context(lang=lang).env._("Visit %s", self.number or "").strip(),
            "start": self.date_start,
            "stop": self.date_stop,
            "allday": False,
            "user_id": self.leader_id.id,
            "partner_ids": [Command.set(self._get_event_partners().ids)],
            "privacy": "private",
            "show_as": "busy",
            "active": self._has_event(),
            "kam_visit_id": self.id,
        }

    def _find_events(self):
        """Return the meetings of visits: dict visit -> event, as superuser."""
        # sudo: for which visit a meeting stands is asked for by nobody but this code
        events = self.env["calendar.event"].sudo().with_context(active_test=False)
        found = events.search([("kam_visit_id", "in", self.ids)])
        by_id = {event.kam_visit_id.id: event for event in found}
        return {visit: by_id[visit.id] for visit in self if visit.id in by_id}

    def _sync_events(self):
        """Bring the meetings of visits up to date; make those that are missing."""
        visits = self.filtered("id")
        events = visits._find_events()
        kept = {key: self.env.context[key] for key in KEPT_KEYS if key in self.env.context}
        # sudo: the calendar follows the visit, whoever changes that
        quiet = self.env["calendar.event"].sudo().with_context({**kept, **QUIET})
        missing = []
        for visit in visits.sudo():  # sudo: as above
            vals = visit._prepare_event_vals()
            event = events.get(visit)
            if event:
                changed = event.with_context(active_test=False)._kam_find_changed(vals)
                if changed:
                    quiet.browse(event.id).write(changed)
            elif visit._has_event():
                missing.append(
                    {**vals, "description": False, "location": False, "alarm_ids": False}
                )
        if missing:
            quiet.create(missing)
