from odoo import models
from odoo.exceptions import UserError

from ... import arguments
from ...rules import visits
from ...wording import format_date, worded


class KamVisit(models.Model):
    """Moving a visit in the calendar: as far as its leeway goes, without asking anybody."""

    _inherit = "kam.visit"

    def action_move_in_week(self, date_start, date_stop=None, is_agreed=False):
        """Move a visit that has not begun, as dragging it in a calendar does.

        A fixed one is moved only when it is said that the customer agreed, and is to be confirmed
        again; *that day* and *that week* reach as far as they say.

        :param date_start: when it begins, naive UTC as Odoo stores it
        :param date_stop: when it is over; by default it lasts as long as before
        :param bool is_agreed: whether the customer agreed to move a fixed visit
        :return: True
        :raise UserError: beyond its leeway, or for a visit that has begun
        :raise ValidationError: for times that are none
        :raise AccessError: for whoever may not write the visit
        """
        arguments.one(self)
        self.check_access("write")
        start = self._check_moment("date_start", date_start)
        stop = date_stop and self._check_moment("date_stop", date_stop)
        stop = stop or start + (self.date_stop - self.date_start)
        self._check_leeway(start, stop, is_agreed is True)
        self._reschedule(start, stop, worded("week"))
        return True

    def _is_fixed(self):
        """Tell whether the visit is still to come, and moved only if the customer agrees."""
        return self.state in visits.AHEAD_STATES and self.leeway == "fixed"

    def _is_within_leeway(self, start, stop):
        """Tell whether the visit may take place then without asking the customer.

        :param datetime start: when it is to begin
        :param datetime stop: when it is to be over
        """
        before = self._to_local(self.date_start), self._to_local(self.date_stop)
        return visits.is_within(self.leeway, before, (self._to_local(start), self._to_local(stop)))

    def _check_leeway(self, start, stop, is_agreed):
        """Refuse to move a visit further than its customer lets it.

        :raise UserError: naming the visit, and how far it goes
        """
        if self._is_within_leeway(start, stop):
            return
        if self.leeway != "fixed":
            leeways = dict(self._fields["leeway"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(visit)s stays within its “%(leeway)s” (%(date)s): to move it further, "
                    "reschedule it with a reason.",
                    visit=self.display_name,
                    leeway=leeways[self.leeway],
                    date=format_date(self.env, self.company_id._kam_day_of(self.date_start)),
                )
            )
        if not is_agreed:
            raise UserError(
                self.env._(
                    "%(visit)s is fixed: ask the customer before you move it.",
                    visit=self.display_name,
                )
            )
