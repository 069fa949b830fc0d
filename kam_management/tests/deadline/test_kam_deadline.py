import json

from psycopg2 import IntegrityError
from psycopg2.errors import RestrictViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import DOCUMENT, KamDeadlineCommon


@tagged("post_install", "-at_install")
class TestKamDeadline(KamDeadlineCommon):
    def test_opening_says_who_owes_what_until_when(self):
        duty = self.open(days=3)
        self.assertEqual(duty.state, "open")
        self.assertEqual(duty.title, "Paper")
        self.assertEqual(duty.user_ids, self.rep_shanghai)
        self.assertEqual(duty.worker_ids, self.rep_shanghai)
        self.assertEqual(duty.date_open, self.today)
        self.assertEqual((duty.date_due, duty.date_due_first), (self.day(3), self.day(3)))
        self.assertEqual(duty.days_left, 3)
        self.assertFalse(duty.is_late)
        self.assertEqual(self.document.open_deadline_ids, duty)

    def test_a_key_is_open_once(self):
        first = self.open(days=3)
        again = self.open(days=5, title="Paper, second page")
        self.assertEqual(again, first)
        self.assertEqual(first.title, "Paper, second page")
        self.assertEqual((first.date_due, first.date_due_first), (self.day(5), self.day(3)))
        self.assertEqual(first.move_ids.mapped("date_to"), [self.day(5)])
        other = self.open(days=3, slot="second")
        self.assertNotEqual(other, first)
        self.duties._close(self.document, "asked", slot="")
        self.assertEqual(first.state, "kept")
        self.assertEqual(other.state, "open")
        self.assertNotEqual(self.open(), first)

    def test_the_last_entry_of_a_key_wins(self):
        vals = {
            "kind": "asked",
            "res_model": DOCUMENT,
            "res_id": self.document.id,
            "company_id": self.company.id,
            "user_ids": self.rep_shanghai.ids,
        }
        duty = self.duties._open(
            [{**vals, "date_due": self.day(1)}, {**vals, "date_due": self.day(2)}]
        )
        self.assertEqual(len(duty), 1)
        self.assertEqual(duty.date_due, self.day(2))

    def test_the_database_keeps_a_key_open_once(self):
        duty = self.open()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.duties._insert(
                {
                    "x": {
                        **{
                            name: duty[name].id if name.endswith("_id") else duty[name] or None
                            for name in ("kind_id", "code", "audience", "company_id", "unit_id")
                        },
                        "res_model": duty.res_model,
                        "res_id": duty.res_id,
                        "slot": "",
                        "title": "Twice",
                        "role": None,
                        "department_id": None,
                        "date_open": self.today,
                        "date_due": self.today,
                        "date_due_first": self.today,
                    }
                }
            )

    def test_closing_on_its_day_keeps_it_and_a_day_later_is_late(self):
        for day, state, late in ((2, "kept", 0), (3, "kept", 0), (4, "late", 1), (9, "late", 6)):
            with self.subTest(day=day):
                duty = self.open(days=3)
                with self.at(day, hour=23):
                    self.duties.with_user(self.rep_shanghai)._close(self.document, "asked")
                self.assertEqual((duty.state, duty.days_late), (state, late))
                self.assertEqual(duty.date_done, self.day(day))
                self.assertEqual(duty.done_by_id, self.rep_shanghai)

    def test_cancelling_washes_nothing(self):
        for day, state, late in ((3, "cancelled", 0), (5, "missed", 2)):
            with self.subTest(day=day):
                duty = self.open(days=3)
                with self.at(day):
                    self.duties._cancel(self.document, "Overtaken")
                self.assertEqual((duty.state, duty.days_late), (state, late))
                self.assertEqual(duty.reason_text, "Overtaken")

    def test_what_was_late_stays_late(self):
        duty = self.open(days=1)
        with self.at(3):
            self.duties._move(self.document, "asked", self.day(8), "Agreed with the customer")
            self.assertTrue(duty.is_late)
        with self.at(8):
            self.duties._close(self.document, "asked")
        self.assertEqual((duty.state, duty.days_late), ("late", 2))
        move = duty.move_ids
        self.assertEqual((move.date_from, move.date_to), (self.day(1), self.day(8)))
        self.assertEqual(move.reason_text, "Agreed with the customer")

    def test_moving_in_time_is_no_lateness(self):
        duty = self.open(days=1)
        self.duties._move(self.document, "asked", self.day(8), "Agreed")
        with self.at(8):
            self.duties._close(self.document, "asked")
        self.assertEqual((duty.state, duty.days_late), ("kept", 0))

    def test_deleting_the_document_cancels(self):
        document = self.env[DOCUMENT].create({})
        duty = self.open(document=document)
        document.unlink()
        self.assertEqual(duty.state, "cancelled")
        self.assertEqual(duty.reason, "deleted")
        self.assertEqual(duty.with_context(lang="en_US").reason_text, "The document was deleted")

    def test_nobody_writes_duties_by_hand(self):
        duty = self.open()
        for user in (self.rep_shanghai, self.administrator, self.env.user):
            mine = duty.with_user(user)
            with self.subTest(user=user.login):
                for vals in ({"date_due": self.day(9)}, {"state": "kept"}, {"title": "Other"}):
                    with self.assertRaises(UserError):
                        mine.write(vals)
                with self.assertRaises(UserError):
                    mine.unlink()
                self.assertTrue(duty.exists())
                with self.assertRaises(UserError):
                    self.duties.with_user(user).create({"title": "By hand"})

    def test_what_has_ended_stays(self):
        duty = self.open()
        self.duties._close(self.document, "asked")
        with self.assertRaises(RestrictViolation), mute_logger("odoo.sql_db"), self.cr.savepoint():
            duty._protected_write({"days_late": 3})
            self.env.flush_all()

    # ------------------------------------------------------------------
    # people
    # ------------------------------------------------------------------

    def test_roles_are_looked_for_upwards(self):
        duty = self.open("led")
        self.assertEqual(duty.user_ids, self.supervisor_shanghai)
        north = self.open("led", unit_id=self.beijing.id, slot="north")
        self.assertEqual(north.user_ids, self.supervisor_north)

    def test_people_follow_positions(self):
        duty = self.open("led")
        self.position_supervisor_shanghai.action_end()
        # nobody supervises there any more: whoever leads above
        self.assertEqual(duty.user_ids, self.manager_east)
        self._position(self.employee, self.shanghai, "supervisor")
        self.assertEqual(duty.user_ids, self.employee)

    def test_duties_of_who_leaves_go_to_who_is_left(self):
        duty = self.open()
        self.rep_shanghai.active = False
        self.assertEqual(duty.user_ids, self.supervisor_shanghai)
        self.supervisor_shanghai.active = False
        self.assertEqual(duty.user_ids, self.manager_east)

    def test_departments_owe_by_their_members(self):
        department = self.env["hr.department"].create({"name": "Quality"})
        self.env["hr.employee"].create(
            {"name": "Q", "user_id": self.employee.id, "department_id": department.id}
        )
        duty = self.open("answered", department_id=department.id)
        self.assertEqual(duty.user_ids, self.employee)

    def test_ended_duties_keep_their_people(self):
        duty = self.open("led")
        self.duties._close(self.document, "led")
        self.position_supervisor_shanghai.action_end()
        self.assertEqual(duty.user_ids, self.supervisor_shanghai)

    # ------------------------------------------------------------------
    # who sees what
    # ------------------------------------------------------------------

    def test_workers_see_their_duties_and_nobody_elses(self):
        mine = self.open()
        other = self.open(slot="other", user_ids=self.rep_beijing.ids)
        seen = self.duties.with_user(self.rep_shanghai).search([("res_model", "=", DOCUMENT)])
        self.assertEqual(seen, mine)
        self.assertEqual(
            self.duties.with_user(self.rep_shanghai)._count_mine(),
            {"late": 0, "today": 0, "coming": 1},
        )
        with self.assertRaises(AccessError):
            other.with_user(self.rep_shanghai).read(["title"])
        self.assertEqual(
            self.duties.with_user(self.administrator).search_count([("res_model", "=", DOCUMENT)]),
            2,
        )
        with self.assertRaises(AccessError):
            self.duties.with_user(self.portal).search([])

    def test_the_clock_in_the_menu_bar(self):
        self.open(days=-1, slot="a")
        self.open(days=0, slot="b")
        self.open(days=2, slot="c")
        groups = self.env["res.users"].with_user(self.rep_shanghai)._get_activity_groups()
        (group,) = (group for group in groups if group["model"] == "kam.deadline")
        self.assertEqual(
            (group["overdue_count"], group["today_count"], group["planned_count"]), (1, 1, 1)
        )
        self.assertEqual(group["total_count"], 2)
        # what opens on a click is what was counted
        self.open("led", days=-1, slot="other")
        mine = self.duties.with_user(self.rep_shanghai)
        late = [("standing", "=", "late")]
        self.assertEqual(mine.search_count([*json.loads(group["domain"]), *late]), 1)
        # what was late stays late, whatever day was agreed afterwards
        self.duties._move(self.document, "asked", self.day(5), "Agreed", slot="a")
        mine = self.duties.with_user(self.rep_shanghai)
        counts = mine._count_mine()
        self.assertEqual(counts, {"late": 1, "today": 1, "coming": 1})
        for standing, slot in (("late", "a"), ("today", "b"), ("coming", "c")):
            with self.subTest(standing=standing):
                found = mine.search([("standing", "=", standing), ("res_model", "=", DOCUMENT)])
                self.assertEqual(found.mapped("slot"), [slot])
                self.assertEqual(found.standing, standing)
        self.duties._close(self.document, "asked", slot="c")
        for domain, slots in (
            ([("standing", "=", False)], ["c"]),
            ([("standing", "!=", False)], ["a", "b"]),
            ([("standing", "in", ["late", False])], ["a", "c"]),
            ([("standing", "not in", ["late"])], ["b", "c"]),
            ([("standing", "=", "nonsense")], []),
        ):
            with self.subTest(domain=domain):
                found = mine.search([*domain, ("res_model", "=", DOCUMENT)])
                self.assertEqual(sorted(found.mapped("slot")), slots)
        groups = self.env["res.users"].with_user(self.rep_beijing)._get_activity_groups()
        self.assertNotIn("kam.deadline", [group["model"] for group in groups])

    # ------------------------------------------------------------------
    # many at once
    # ------------------------------------------------------------------

    def test_opening_many_takes_hardly_more_queries_than_one(self):
        def open_many(number):
            documents = self.env[DOCUMENT].create([{} for _index in range(number)])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.duties._open(
                [
                    {
                        "kind": "asked",
                        "res_model": DOCUMENT,
                        "res_id": document.id,
                        "title": "Paper",
                        "company_id": self.company.id,
                        "unit_id": self.shanghai.id,
                        "date_due": self.day(1),
                        "user_ids": self.rep_shanghai.ids,
                    }
                    for document in documents
                ]
            )
            self.env.flush_all()
            return self.cr.sql_log_count - before

        open_many(1)
        one, thousand = open_many(1), open_many(1000)
        self.assertLessEqual(thousand, one + 5)
