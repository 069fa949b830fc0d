from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..my_day import told
from .events import EventCommon


@tagged("post_install", "-at_install")
class TestKamServiceEvent(EventCommon):
    """Events from the plan to what follows from them."""

    def _ended(self, *stakeholders, **vals):
        event = self._invited(*stakeholders, **vals)
        with self._afterwards():
            own = self.seen_by(event.user_id, event)
            own.guest_ids.action_attended()
            own.action_end("They want a second one")
        return event

    def test_from_plan_to_end(self):
        event = self._event(kind="appreciation")
        self.assertEqual(event.unit_id, self.east)
        self.assertEqual(event.content_id, self._content("appreciation"))
        duties = set(event.open_deadline_ids.mapped("code"))
        self.assertEqual(duties, {"service_event_invite", "service_event_settle"})
        guest = self._guest(event, self.head)
        self.assertEqual(guest.account_id, self.mill)
        self.assertEqual((guest.name, guest.email), ("Head Hong", "hong@mill.example.com"))
        own = self.seen_by(self.manager_east, event)
        own.action_invite()
        self.assertEqual((event.state, guest.state), ("invited", "invited"))
        self.assertEqual(event.open_deadline_ids.mapped("code"), ["service_event_settle"])
        with self.assertRaisesRegex(UserError, "lies ahead"):
            own.guest_ids.action_attended()
        with self._afterwards():
            own.guest_ids.action_attended()
            self.assertEqual((event.state, guest.state), ("held", "attended"))
            with self.assertRaisesRegex(UserError, "Outcome"):
                own.action_end()
            own.action_end("They want a second one")
        self.assertEqual((event.state, event.date_ended), ("ended", self.day))
        self.assertFalse(event.open_deadline_ids)
        with self.assertRaises(UserError):
            self.seen_by(self.manager_east, event).write({"name": "Other"})

    def test_attendance_is_corrected_until_the_end(self):
        event = self._invited(self.head, self.boss)
        own = self.seen_by(self.manager_east, event)
        with self._afterwards():
            first, second = own.guest_ids
            first.action_attended()
            first.action_absent()
            with self.assertRaisesRegex(UserError, "of 1 guests"):
                own.action_end("Fine")
            second.action_absent()
            own.action_end("Nobody came")
            with self.assertRaises(UserError):
                second.action_attended()
        self.assertFalse(self.contact_model.search([("topic", "=", event.name)]))

    def test_who_comes_on_the_spot_is_invited_first(self):
        event = self._invited(self.head)
        with self._afterwards(hour=3):
            guest = self._guest(event, self.boss)
            own = self.seen_by(self.manager_east, guest)
            with self.assertRaisesRegex(UserError, "invite them first"):
                own.action_attended()
            own.action_invite()
            own.action_attended()
        self.assertEqual(guest.state, "attended")
        self.assertFalse(guest.is_mailed)

    # ------------------------------------------------------------------
    # entitlement
    # ------------------------------------------------------------------

    def test_what_is_not_offered_needs_a_grant(self):
        event = self._event(content_id=self.customised.id)
        self._guest(event, self.boss)
        with self.assertRaisesRegex(UserError, "Shop cannot be invited.*can grant it"):
            self.seen_by(self.manager_east, event).action_invite()
        self._grant(self.customised, self.shop, self.manager_east)
        self.seen_by(self.manager_east, event).action_invite()
        self.assertEqual(event.state, "invited")

    def test_what_needs_approval_is_invited_by_superiors(self):
        # class C: an exchange needs approval
        event = self._event(user=self.rep_hangzhou, kind="exchange")
        self._guest(event, self.boss)
        with self.assertRaisesRegex(UserError, "cannot be invited"):
            self.seen_by(self.rep_hangzhou, event).action_invite()
        guest = self.seen_by(self.manager_east, event.guest_ids)
        guest.action_invite()
        self.assertEqual(event.state, "invited")

    def test_each_event_counts_once_for_the_allowance(self):
        other = self._stakeholder(self.mill, self._contact("Ms Wu", self.mill), "user")
        own = self.seen_by(self.rep_shanghai, self.mill)
        content = self._content("exchange")
        self.assertEqual(own.entitlement(content.id, self.day)["used"], 0)
        event = self._invited(self.head, other, kind="exchange")
        own = self.seen_by(self.rep_shanghai, self.mill)
        self.assertEqual(own.entitlement(content.id, self.day)["used"], 1)
        # the second guest of an event needs no further allowance
        with self.assertRaisesRegex(UserError, "no guest"):
            self.seen_by(self.manager_east, event).action_invite()
        self.seen_by(self.manager_east, event).action_cancel("Hall burnt down")
        own = self.seen_by(self.rep_shanghai, self.mill)
        self.assertEqual(own.entitlement(content.id, self.day)["used"], 0)

    def test_only_key_accounts(self):
        person = self._contact("Farmer", self.yard)
        stakeholder = self._stakeholder(self.yard, person, "buyer")
        event = self._event(user=self.rep_beijing)
        self._guest(event, stakeholder)
        with self.assertRaisesRegex(UserError, "no key account"):
            self.seen_by(self.rep_beijing, event).action_invite()

    def test_a_customer_is_no_third_party(self):
        event = self._event()
        with self.assertRaisesRegex(ValidationError, "belongs to a key account"):
            self._guest(event, partner_id=self.head_partner.id)
        with self.assertRaisesRegex(ValidationError, "no contact of"):
            self._guest(event, account_id=self.mill.id, partner_id=self.boss_partner.id)
        with self.assertRaisesRegex(ValidationError, "Third Party"):
            self._guest(event, name="Prof. Lu")
        guest = self._guest(event, name="Prof. Lu", organisation="Institute of Ceramics")
        self.assertFalse(guest.account_id)

    # ------------------------------------------------------------------
    # what follows
    # ------------------------------------------------------------------

    def test_cost_of_each_account(self):
        event = self._event(cost=100)
        for stakeholder in (self.head, self.boss):
            self._guest(event, stakeholder)
        self._guest(event, name="Prof. Lu", organisation="Institute of Ceramics")
        own = self.seen_by(self.manager_east, event)
        own.action_invite()
        with self._afterwards():
            own.guest_ids.action_attended()
            own.action_end("Fine")
        costs = self.cost_model.search([("res_model", "=", event._name)])
        self.assertEqual(
            {cost.account_id: cost.amount for cost in costs}, {self.mill: 33.34, self.shop: 33.33}
        )
        self.assertEqual(sorted(event.guest_ids.mapped("cost_share")), [33.33, 33.33, 33.34])

    def test_gifts_stay_within_the_ceiling(self):
        self.company.kam_receiver_ceiling = 500
        event = self._event()
        guest = self._guest(event, self.boss)
        own = self.seen_by(self.manager_east, guest)
        with self.assertRaisesRegex(ValidationError, "ceiling"):
            own.write({"gift": "Ticket for a concert", "gift_amount": 501})
        own.write({"gift": "Ticket for a concert", "gift_amount": 300})
        self._spent(amount=250, date=self.today)
        self.seen_by(self.manager_east, event).action_invite()
        with self._afterwards():
            own = self.seen_by(self.manager_east, event)
            own.guest_ids.action_attended()
            same_year = self.day.year == self.today.year
            if same_year:
                with self.assertRaisesRegex(ValidationError, "ceiling is"), self.cr.savepoint():
                    own.action_end("Fine")
                own.guest_ids.write({"gift_amount": 200})
            own.action_end("Fine")
        self.assertEqual(guest.gift_cost_id.receiver_id, self.boss_partner)
        self.assertEqual(guest.gift_cost_id.account_id, self.shop)

    def test_a_gift_names_its_receiver(self):
        event = self._event()
        with self.assertRaisesRegex(ValidationError, "Gift or Ticket"):
            self._guest(event, name="Prof. Lu", organisation="Institute", gift="Pen", gift_amount=5)

    def test_contacts_go_into_the_ledger(self):
        event = self._ended(self.head)
        contact = self.contact_model.search([("res_model", "=", event._name)])
        self.assertEqual(contact.account_id, self.mill)
        self.assertEqual(contact.stakeholder_id, self.head)
        self.assertEqual((contact.user_id, contact.minutes), (self.rep_shanghai, 120))
        self.assertEqual(contact.date, event.date_start)

    def test_the_service_of_each_account_has_ended(self):
        told = []
        event = self._invited(self.head, self.boss)

        def on_service_ended(account, document, day, contents):
            told.append((account, document, day, contents))

        self.patch(type(self.mill), "_on_service_ended", on_service_ended)
        with self._afterwards():
            own = self.seen_by(self.manager_east, event)
            mine = own.guest_ids.filtered(lambda guest: guest.account_id.sudo() == self.mill)
            mine.action_attended()
            (own.guest_ids - mine).action_absent()
            own.action_end("Fine")
        self.assertEqual(told, [(self.mill, event, self.day, event.content_id)])

    def test_an_opinion_becomes_a_suggestion(self):
        event = self._invited(self.head)
        with self._afterwards():
            guest = self.seen_by(self.rep_shanghai, event.guest_ids)
            guest.action_attended()
            with self.assertRaisesRegex(UserError, "Opinion Heard"):
                guest.action_suggest()
            guest.opinion = "Smaller boxes\nThey do not fit our shelves"
            guest.action_suggest()
            made = self.env["kam.suggestion"].search([("name", "=", "Smaller boxes")])
            self.assertEqual(made.contact_id, self.head_partner)
            self.assertEqual(made.account_id, self.mill)
            self.assertFalse(guest.opinion)
            with self.assertRaisesRegex(UserError, "Opinion Heard"):
                guest.action_suggest()
            self.assertTrue(guest.opinion_ids.suggestion_outcome)

    def test_a_guest_says_several_things(self):
        event = self._invited(self.head)
        with self._afterwards():
            guest = self.seen_by(self.rep_shanghai, event.guest_ids)
            guest.action_attended()
            for said in ("Smaller boxes", "Lids that close"):
                guest.opinion = said
                guest.action_suggest()
            guest.opinion = "A pleasant evening"
            self.seen_by(self.manager_east, event).action_end("Fine")
        made = self.env["kam.suggestion"].search([("account_id", "=", self.mill.id)])
        self.assertEqual(set(made.mapped("name")), {"Smaller boxes", "Lids that close"})
        # after the event as well
        guest = self.seen_by(self.rep_shanghai, guest)
        guest.opinion = "More parking space"
        guest.action_suggest()
        self.assertEqual(len(guest.opinion_ids), 3)
        self.assertEqual(len(set(guest.opinion_ids.mapped("suggestion_outcome"))), 3)
        contact = self.contact_model.search([("res_model", "=", event._name)])
        self.assertEqual(contact.result, "Smaller boxes\nLids that close\nA pleasant evening")
        opinion = guest.opinion_ids.sudo()[:1]
        self.assertRights(
            opinion,
            {
                (self.rep_shanghai, self.manager_east, self.administrator): "r",
                (self.rep_hangzhou, self.rep_beijing, self.employee): "",
            },
        )
        for what in ({"text": "Other"}, None):
            with self.subTest(what=what), self.assertRaises(UserError):
                own = self.seen_by(self.manager_east, opinion).sudo()
                own.write(what) if what else own.unlink()

    def test_attendance_is_offered_until_the_end_only(self):
        view = self.guests.with_user(self.manager_east).get_view(view_type="kanban")["arch"]
        buttons = etree.fromstring(view).xpath("//button[@name='action_attended']/..")
        self.assertEqual([row.get("t-if") for row in buttons], ["is_noted"])
        self.assertIn("event_state", view)

    def test_decision_makers_never_invited(self):
        found = self._visible_never_invited(self.manager_east)
        self.assertIn(self.head, found)
        self.assertIn(self.boss, found)
        # neither a buyer nor a role without a person
        self.assertFalse((self.buyer | self.vacancy) & found)
        event = self._invited(self.head)
        self.assertNotIn(self.head, self._visible_never_invited(self.manager_east))
        self.seen_by(self.manager_east, event).action_cancel("Nobody has time")
        self.assertIn(self.head, self._visible_never_invited(self.manager_east))
        action = self.seen_by(self.manager_east, event).action_view_never_invited()
        shown = self.env["kam.stakeholder"].with_user(self.manager_east).search(action["domain"])
        self.assertIn(self.head, shown.sudo())

    def _visible_never_invited(self, user):
        self.env.invalidate_all()
        stakeholders = self.env["kam.stakeholder"].with_user(user)
        return stakeholders.search([("is_never_invited", "=", True)]).sudo()

    def test_stakeholders_are_added_by_a_dialog(self):
        event = self._event()
        dialog = (
            self.env["kam.service.guest.add"]
            .with_user(self.manager_east)
            .create(
                {
                    "event_id": event.id,
                    "stakeholder_ids": [fields.Command.set((self.head | self.boss).ids)],
                }
            )
        )
        dialog.action_apply()
        dialog.action_apply()
        self.assertEqual(event.guest_ids.stakeholder_id, self.head | self.boss)
        self.assertRights(dialog.sudo(), {(self.director,): "", (self.manager_east,): "rwcd"})

    def test_many_guests_at_once(self):
        event = self._invited(self.head)
        self._guest(event, self.boss)
        with self._afterwards():
            own = self.seen_by(self.manager_east, event.guest_ids)
            told = own._each("action_attended")
        self.assertEqual(told["params"]["title"], "1 of 2 done")
        self.assertIn("Boss", told["params"]["message"])
        self.assertEqual(set(event.guest_ids.mapped("state")), {"attended", "to_invite"})

    def test_events_are_settled_by_a_dialog(self):
        first, second = self._invited(self.head), self._event()
        own = self.seen_by(self.manager_east, first | second)
        action = own.action_ask_cancel()
        dialog = (
            self.env[action["res_model"]]
            .with_user(self.manager_east)
            .with_context(**action["context"])
            .create({"reason": "The hall is closed"})
        )
        dialog.action_apply()
        self.assertEqual(set((first | second).mapped("state")), {"cancelled"})
        self.assertFalse((first | second).open_deadline_ids)
        self.assertRights(dialog.sudo(), {(self.director,): "", (self.manager_east,): "rwcd"})

    # ------------------------------------------------------------------
    # what nobody does by hand
    # ------------------------------------------------------------------

    def test_protected(self):
        event = self._invited(self.head)
        own = self.seen_by(self.manager_east, event)
        for vals in (
            {"state": "ended"},
            {"kind": "other"},
            {"date_ended": self.today},
            {"unit_id": self.centre.id},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                own.write(vals)
        for vals in ({"state": "attended"}, {"name": "Other"}, {"answer": "accepted"}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                own.guest_ids.write(vals)
        for records in (own, own.guest_ids):
            with self.subTest(records=str(records)), self.assertRaises(UserError):
                records.unlink()

    def test_bad_input(self):
        event = self._invited(self.head)
        own = self.seen_by(self.manager_east, event)
        for wrong in (7, ["x"], {"a": 1}, "a\0b"):
            with self.subTest(wrong=wrong), self.assertRaises(UserError):
                own.action_cancel(wrong)
        with self.assertRaisesRegex(UserError, "Why Called Off"):
            own.action_cancel("  ")
        with self.assertRaises(UserError):
            own.guest_ids.write({"email": "a@b.example, c@d.example"})

    def test_only_who_runs_it(self):
        event = self._invited(self.head)
        own = self.seen_by(self.rep_shanghai, event)
        for call in (own.action_hold, lambda: own.action_cancel("x"), lambda: own.action_end("x")):
            with self.assertRaises(AccessError):
                call()
        with self.assertRaises(AccessError):
            own.write({"name": "Other"})

    def test_late_until_it_has_ended(self):
        event = self._invited(self.head)
        with self._afterwards(days=1):
            own = self.seen_by(self.manager_east, event)
            self.assertTrue(own.is_late)
            self.assertIn(own, own.search([("is_late", "=", True)]))
        self.assertFalse(self.seen_by(self.manager_east, event).is_late)

    def test_my_day(self):
        event = self._event()
        said = told(self.manager_east, event.open_deadline_ids)
        self.assertEqual({entry["why"] for entry in said.values()}, {event.name})
