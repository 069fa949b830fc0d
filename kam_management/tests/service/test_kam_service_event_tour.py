from odoo import fields
from odoo.tests import tagged

from ..tours import TourCase
from .events import EventCommon


@tagged("post_install", "-at_install")
class TestKamServiceEventTour(EventCommon, TourCase):
    """An event on a phone: invited, attended, and an opinion that becomes a suggestion."""

    browser_size = "390x844"
    touch_enabled = True

    def test_from_invitation_to_suggestion(self):
        now = fields.Datetime.now()
        # it takes place today, so that the day of the browser is the day of the event
        event = self._event(
            date_start=now,
            date_stop=fields.Datetime.add(now, hours=1),
        )
        self._guest(event, self.head)
        self.env.flush_all()
        self.start_tour(
            f"/odoo/kam-service-events/{event.id}",
            "kam_service_event_tour",
            login=self.manager_east.login,
            timeout=120,
        )
        self.env.invalidate_all()
        guest = event.guest_ids
        self.assertEqual((event.state, guest.state), ("held", "attended"))
        self.assertTrue(guest.is_suggested)
        made = self.env["kam.suggestion"].search([("name", "=", "Smaller boxes")])
        self.assertEqual(made.account_id, self.mill)
