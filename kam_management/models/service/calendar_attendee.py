from odoo import api, models


class CalendarAttendee(models.Model):
    """Who attends the meeting of a service event is one of us, never a guest."""

    _inherit = "calendar.attendee"

    @api.model_create_multi
    def create(self, vals_list):
        """Let people attend; the meeting of a service event nobody but who of us is meant.

        :raise UserError: naming the way
        """
        attendees = super().create(vals_list)
        attendees.event_id._kam_check_guests_apart()
        return attendees

    def write(self, vals):
        """Change attendees, see :meth:`create`."""
        result = super().write(vals)
        if {"event_id", "partner_id"} & vals.keys():
            self.event_id._kam_check_guests_apart()
        return result
