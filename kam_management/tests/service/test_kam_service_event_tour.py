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
        self.assertEqual(guest.opinion_ids.mapped("text"), ["Smaller boxes"])
        made = self.env["kam.suggestion"].search([("name", "=", "Smaller boxes")])
        self.assertEqual(made.account_id, self.mill)


@tagged("post_install", "-at_install")
class TestKamServiceEventWayTour(EventCommon, TourCase):
    """An event from the invitation to the evaluation and the return visit, at a desk."""

    browser_size = "1366x768"

    def test_from_invitation_to_return_visit(self):
        now = fields.Datetime.now()
        event = self._event(
            # hours ago may be the day before
            date_start=fields.Datetime.subtract(now, seconds=2),
            date_stop=fields.Datetime.subtract(now, seconds=1),
        )
        self._guest(event, self.head)
        self.env.flush_all()
        self.start_tour(
            f"/odoo/kam-service-events/{event.id}",
            "kam_service_event_way_tour",
            login=self.manager_east.login,
            timeout=180,
        )
        self.env.invalidate_all()
        ending = self.env["kam.service.ending"].search([("res_id", "=", event.id)])
        self.assertEqual((event.state, ending.account_id), ("ended", self.mill))
        self.assertEqual(ending.evaluation_ids.approval_state, "in_review")
        self.assertEqual((ending.return_state, ending.return_user_id), ("kept", self.manager_east))
