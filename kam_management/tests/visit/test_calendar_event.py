from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import RecordCapturer, tagged

from .common import VisitCommon


@tagged("post_install", "-at_install")
class TestCalendarEvent(VisitCommon):
    """The meeting of a visit: private, neutral, in step with the visit both ways."""

    def _event(self, visit):
        return visit._find_events().get(visit, self.env["calendar.event"])

    def _mine(self, user, visit):
        """Return the meeting of a visit as an RPC call of a user sees it."""
        return self.seen_by(user, self._event(visit)).sudo(False)

    def test_it_holds_nothing_of_the_customer(self):
        """It also takes nothing from defaults and active records of whoever plans the visit."""
        context = {
            "default_location": "Shop Street",
            "default_description": "Shop",
            "default_name": "Shop",
            "default_partner_ids": self.boss.partner_id.ids,
            "active_model": "kam.account",
            "active_id": self.shop.id,
        }
        with (
            RecordCapturer(self.env["mail.mail"], []) as mails,
            RecordCapturer(self.env["mail.message"], [("model", "=", "calendar.event")]) as said,
            RecordCapturer(self.env["mail.activity"], []) as activities,
        ):
            visits = self.visit_model.with_user(self.rep_hangzhou).with_context(**context)
            visit = visits.create(
                self._visit_vals(place="Shop Street", date_start=self._soon(days=2))
            ).sudo()
            self.env.flush_all()
        event = self._event(visit)
        self.assertEqual(len(event), 1)
        self.assertEqual(event.name, f"Visit {visit.number}")
        self.assertEqual((event.start, event.stop), (visit.date_start, visit.date_stop))
        self.assertEqual(event.privacy, "private")
        self.assertEqual(event.user_id, self.rep_hangzhou)
        self.assertEqual(event.partner_ids, self.rep_hangzhou.partner_id)
        self.assertEqual(event.attendee_ids.partner_id, self.rep_hangzhou.partner_id)
        for name in ("location", "description", "res_model", "res_id", "opportunity_id"):
            self.assertFalse(event[name], name)
        self.assertFalse(event.alarm_ids | event.alarm_ids.browse())
        self.assertFalse(event.message_follower_ids)
        for captured in (mails, said, activities):
            self.assertFalse(captured.records)
        ics = event._get_ics_file()[event.id].decode()
        self.assertNotIn("Shop", ics)

    def test_it_is_named_in_the_language_of_the_company(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.company.partner_id.lang = "fr_FR"
        visit = self._planned()
        self.assertIn(visit.number, self._event(visit).name)
        self.assertFalse(self._event(visit)._kam_find_changed(visit._prepare_event_vals()))

    def test_it_follows_the_visit(self):
        visit = self._target(date_start=self._soon(days=2))
        event = self._event(visit)
        both = (self.supervisor_north | self.rep_beijing).partner_id
        self.assertEqual((event.partner_ids, event.attendee_ids.partner_id), (both, both))
        start = visit.date_start + timedelta(days=1)
        seen = self.seen_by(self.supervisor_north, visit)
        with RecordCapturer(self.env["mail.mail"], []) as mails:
            seen.action_reschedule(start, reason="The chief is away")
            seen.participant_ids = False
            seen.action_change_leader(self.director.id, "By rank")
            self.env.flush_all()
        self.assertFalse(mails.records.filtered(lambda mail: mail.model == "calendar.event"))
        self.assertEqual((event.start, event.stop), (start, visit.date_stop))
        self.assertEqual(event.user_id, self.director)
        self.assertEqual(event.partner_ids, self.director.partner_id)
        self.assertEqual(event.attendee_ids.partner_id, self.director.partner_id)
        self.seen_by(self.supervisor_north, visit).action_cancel("They close down")
        self.assertFalse(event.active)

    def test_it_stays_when_the_visit_was_made(self):
        visit = self._planned()
        self._made(visit)
        self.assertTrue(self._event(visit).active)

    def test_it_goes_with_the_visit(self):
        visit = self._planned()
        event = self._event(visit)
        self.seen_by(self.rep_hangzhou, visit).sudo(False).unlink()
        self.assertFalse(event.exists())

    def test_an_account_that_is_handed_over_takes_it_along(self):
        visit = self._planned()
        visit._hand_over(self.rep_hangzhou, self.rep_shanghai)
        self.assertEqual(self._event(visit).partner_ids, self.rep_shanghai.partner_id)

    def test_meetings_are_not_counted_twice(self):
        self._planned()
        self.assertEqual(self.shop.meeting_count, 0)
        self.assertEqual(self.shop.partner_id.meeting_count, 0)

    # ------------------------------------------------------------------
    # moved in the calendar
    # ------------------------------------------------------------------

    def test_moving_it_moves_the_visit(self):
        visit = self._planned(date_start=self._soon(days=2))
        length = visit.date_stop - visit.date_start
        start = visit.date_start + timedelta(days=1)
        with RecordCapturer(self.env["mail.mail"], []) as mails:
            self._mine(self.rep_hangzhou, visit).write({"start": str(start), "allday": False})
            self.env.flush_all()
        self.assertFalse(mails.records)
        self.assertEqual((visit.date_start, visit.date_stop), (start, start + length))
        event = self._event(visit)
        self.assertEqual((event.start, event.stop), (start, start + length))
        self.assertEqual(visit.move_ids.mapped("reason"), ["Moved in the calendar."])
        self.assertEqual(visit.move_ids.user_id, self.rep_hangzhou)
        duty = self._duties(visit, "visit")
        self.assertEqual(duty.date_due, self.company._kam_day_of(visit.date_stop))

    def test_it_is_made_longer(self):
        visit = self._planned(date_start=self._soon(days=2))
        start = visit.date_start
        self._mine(self.rep_hangzhou, visit).write({"duration": 2.5})
        self.assertEqual(visit.date_stop, start + timedelta(hours=2, minutes=30))
        self._mine(self.rep_hangzhou, visit).write({"stop": start + timedelta(hours=3)})
        self.assertEqual((visit.date_start, visit.date_stop), (start, start + timedelta(hours=3)))
        self.assertEqual(self._event(visit).duration, 3)

    def test_what_stays_as_it_is_leaves_no_trace(self):
        visit = self._planned(date_start=self._soon(days=2))
        event = self._mine(self.rep_hangzhou, visit)
        event.write({"start": visit.date_start, "stop": visit.date_stop, "name": event.name})
        self.assertFalse(visit.move_ids)

    def test_hostile_times(self):
        visit = self._planned(date_start=self._soon(days=2))
        start = visit.date_start
        for vals in (
            {"start": "never"},
            {"start": False},
            {"start": [1]},
            {"stop": visit.date_start},
            {"duration": -1},
            {"duration": "long"},
            {"duration": 1e9},
            {"duration": float("nan")},
            {"allday": True},
            {"start_date": "2030-01-01", "stop_date": "2030-01-02"},
        ):
            with self.subTest(vals=vals), self.assertRaises(ValidationError):
                self._mine(self.rep_hangzhou, visit).write(vals)
        self.assertEqual(visit.date_start, start)

    def test_what_has_begun_stays(self):
        visit = self._planned()
        self.seen_by(self.rep_hangzhou, visit).action_start()
        with self._refused("Visiting"):
            self._mine(self.rep_hangzhou, visit).write({"start": self._soon(days=1)})

    def test_whoever_may_change_the_visit_moves_it(self):
        """The right on the visit counts, not whether one attends the meeting."""
        visit = self._planned(date_start=self._soon(days=2))
        start = visit.date_start + timedelta(days=1)
        self._mine(self.manager_east, visit).write({"start": start})
        self.assertEqual(visit.date_start, start)
        self.assertEqual(visit.move_ids.user_id, self.manager_east)

    def test_colleagues_neither_move_nor_delete_it(self):
        visit = self._planned(date_start=self._soon(days=2))
        start = visit.date_start
        for user in (self.rep_beijing, self.supervisor_north, self.employee, self.administrator):
            for act in (
                lambda event: event.write({"start": self._soon(days=5)}),
                lambda event: event.write({"stop": self._soon(days=5)}),
                lambda event: event.write({"active": False}),
                lambda event: event.action_mass_archive("self_only"),
                lambda event: event.write({"name": "Mine"}),
                lambda event: event.unlink(),
                # what a sync with another calendar does, it does as superuser
                lambda event: event.sudo().write({"start": self._soon(days=5)}),
                lambda event: event.sudo().unlink(),
            ):
                with self.subTest(user=user.login), self._refused(".", AccessError):
                    act(self._mine(user, visit))
        self.assertEqual((visit.date_start, self._event(visit).start), (start, start))
        self.assertTrue(self._event(visit).active)

    def test_many_are_moved_at_once(self):
        """Meetings of visits move their visits, others go along."""
        visits = [self._planned(date_start=self._soon(days=2)) for _number in range(2)]
        other = self.env["calendar.event"].with_user(self.rep_hangzhou).create({"name": "Lunch"})
        events = self._event(visits[0]) | self._event(visits[1]) | other.sudo()
        start = self._soon(days=4)
        self.seen_by(self.rep_hangzhou, events).sudo(False).write({"start": start})
        self.assertEqual({*events.mapped("start")}, {start})
        self.assertEqual({visit.date_start for visit in visits}, {start})

    # ------------------------------------------------------------------
    # changed at the visit only
    # ------------------------------------------------------------------

    def test_all_else_is_changed_at_the_visit(self):
        visit = self._target(date_start=self._soon(days=2))
        chief, mine = self.chief.partner_id, self.supervisor_north.partner_id
        attendee = self._event(visit).attendee_ids[:1]
        for act in (
            lambda event: event.unlink(),
            lambda event: event.sudo().unlink(),
            lambda event: event.action_unlink_event(),
            lambda event: event.write({"active": False}),
            lambda event: event.write({"name": "To the Yard"}),
            lambda event: event.write({"privacy": "public"}),
            lambda event: event.write({"privacy": False}),
            lambda event: event.write({"show_as": "free"}),
            lambda event: event.write({"location": "Yard"}),
            lambda event: event.write({"description": "Yard"}),
            lambda event: event.write({"notes": "Yard"}),
            lambda event: event.write({"user_id": self.employee.id}),
            lambda event: event.write({"partner_ids": [Command.link(chief.id)]}),
            lambda event: event.write({"partner_ids": [Command.unlink(mine.id)]}),
            lambda event: event.write({"partner_ids": [Command.set(mine.ids)]}),
            lambda event: event.write({"attendee_ids": [Command.clear()]}),
            lambda event: event.action_join_meeting(self.employee.partner_id.id),
            lambda event: event.write(
                {"recurrency": True, "rrule_type": "weekly", "count": 3, "end_type": "count"}
            ),
            lambda event: event.env["calendar.recurrence"].create(
                {"base_event_id": event.id, "calendar_event_ids": [Command.link(event.id)]}
            ),
            lambda event: event.env["calendar.attendee"].create(
                {"event_id": event.id, "partner_id": chief.id}
            ),
            lambda event: attendee.with_env(event.env).unlink(),
            lambda event: attendee.with_env(event.env).write({"partner_id": chief.id}),
            lambda event: mine.with_env(event.env).sudo().write({"meeting_ids": [Command.clear()]}),
            lambda event: (
                chief.with_env(event.env).sudo().write({"meeting_ids": [Command.link(event.id)]})
            ),
            lambda event: (
                event.env["calendar.popover.delete.wizard"]
                .create({"calendar_event_id": event.id})
                .action_send_mail_and_delete()
            ),
        ):
            with self.subTest(act=act.__code__.co_firstlineno), self._refused("."):
                act(self._mine(self.supervisor_north, visit))
                self.env.flush_all()
        event = self._event(visit)
        self.assertFalse(event._kam_find_changed(visit._prepare_event_vals()))

    def test_whoever_attends_says_so(self):
        visit = self._target(date_start=self._soon(days=2))
        event = self._mine(self.rep_beijing, visit)
        event.change_attendee_status("declined", "self_only")
        attendee = event.attendee_ids.filtered(
            lambda each: each.partner_id == self.rep_beijing.partner_id
        )
        self.assertEqual(attendee.state, "declined")

    def test_people_who_leave_do_not_stand_in_the_way(self):
        visit = self._target(date_start=self._soon(days=2))
        self.rep_beijing.active = False
        self.rep_beijing.partner_id.active = False
        start = visit.date_start + timedelta(days=1)
        self._mine(self.supervisor_north, visit).write({"start": start})
        self.assertEqual(self._event(visit).start, start)

    def test_nobody_makes_one_for_a_visit(self):
        visit = self._planned()
        events = self.env["calendar.event"].with_user(self.rep_hangzhou)
        with self.assertRaises(AccessError):
            events.create({"name": "Mine", "kam_visit_id": visit.id})
        with self.assertRaises(AccessError):
            events.with_context(default_kam_visit_id=visit.id).create({"name": "Mine"})
        self.env["ir.default"].set("calendar.event", "kam_visit_id", visit.id)
        made = events.create({"name": "Mine"})
        self.assertFalse(made.sudo().kam_visit_id)
        copied = self._mine(self.rep_hangzhou, visit).copy()
        self.assertFalse(copied.sudo().kam_visit_id)
        copied.unlink()

    def test_a_meeting_from_a_visit_makes_no_activity(self):
        visit = self._planned()
        with RecordCapturer(self.env["mail.activity"], []) as activities:
            self.env["calendar.event"].with_user(self.rep_hangzhou).create(
                {
                    "name": "Talk",
                    "res_model_id": self.env["ir.model"]._get_id("kam.visit"),
                    "res_id": visit.id,
                }
            )
        self.assertFalse(activities.records)

    def test_many_visits_ask_the_database_as_often_as_few(self):
        def plan(number):
            vals_list = [
                self._visit_vals(date_start=self._soon(days=2, minutes=place))
                for place in range(number)
            ]
            visits = self.visit_model.with_user(self.rep_hangzhou).create(vals_list)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            visits._sync_events()
            return self.cr.sql_log_count - before

        plan(2)
        self.assertLessEqual(abs(plan(3) - plan(12)), 1)


@tagged("post_install", "-at_install")
class TestCalendarEventSecrecy(VisitCommon):
    """What the calendar tells of the customer, and to whom."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visit = cls._planned(
            place="Shop Street 5", date_start=cls._soon(days=2), leeway="fixed"
        )
        cls.event = cls.visit._find_events()[cls.visit]

    def test_who_may_read_the_visit_sees_it(self):
        for user in (self.rep_hangzhou, self.rep_shanghai, self.manager_east, self.director):
            event = self.seen_by(user, self.event).sudo(False)
            with self.subTest(user=user.login):
                self.assertTrue(event.kam_is_visit)
                self.assertTrue(event.kam_visit_is_fixed)
                self.assertEqual(event.kam_visit_customer, "Shop")
                self.assertEqual(event.kam_visit_place, "Shop Street 5")
                self.assertEqual(event.action_kam_open_visit()["res_id"], self.visit.id)

    def test_the_calendar_asks_before_a_fixed_one_is_dragged(self):
        """As long as it is to come, and not within the leeway of others."""
        event = self.seen_by(self.rep_hangzhou, self.event).sudo(False)
        view = self.env["calendar.event"].get_view(view_type="calendar")
        self.assertIn("kam_visit_is_fixed", view["arch"])
        self.seen_by(self.rep_hangzhou, self.visit).leeway = "day"
        event.invalidate_recordset()
        self.assertFalse(event.kam_visit_is_fixed)
        self.visit._protected_write({"leeway": "fixed", "state": "under_way"})
        event.invalidate_recordset()
        self.assertFalse(event.kam_visit_is_fixed)

    def test_nobody_else_sees_any_of_it(self):
        for user in (self.rep_beijing, self.supervisor_north, self.employee):
            event = self.seen_by(user, self.event).sudo(False)
            with self.subTest(user=user.login):
                self.assertFalse(event.kam_is_visit)
                self.assertFalse(event.kam_visit_is_fixed)
                self.assertFalse(event.kam_visit_customer)
                self.assertFalse(event.kam_visit_place)
                self.assertFalse(event.kam_visit_goal)
                with self._refused("no visit that you may read"):
                    event.action_kam_open_visit()
                self.assertNotIn("kam_visit_id", event.fields_get())
                with self.assertRaises(AccessError):
                    event.read(["kam_visit_id"])

    def test_no_question_tells_a_customer(self):
        """No search, group or export of the calendar names one to somebody of another region."""
        model = self.env["calendar.event"]
        names = ("Shop", "Boss", "prices")
        paths = (
            "name",
            "display_name",
            "location",
            "description",
            "notes",
            "partner_ids.name",
            "partner_ids.commercial_partner_id.name",
            "attendee_ids.common_name",
            "message_ids.body",
            "message_ids.record_name",
            "res_model",
            "opportunity_id.name",
            "kam_visit_id",
            "kam_visit_id.account_id.partner_id.name",
            "kam_visit_customer",
            "kam_visit_place",
            "kam_visit_goal",
            "kam_is_visit",
            "kam_visit_is_fixed",
        )
        for user in (self.employee, self.portal, self.rep_beijing, self.supervisor_north):
            for path in paths:
                for name in names:
                    found = self._ask(model.with_user(user), path, name)
                    with self.subTest(user=user.login, path=path, name=name):
                        self.assertFalse(found)

    def _ask(self, events, path, name):
        """Return the answers to questions about the meeting that name the customer."""
        within = [("id", "in", self.event.ids)]
        questions = (
            lambda: events.search([*within, (path, "ilike", name)]),
            lambda: events.search([*within, (path, "=ilike", f"%{name}%")]),
            lambda: name in str(events._read_group(within, [path], ["__count"])),
            lambda: name in str(events.search_read(within, [path])),
            lambda: (
                name in str(events.search(within).export_data([path.replace(".", "/")])["datas"])
            ),
        )
        return [number for number, ask in enumerate(questions) if self._try(ask)]

    def _try(self, question):
        self.env.flush_all()
        self.env.invalidate_all()
        try:
            with self.env.cr.savepoint():
                return question()
        except (AccessError, UserError, ValueError, NotImplementedError, KeyError):
            return None

    def test_looking_for_the_visit_opens_no_other_private_meeting(self):
        """Which meetings stand for visits is asked for without reading what they hold."""
        private = (
            self.env["calendar.event"]
            .with_user(self.rep_hangzhou)
            .create({"name": "Doctor", "privacy": "private", "location": "Clinic"})
        )
        mine = self.seen_by(self.rep_beijing, private).sudo(False)
        self.assertFalse(mine.kam_is_visit)
        self.assertFalse(mine.location)
        self.assertNotEqual(mine.name, "Doctor")
