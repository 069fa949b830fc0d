from datetime import timedelta

from odoo import api, fields, models


class KamDemo(models.AbstractModel):
    """Service events: what became of each is told by its story."""

    _inherit = "kam.demo"

    @api.model
    def _service_event(self, days, hours, vals, guests, story=None):
        """Plan a service event as the user, and let happen what its story tells.

        :param int days: how far ahead its day is; 0 for one of this day, which is over
        :param float hours: how long it takes
        :param dict vals: what is planned
        :param list guests: values of guests; ``came``, ``said`` (goes on as a suggestion) and
            ``answered`` are what became of each
        :param dict story: ``invited`` (whether they are), ``outcome`` (it has ended), ``cancelled``
            (the reason)
        """
        story = story or {}
        company = self.env.company.root_id
        start = self._find_event_start(company, days, hours)
        event = self.env["kam.service.event"].create(
            {"date_start": start, "date_stop": start + timedelta(hours=hours), **vals}
        )
        for guest in guests:
            own = {name: guest[name] for name in guest if name not in ("came", "said", "answered")}
            self.env["kam.service.guest"].create({"event_id": event.id, **own})
        if not story.get("invited"):
            return
        event.action_invite()
        pairs = list(zip(event.guest_ids.sorted("id"), guests, strict=True))
        for guest, told in pairs:
            if "answered" in told:
                guest.sudo()._answer(told["answered"])  # sudo: as whoever holds the link
        if "cancelled" in story:
            event.action_cancel(story["cancelled"])
        if days or event.date_stop > fields.Datetime.now():
            return
        for guest, told in pairs:
            if not told.get("came"):
                guest.action_absent()
                continue
            guest.action_attended()
            if "said" in told:
                guest.opinion = told["said"]
                guest.action_suggest()
        event.action_end(story["outcome"])

    @api.model
    def _find_event_start(self, company, days, hours):
        """Return ten o'clock of a day that is worked; of this day so that it is over by now."""
        today = company._kam_today()
        if not days:
            over = fields.Datetime.now().replace(second=0, microsecond=0)
            return max(company._kam_day_start(today), over - timedelta(hours=hours, minutes=10))
        is_working = company._kam_is_working()
        day = today + timedelta(days=days)
        while not is_working(day):
            day += timedelta(days=1)
        return company._kam_day_start(day) + timedelta(hours=10)
