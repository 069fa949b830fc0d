from datetime import timedelta

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .meetings import OTHER_WHY, WHY, MeetingCommon


@tagged("post_install", "-at_install")
class TestKamDevelopmentMeeting(MeetingCommon):
    """From the invitation to the method that is decided (development scheme, 4.2)."""

    def _duties(self, meeting, code="development_opinion"):
        return meeting.open_deadline_ids.filtered(lambda duty: duty.code == code)

    # ------------------------------------------------------------------
    # convening
    # ------------------------------------------------------------------

    def test_the_development_manager_convenes(self):
        meeting = self._convened(opinion_days=4)
        self.assertEqual((meeting.convener_id, meeting.convened_by_id), (self.chief, self.chief))
        self.assertEqual(meeting.date_opinions, self.today + timedelta(days=4))
        duties = self._duties(meeting)
        self.assertEqual(duties.user_ids, self.asked)
        self.assertEqual(set(duties.mapped("date_due")), {meeting.date_opinions})
        self.assertEqual(self._duties(meeting, "development_meeting").user_ids, self.chief)

    def test_a_video_link_leads_to_a_web_page(self):
        for address in ("javascript:alert(1)", "room 4"):
            with self.subTest(address), self._refused("Video Link", ValidationError):
                self._convened(video_url=address)
        self.assertTrue(self._convened(video_url="https://meet.example.com/4"))

    def test_nobody_else_convenes(self):
        for user in (self.rep_beijing, self.supervisor_north, self.director, self.administrator):
            with self.subTest(user=user.login), self._refused("Chief|not allowed", AccessError):
                self._convened(user)

    def test_the_next_above_convenes_without_a_development_manager(self):
        self.chief_position.date_to = self.today - timedelta(days=1)
        meeting = self._convened(self.supervisor_north)
        self.assertEqual(meeting.convener_id, self.supervisor_north)
        with self._refused("Supervisor North", AccessError):
            self.seen_by(self.director, meeting).action_close_round()
        # a supervisor's own development: the next above
        self.development._write_process({"developer_id": self.supervisor_north.id})
        self.assertEqual(self.development._find_conveners()[self.development], self.director)

    def test_nobody_leads(self):
        self.env["kam.position"].search([("company_id", "=", self.company.id)]).filtered(
            lambda position: position.role != "representative"
        ).write({"date_to": self.today - timedelta(days=1)})
        with self._refused("Nobody convenes", AccessError):
            self._convened(self.rep_beijing)

    def test_a_delegate_acts_for_the_convener(self):
        deputy = self._user("deputy")
        self._position(deputy, self.beijing, "supervisor")
        # with the rights of a development manager, but over others
        self._position(deputy, self.east, "development_manager")
        self.env["kam.approval.delegation"].create(
            {
                "user_id": self.chief.id,
                "delegate_id": deputy.id,
                "company_id": self.company.id,
                "date_from": self.today,
                "date_to": self.today + timedelta(days=3),
            }
        )
        meeting = self._convened(deputy)
        self.assertEqual((meeting.convener_id, meeting.convened_by_id), (self.chief, deputy))
        self.seen_by(deputy, meeting).action_close_round()
        self.assertEqual(meeting.closed_by_id, deputy)

    def test_the_office_goes_on_with_whoever_holds_it(self):
        meeting = self._convened()
        successor = self._user("successor")
        self._position(successor, self.centre, "development_manager")
        self.chief_position.date_to = self.today - timedelta(days=1)
        self.assertEqual(self._duties(meeting, "development_meeting").user_ids, successor)
        self._position(self.chief, self.north, "manager")
        with self._refused("Successor", AccessError):
            self.seen_by(self.chief, meeting).action_close_round()
        self.seen_by(successor, meeting).action_close_round()
        self.assertEqual(meeting.state, "disclosed")

    def test_one_goes_on_at_a_time(self):
        meeting = self._convened()
        with self._refused("goes on"):
            self._convened()
        action = self.seen_by(self.chief, self.development).action_convene()
        self.assertEqual(action["res_id"], meeting.id)
        vals = meeting.copy_data()[0] | {
            "development_id": self.development.id,
            "date_meeting": meeting.date_meeting,
            "convener_id": self.chief.id,
            "convened_by_id": self.chief.id,
            "participant_ids": [Command.set(self.asked.ids)],
        }
        with self.assertRaises(psycopg2.errors.UniqueViolation), mute_logger("odoo.sql_db"):
            self.meeting_model._protected_create([vals])
            self.env.flush_all()

    def test_who_may_be_asked(self):
        with self._refused("no position", ValidationError):
            self._convened(participant_ids=[Command.set(self.employee.ids)])
        with self._refused("at least one", ValidationError):
            self._convened(participant_ids=[])

    def test_the_team_is_proposed(self):
        action = self.seen_by(self.chief, self.development).action_convene()
        ((_set, _zero, ids),) = action["context"]["default_participant_ids"]
        self.assertIn(self.rep_beijing.id, ids)

    def test_an_edition_convenes_for_the_development(self):
        self.development._write_process({"state": "cancelled"})
        development = self._approved()
        self.revise(development, self.rep_beijing)
        meeting = self._convened(development=development.edition_ids)
        self.assertEqual(meeting.development_id, development)

    def test_the_agenda_is_the_convener_s(self):
        meeting = self._convened()
        with self._refused("Chief", AccessError):
            self.seen_by(self.supervisor_north, meeting).place = "Elsewhere"
        self.seen_by(self.chief, meeting).date_meeting += timedelta(days=4)
        self.env.flush_all()
        self.assertEqual(
            self._duties(meeting, "development_meeting").date_due,
            self.company._kam_day_of(meeting.date_meeting),
        )
        for vals in ({"state": "decided"}, {"is_disclosed": True}, {"with_seminar": True}):
            with self.subTest(vals=vals), self._refused("by hand"):
                self.seen_by(self.chief, meeting).write(vals)

    def test_it_meets_today_or_later(self):
        yesterday = fields.Datetime.now() - timedelta(days=1)
        with self._refused("“Meets On” is .*has passed", ValidationError):
            self._convened(date_meeting=yesterday)
        meeting = self._convened(date_meeting=self.company._kam_day_start(self.today))
        with self._refused("“Meets On” is .*has passed", ValidationError):
            self.seen_by(self.chief, meeting).date_meeting = yesterday

    def test_it_stays_in_the_records(self):
        meeting = self._convened()
        with self._refused("", AccessError):
            self.seen_by(self.chief, meeting).unlink()
        with self._refused("stays in the records"):
            meeting.unlink()

    # ------------------------------------------------------------------
    # the round
    # ------------------------------------------------------------------

    def test_the_last_one_opens_it_for_all(self):
        meeting = self._convened()
        self._opine(meeting, self.rep_beijing)
        self._opine(meeting, self.supervisor_north, OTHER_WHY)
        self.assertEqual((meeting.state, meeting.written_count), ("collecting", 2))
        self._opine(meeting, self.rep_shanghai)
        self.assertEqual((meeting.state, meeting.is_disclosed), ("disclosed", True))
        self.assertFalse(meeting.missing_ids or meeting.closed_by_id)
        for user in (*self.asked, self.chief, self.director, self.administrator):
            with self.subTest(user=user.login):
                self.assertEqual(len(self.seen_by(user, meeting).opinion_ids), 3)
        kept = meeting.deadline_ids.filtered(lambda duty: duty.code == "development_opinion")
        self.assertEqual(set(kept.mapped("state")), {"kept"})

    def test_the_convener_closes_early_and_who_did_not_write_is_named(self):
        meeting = self._convened()
        self._opine(meeting, self.rep_beijing)
        with self._refused("Chief", AccessError):
            self.seen_by(self.rep_beijing, meeting).action_close_round()
        self.seen_by(self.chief, meeting).action_close_round()
        self.assertEqual(meeting.missing_ids, self.supervisor_north | self.rep_shanghai)
        self.assertEqual(meeting.closed_by_id, self.chief)
        self.assertFalse(self._duties(meeting))
        self.assertIn("Supervisor North", str(meeting.message_ids.mapped("body")))
        with self._refused("Opinions disclosed"):
            self._opine(meeting, self.rep_shanghai)

    def test_written_once_and_final(self):
        meeting = self._convened()
        self._opine(meeting, self.rep_beijing)
        with self._refused("no opinion of yours", AccessError):
            self._opine(meeting, self.rep_beijing)
        opinion = meeting.opinion_ids
        for user in (self.rep_beijing, self.chief, self.administrator, self.env.user):
            with self.subTest(user=user.login):
                with self._refused(""):
                    opinion.with_user(user).write({"why": "Changed"})
                with self._refused(""):
                    opinion.with_user(user).unlink()
        with self._refused("", UserError):
            self.env["kam.development.opinion"].create([{"meeting_id": meeting.id}])
        with (
            self.assertRaises(psycopg2.errors.RestrictViolation),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.cr.execute("UPDATE kam_development_opinion SET why = 'Changed'")

    def test_who_is_not_asked_writes_none(self):
        meeting = self._convened()
        for user in (self.chief, self.director):
            with self.subTest(user=user.login), self._refused("no opinion", AccessError):
                self._opine(meeting, user)
        with self._refused("", AccessError):
            self._opine(meeting, self.rep_hangzhou)

    def test_what_an_opinion_says(self):
        meeting = self._convened()
        seen = self.seen_by(self.rep_beijing, meeting)
        for stance, why in (("", "x"), ("often", "x"), ("favour", " "), ([], "x"), ("favour", 7)):
            with self.subTest(stance=stance, why=why), self._refused(""):
                seen.action_give_opinion(stance, why)
        self._opine(meeting, self.rep_beijing, with_material=True, other_method="Fair")
        opinion = meeting.opinion_ids
        self.assertEqual(opinion.methods_text, "Promotional material, Fair")
        self.assertEqual(opinion.user_id, self.rep_beijing)

    def test_a_delegate_writes_for_a_participant(self):
        self.env["kam.approval.delegation"].create(
            {
                "user_id": self.supervisor_north.id,
                "delegate_id": self.manager_east.id,
                "company_id": self.company.id,
                "date_from": self.today,
                "date_to": self.today + timedelta(days=3),
            }
        )
        meeting = self._convened()
        self._opine(meeting, self.manager_east)
        opinion = meeting.opinion_ids
        self.assertEqual(
            (opinion.user_id, opinion.written_by_id), (self.supervisor_north, self.manager_east)
        )
        duty = meeting.deadline_ids.filtered(lambda each: each.slot == str(opinion.user_id.id))
        self.assertEqual((duty.state, duty.on_behalf_of_id), ("kept", self.supervisor_north))

    def test_a_participant_who_leaves_is_waited_for_no_longer(self):
        meeting = self._convened()
        self._opine(meeting, self.rep_beijing)
        self._opine(meeting, self.supervisor_north)
        self.position_rep_shanghai.date_to = self.today - timedelta(days=1)
        self.assertEqual(meeting.state, "disclosed")
        self.assertEqual(meeting.missing_ids, self.rep_shanghai)

    def test_nobody_stands_in_for_who_has_left(self):
        meeting = self._convened()
        self.position_rep_shanghai.date_to = self.today - timedelta(days=1)
        duty = self._duties(meeting).filtered(lambda each: each.slot == str(self.rep_shanghai.id))
        self.assertFalse(duty.user_ids)

    def test_others_are_asked(self):
        meeting = self._convened()
        self._opine(meeting, self.rep_beijing)
        seen = self.seen_by(self.chief, meeting)
        with self._refused("has written an opinion"):
            seen.participant_ids = [Command.unlink(self.rep_beijing.id)]
        seen = self.seen_by(self.chief, meeting)
        # nobody opens the round by asking no more who has not written
        with self._refused("stays asked"):
            seen.participant_ids = [Command.unlink(self.rep_shanghai.id)]
        seen = self.seen_by(self.chief, meeting)
        seen.participant_ids = [Command.link(self.rep_hangzhou.id)]
        self.env.flush_all()
        waited_for = self.supervisor_north | self.rep_shanghai | self.rep_hangzhou
        self.assertEqual(self._duties(meeting).user_ids, waited_for)
        self.assertEqual(meeting.state, "collecting")

    def test_who_is_asked_by_mistake(self):
        meeting = self._convened()
        seen = self.seen_by(self.chief, meeting)
        seen.participant_ids = [Command.unlink(self.rep_shanghai.id)]
        self.assertNotIn(self.rep_shanghai, self._duties(meeting).user_ids)

    # ------------------------------------------------------------------
    # the decision
    # ------------------------------------------------------------------

    def test_decided_after_the_round_only(self):
        meeting = self._convened()
        with self._refused("Collecting opinions"):
            self.seen_by(self.chief, meeting).action_decide("Because")
        self._all_opine(meeting)
        with self._refused("Chief", AccessError):
            self.seen_by(self.supervisor_north, meeting).action_decide("Because")
        with self._refused("Why This Method"):
            self.seen_by(self.chief, meeting).action_decide(" ")
        self.seen_by(self.chief, meeting).action_decide("Because", with_seminar=True)
        self.assertEqual(meeting.methods_text, "Product seminar, Visit to the customer")
        self.assertEqual(self.development.method_text, meeting.methods_text)
        duty = meeting.deadline_ids.filtered(lambda each: each.code == "development_meeting")
        self.assertEqual(duty.state, "kept")

    def test_a_visit_always_belongs_to_it(self):
        meeting = self._convened()
        self._all_opine(meeting)
        self.seen_by(self.chief, meeting).action_decide("Nothing else is needed")
        self.assertEqual(meeting.methods_text, "Visit to the customer")

    def test_the_last_decision_holds(self):
        first = self._decided()
        second = self._decided()
        self.assertEqual((first.state, second.state), ("closed", "decided"))
        self.env.invalidate_all()
        self.assertEqual(self.development._find_method_meeting(), second)

    def test_dissent_until_it_is_closed(self):
        meeting = self._convened()
        with self._refused("Collecting"):
            self.seen_by(self.rep_beijing, meeting).action_dissent("No")
        self._all_opine(meeting)
        self.seen_by(self.chief, meeting).action_decide("Because")
        with self._refused("Those dissent", AccessError):
            self.seen_by(self.director, meeting).action_dissent("No")
        self.seen_by(self.rep_beijing, meeting).action_dissent("Too slow")
        with self._refused("noted already"):
            self.seen_by(self.rep_beijing, meeting).action_dissent("Again")
        self.seen_by(self.chief, meeting).action_close()
        with self._refused("Closed"):
            self.seen_by(self.supervisor_north, meeting).action_dissent("No")
        self.assertEqual(meeting.dissent_ids.mapped("why"), ["Too slow"])
        with self._refused(""):
            meeting.dissent_ids.write({"why": "Fine"})

    def test_a_scheme_keeps_what_was_decided(self):
        meeting = self._decided()
        self.seen_by(self.rep_shanghai, meeting).action_dissent("Brochures")
        self.development._write_process({"state": "cancelled"})
        development = self._filled()
        self.submit(development, self.rep_beijing)
        self.assertIsNone(development.snapshot["method"])
        development._write_process({"state": "cancelled"})
        # of the same development
        self.development._write_process({"state": "preparing"})
        kept = self.development._prepare_snapshot()["method"]
        self.assertEqual((kept["seminar"], kept["material"]), (True, False))
        self.assertEqual(kept["dissent"], [{"name": "Rep Shanghai", "why": "Brochures"}])

    def test_a_development_that_ends_ends_it(self):
        meeting = self._convened()
        self._opine(meeting, self.rep_beijing)
        self.seen_by(self.rep_beijing, self.development).action_cancel("Bought by a rival")
        self.assertEqual((meeting.state, meeting.is_disclosed), ("cancelled", False))
        self.assertFalse(meeting.open_deadline_ids)
        self.assertFalse(self.seen_by(self.chief, meeting).opinion_ids)
        with self._refused("nothing of it is changed"):
            self._convened()

    def test_a_decided_one_is_closed_with_it(self):
        meeting = self._decided()
        self.seen_by(self.rep_beijing, self.development).action_cancel("Bought by a rival")
        self.assertEqual(meeting.state, "closed")

    def test_cancelled_with_a_reason(self):
        meeting = self._convened()
        with self._refused("Cancelled"):
            self.seen_by(self.chief, meeting).action_cancel("")
        with self._refused("Chief", AccessError):
            self.seen_by(self.rep_beijing, meeting).action_cancel("No")
        self.seen_by(self.chief, meeting).action_cancel("Customer closed")
        self.assertEqual(meeting.meeting_cancel_reason, "Customer closed")

    # ------------------------------------------------------------------
    # dialogs, My Day, invitations
    # ------------------------------------------------------------------

    def test_dialogs(self):
        meeting = self._convened()

        def ask(user, what, **vals):
            action = getattr(self.seen_by(user, meeting), f"action_ask_{what}")()
            dialogs = self.env[action["res_model"]].with_user(user)
            dialog = dialogs.with_context(action["context"]).create(vals)
            dialog.action_apply()
            self.env.flush_all()
            self.assertFalse(dialog.sudo().exists())

        for user in self.asked:
            ask(user, "opinion", stance="against", said=WHY, with_material=True)
        self.assertEqual(meeting.state, "disclosed")
        ask(self.chief, "decision", said="So be it", with_material=True)
        ask(self.rep_beijing, "dissent", said="No")
        self.assertEqual((meeting.state, len(meeting.dissent_ids)), ("decided", 1))

    def test_my_day_opens_the_dialog(self):
        meeting = self._convened()
        duty = self._duties(meeting).filtered(lambda each: each.slot == str(self.rep_shanghai.id))
        my_day = self.env["kam.my.day"].with_user(self.rep_shanghai)
        action = my_day.settle(duty.ids, "opinion")
        self.assertEqual(action["res_model"], "kam.development.meeting.step")
        self._all_opine(meeting)
        own = self._duties(meeting, "development_meeting")
        action = self.env["kam.my.day"].with_user(self.chief).settle(own.ids, "decide")
        self.assertEqual(action["context"]["default_step"], "decide")

    def test_who_is_asked_is_invited(self):
        before = self.env["mail.message"].search([], order="id desc", limit=1).id
        meeting = self._convened()
        told = self.env["mail.message"].search(
            [("id", ">", before), ("message_type", "=", "user_notification")]
        )
        self.assertEqual(told.partner_ids, self.asked.partner_id)
        self.assertIn("Room 7", str(told.mapped("body")))
        self.assertEqual(set(told.mapped("res_id")), {meeting.id})

    def test_tables_of_rights(self):
        meeting = self._convened()
        self.assertRights(
            meeting,
            {
                (self.rep_shanghai,): "r",
                (self.rep_hangzhou, self.employee): "",
                (self.administrator,): "r",
            },
        )

    def test_days(self):
        for days in (0, 31, 10**9, None):
            with self.subTest(days=days), self._refused("from 1 to 30", ValidationError):
                self._convened(opinion_days=days)
        meeting = self._convened()
        self.assertEqual(meeting.date_opinions, fields.Date.add(self.today, days=3))

    def test_minutes_are_kept_with_what_is_filed(self):
        self._convened()
        meeting = self.development.meeting_ids
        self.assertNotIn(WHY, str(meeting._get_minutes()))
        self._all_opine(meeting)
        self.seen_by(self.chief, meeting).action_decide("Most said so", with_seminar=True)
        self.seen_by(self.rep_shanghai, meeting).action_dissent("Too loud")
        papers = dict(self.development._get_papers())["Method meetings"]
        page = papers.raw.decode()
        for text in (WHY, OTHER_WHY, "Most said so", "Too loud", "Product seminar"):
            with self.subTest(text=text):
                self.assertIn(text, page)

    def test_minutes_print_no_blind_opinion(self):
        meeting = self._convened()
        self._opine(meeting, self.rep_beijing)
        for user in (self.chief, self.rep_beijing, self.administrator):
            html, _kind = (
                self.env["ir.actions.report"]
                .with_user(user)
                ._render_qweb_html("kam_management.report_kam_development_meeting", meeting.ids)
            )
            self.assertNotIn(WHY.encode(), html)
