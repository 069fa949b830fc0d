from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import tagged

from ...models.visit.kam_visit_telling import DESCRIBED
from ...reading import fetch_together
from .common import FindingCommon


@tagged("post_install", "-at_install")
class TestKamVisitDialogs(FindingCommon):
    def _dialog(self, user, visits, ask, **vals):
        action = getattr(self.seen_by(user, visits), f"action_ask_{ask}")()
        dialogs = self.env["kam.visit.change"].with_user(user).with_context(action["context"])
        return dialogs.create(vals)

    def test_cancel_several(self):
        """What has begun stays, and is named; the others are cancelled."""
        ahead = self._planned() | self._planned()
        dialog = self._dialog(
            self.rep_hangzhou, ahead | self.visit, "cancel", reason="They moved away"
        )
        action = dialog.action_apply()
        self.assertEqual(action["res_model"], "kam.visit.change")
        self.assertIn(self.visit.number, dialog.failures)
        self.assertEqual({*ahead.mapped("state")}, {"cancelled"})
        self.assertEqual({*ahead.mapped("visit_cancel_reason")}, {"They moved away"})
        self.assertTrue(all(ahead.mapped("date_cancelled")))
        self.assertEqual(self.visit.state, "under_way")

    def test_reschedule_one(self):
        visit = self._planned(participant_ids=self.rep_shanghai.ids)
        start = visit.date_start + timedelta(days=2)
        dialog = self._dialog(
            self.rep_hangzhou, visit, "reschedule", date_start=start, date_stop=False, reason="Ill"
        )
        dialog.action_apply()
        self.assertEqual(visit.date_start, start)
        self.assertTrue([text for text in self._told(self.rep_shanghai) if "another time" in text])
        self.assertIn("Ill", str(visit.message_ids.mapped("body")))
        with self._refused("one by one"):
            self._dialog(
                self.rep_hangzhou, visit | self._planned(), "reschedule", reason="All"
            ).action_apply()
        with self._refused("say in a few words why"):
            self._dialog(self.rep_hangzhou, visit, "reschedule", date_start=start).action_apply()

    def test_change_the_leader(self):
        visits = self._planned() | self._planned()
        dialog = self._dialog(
            self.rep_hangzhou, visits, "leader", user_id=self.rep_shanghai.id, reason="Leave"
        )
        dialog.action_apply()
        self.assertEqual(visits.leader_id, self.rep_shanghai)
        self.assertEqual(len(visits.move_ids), 2)
        self.assertTrue([text for text in self._told(self.rep_shanghai) if "led by" in text])

    def test_waive(self):
        visit = self._target(leader_id=self.rep_beijing.id, participant_ids=[])
        self.assertFalse(self.seen_by(self.supervisor_north, visit).can_waive)
        self.assertTrue(self.seen_by(self.director, visit).can_waive)
        with self._refused("", AccessError):
            self._dialog(self.supervisor_north, visit, "waive", reason="Why not").action_apply()
        self._dialog(self.director, visit, "waive", reason="The owner asked").action_apply()
        self.assertEqual(visit.waived_by_id, self.director)
        self.assertFalse(self.seen_by(self.director, visit).can_waive)

    def test_those_who_may_not(self):
        visit = self._planned()
        for user in (self.rep_beijing, self.supervisor_north):
            with self.subTest(user=user.login), self._refused("", AccessError):
                self._dialog(user, visit, "cancel", reason="Mine").action_apply()
        mine = self.seen_by(self.administrator, visit)
        self.assertFalse(mine.can_change or mine.can_close or mine.can_spend)
        with self._refused("", AccessError):
            mine.action_cancel("Mine")

    def test_server_actions(self):
        visits = self._planned() | self._planned()
        for key in ("cancel", "leader", "reschedule", "confirm", "close"):
            action = self.env.ref(f"kam_management.action_server_kam_visit_{key}")
            context = {
                "active_model": "kam.visit",
                "active_id": visits[0].id,
                # each is moved to a time of its own
                "active_ids": visits[:1].ids if key == "reschedule" else visits.ids,
            }
            run = action.with_user(self.rep_hangzhou).sudo(False).with_context(**context)
            with self.subTest(key):
                result = run.run()
                self.assertIn(result["type"], ("ir.actions.act_window", "ir.actions.client"))
        self.assertEqual({*visits.mapped("state")}, {"planned"})

    def test_several_are_waived_at_once(self):
        """What cannot be waived is named, the others stand."""
        vals = {"leader_id": self.rep_beijing.id, "participant_ids": []}
        targets = self._target(**vals) | self._target(**vals)
        visits = targets | self._planned()
        server = self.env.ref("kam_management.action_server_kam_visit_waive")
        context = {"active_model": "kam.visit", "active_ids": visits.ids}
        run = server.with_user(self.director).sudo(False).with_context(**context)
        dialog = self.env["kam.visit.change"].with_user(self.director)
        dialog = dialog.with_context(run.run()["context"]).create({"reason": "The owner asked"})
        dialog.action_apply()
        self.assertIn((visits - targets).number, dialog.failures)
        self.assertEqual(visits.filtered("waived_by_id"), targets)
        with self._refused("", AccessError):
            server.with_user(self.rep_hangzhou).sudo(False).with_context(**context).run()

    def test_what_is_offered(self):
        ahead = self._planned()
        visit = self.seen_by(self.rep_hangzhou, ahead)
        self.assertTrue(visit.can_change and visit.can_confirm and visit.can_spend)
        self.assertFalse(visit.can_find or visit.can_close)
        visit = self.seen_by(self.rep_hangzhou, self.visit)
        self.assertTrue(visit.can_find)
        self.assertFalse(visit.can_change or visit.can_confirm)
        self.assertFalse(self.seen_by(self.manager_east, self.visit).can_find)

    # ------------------------------------------------------------------
    # My Day, mails
    # ------------------------------------------------------------------

    def _row(self, user, visit, code):
        self.env.flush_all()
        self.env.invalidate_all()
        rows = self.env["kam.my.day"].with_user(user).get_day()["rows"]
        (row,) = (row for row in rows if row["code"] == code and row["res_id"] == visit.id)
        return row

    def test_my_day_leads_to_the_page_on_site(self):
        visit = self._planned()
        row = self._row(self.rep_hangzhou, visit, "visit")
        self.assertIn("Boss", row["why"])
        self.assertIn("Agree on the year's prices", row["facts"])
        self.assertEqual([action["key"] for action in row["actions"]], ["site", "open"])
        day = self.env["kam.my.day"].with_user(self.rep_hangzhou)
        action = day.settle([row["id"]], "site")
        self.assertEqual(action["type"], "ir.actions.client")
        self.assertEqual(action["context"]["active_id"], visit.id)

    def test_my_day_confirms_a_visit(self):
        visit = self._planned(
            date_start=self._soon(days=9),
            leeway="fixed",
            appointment_channel="phone",
            appointment_stakeholder_id=self.boss.id,
        )
        row = self._row(self.rep_hangzhou, visit, "visit")
        self.assertEqual([action["key"] for action in row["actions"]], ["confirm", "open"])
        self.assertTrue(
            self.env["kam.my.day"].with_user(self.rep_hangzhou).settle([row["id"]], "confirm")
        )
        self.assertEqual(visit.state, "confirmed")

    def test_my_day_reads_plans_once(self):
        visit = self._target()
        self.env.flush_all()
        self.env.invalidate_all()
        model = self.env["kam.visit"].with_user(self.supervisor_north)
        [seen] = fetch_together([(model, Domain("id", "in", visit.ids), DESCRIBED)])
        self.assertTrue(seen.company_id.sudo().name)
        before = self.env.cr.sql_log_count
        self.assertTrue(seen._needs_approval())
        self.assertEqual(self.env.cr.sql_log_count, before)

    def test_my_day_after_the_visit(self):
        visit = self._target()
        self.assertEqual(
            self._row(self.supervisor_north, visit, "visit")["actions"][0]["key"], "submit"
        )
        self.submit(visit, self.supervisor_north)
        self.approve(visit, self.director)
        report = self._made(visit)
        day = self.env["kam.my.day"].with_user(self.supervisor_north)
        row = self._row(self.supervisor_north, visit, "visit_report")
        self.assertEqual(day.settle([row["id"]], "open")["res_id"], report.id)
        row = self._row(self.supervisor_north, visit, "visit_follow_up")
        action = day.settle([row["id"]], "listen")
        contacts = self.env["kam.account.contact"].with_user(self.supervisor_north)
        contact = contacts.with_context(action["context"]).create({"attitude": "warm"})
        self.assertEqual(
            (contact.stakeholder_id, contact.account_id, contact.channel),
            (self.chief, self.yard, "phone"),
        )

    def test_three_facts_in_mails(self):
        visit = self._target()
        facts = visit._get_mail_facts()
        self.assertEqual(len(facts), 3)
        self.assertEqual(facts[1], ("Persons Visited", self.chief.display_name))
        self.submit(visit, self.supervisor_north)
        self.env["kam.approval.delegation"].create(
            {
                "user_id": self.director.id,
                "delegate_id": self._outsider().id,
                "date_from": self.today,
                "date_to": self.today,
            }
        )
        # who stands in for somebody does not know the account
        self.assertEqual(visit._get_mail_facts()[1], ("Visit Leader", "Supervisor North"))

    def _outsider(self):
        outsider = self._user("outsider")
        self._position(outsider, self.shanghai, "director")
        return outsider

    def test_my_day_asks_the_database_as_often_for_many(self):
        def count(number):
            for _number in range(number):
                self._planned()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            rows = self.env["kam.my.day"].with_user(self.rep_hangzhou).get_day()["rows"]
            self.assertTrue(rows)
            return self.cr.sql_log_count - before

        count(3)
        few = count(1)
        self.assertLessEqual(count(12), few)
        # one reads the visits, with all that is said of them
        self.assertLessEqual(few, 17)

    def test_refused_before_the_dialog(self):
        """What can be done with none of the visits opens no dialog."""
        ahead = self._planned() | self._planned()
        with self._refused("one by one"):
            self.seen_by(self.rep_hangzhou, ahead).action_ask_reschedule()
        for ask in ("reschedule", "leader", "cancel"):
            with self.subTest(ask):
                with self._refused("possible for"):
                    getattr(self.seen_by(self.rep_hangzhou, self.visit), f"action_ask_{ask}")()
                with self._refused("", AccessError):
                    getattr(self.seen_by(self.administrator, ahead[0]), f"action_ask_{ask}")()
        target = self._target(leader_id=self.rep_beijing.id, participant_ids=[])
        with self._refused("waive what the scheme asks", AccessError):
            self.seen_by(self.supervisor_north, target).action_ask_waive()
        with self._refused("only a draft plan"):
            self.seen_by(self.manager_east, ahead[0]).action_ask_waive()
        self.assertEqual(
            self.seen_by(self.director, target).action_ask_waive()["res_model"], "kam.visit.change"
        )

    def test_nothing_to_waive(self):
        """A plan that is led by rank and was discussed is offered no waiver."""
        self.assertFalse(self.seen_by(self.director, self._target()).can_waive)
        self.assertTrue(self.seen_by(self.director, self._target(date_discussion=False)).can_waive)
