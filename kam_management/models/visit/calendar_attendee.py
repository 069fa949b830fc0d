from odoo import api, models


class CalendarAttendee(models.Model):
    """Who attends the meeting of a visit is who makes the visit.

    Whether they accept is theirs to say.
    """

    _inherit = "calendar.attendee"

    @api.model_create_multi
    def create(self, vals_list):
        """Let people attend; the meeting of a visit nobody but who makes it.

        :raise AccessError: for whoever may not change the visit
        :raise UserError: naming the meeting
        """
        attendees = super().create(vals_list)
        attendees.event_id._kam_check_people()
        return attendees

    def write(self, vals):
        """Change attendees, see :meth:`create`."""
        if not {"event_id", "partner_id"} & vals.keys():
            return super().write(vals)
        self._unlink_except_of_visit()
        result = super().write(vals)
        self.event_id._kam_check_people()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_visit(self):
        for attendee in self:
            for event, visit in attendee.event_id._kam_find_visits().items():
                if visit._has_event() and attendee.partner_id in visit._get_event_partners():
                    label = event._fields["partner_ids"]._description_string(self.env)
                    event._kam_refuse(visit, label)
