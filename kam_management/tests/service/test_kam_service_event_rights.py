from odoo.exceptions import AccessError
from odoo.tests import tagged

from .events import EventCommon


@tagged("post_install", "-at_install")
class TestKamServiceEventRights(EventCommon):
    """Who sees events and guests: those of one unit are not seen by another."""

    def test_events(self):
        event = self._event(user=self.supervisor_shanghai)
        people = (self.rep_shanghai, self.rep_hangzhou, self.rep_beijing)
        above = (self.manager_east, self.director)
        self.assertRights(
            event,
            {
                (self.supervisor_shanghai, *above): "rwcd",
                people: "",
                (self.administrator,): "r",
            },
        )
        guest = self._guest(event, self.head)
        # whoever sees an invited account sees the event
        self.assertRights(
            event,
            {(self.rep_shanghai,): "r", (self.rep_hangzhou, self.rep_beijing): ""},
        )
        self.assertRights(
            guest,
            {
                (self.supervisor_shanghai, self.rep_shanghai, *above): "rwcd",
                (self.rep_hangzhou, self.rep_beijing): "",
                (self.administrator,): "r",
            },
        )

    def test_guests_of_other_units(self):
        event = self._invited(self.head, self.boss)
        mine, others = (
            event.guest_ids.filtered(lambda guest, account=account: guest.account_id == account)
            for account in (self.mill, self.shop)
        )
        self.assertRights(
            others,
            {(self.supervisor_shanghai, self.rep_beijing): "", (self.rep_hangzhou,): "rwcd"},
        )
        own = self.seen_by(self.supervisor_shanghai, event)
        self.assertEqual(own.guest_ids.sudo(), mine)
        self.assertEqual(own.guest_count, 1)
        # nor by way of what is counted, or searched
        self.assertFalse(own.search([("guest_ids.name", "=", "Boss")]))
        with self.assertRaises(AccessError):
            self.seen_by(self.supervisor_shanghai, others).read(["name", "email"])

    def test_third_parties(self):
        event = self._event(user=self.supervisor_shanghai)
        self._guest(event, self.head)
        third = self._guest(event, name="Prof. Lu", organisation="Institute of Ceramics")
        self.assertRights(
            third,
            {
                (self.supervisor_shanghai, self.manager_east, self.director): "rwcd",
                (self.rep_shanghai, self.rep_hangzhou, self.rep_beijing): "",
            },
        )

    def test_an_organiser_adds_guests_of_accounts_in_sight_only(self):
        event = self._event(user=self.supervisor_shanghai)
        with self.assertRaises(AccessError):
            self._guest(event, self.boss)
        with self.assertRaises(AccessError):
            self._guest(event, self.head, user=self.rep_beijing)

    def test_links_are_nobodys_to_read(self):
        event = self._invited(self.head)
        for name in ("access_token", "meeting_id"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                self.seen_by(self.manager_east, event.guest_ids).read([name])

    def test_nothing_for_portal_and_public(self):
        portal = self._user("guest_portal", "base.group_portal")
        public = self.env.ref("base.public_user")
        for model in ("kam.service.event", "kam.service.guest"):
            self.assertRights(model, {(portal, public): ""})

    def test_the_page_of_the_account(self):
        self._invited(self.head, self.boss)
        self.assertEqual(self.seen_by(self.rep_shanghai, self.mill).service_event_count, 1)
        action = self.seen_by(self.rep_shanghai, self.mill).action_view_service_events()
        found = self.guests.with_user(self.rep_shanghai).search(action["domain"])
        self.assertEqual(found.sudo().stakeholder_id, self.head)
