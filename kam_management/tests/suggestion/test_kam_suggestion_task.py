from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .answers import AnswerCommon


@tagged("post_install", "-at_install")
class TestKamSuggestionTask(AnswerCommon):
    """What was adopted is carried out by people and departments, as dated duties."""

    def test_owed_by_a_department(self):
        task = self._task()
        duty = task.open_deadline_ids
        self.assertEqual(duty.code, "suggestion_task_department")
        self.assertEqual(duty.worker_ids, self.clerk)
        own = self.seen_by(self.clerk, task)
        own.write({"progress": 40, "note": "The printer is set up"})
        self.assertEqual(task.suggestion_id.progress, 40)
        own.action_done("All go by mail")
        self.assertEqual((task.state, task.progress, task.done_by_id), ("done", 100, self.clerk))
        self.assertEqual(duty.state, "kept")

    def test_who_carries_it_out_reads_nothing_else(self):
        task = self._task()
        suggestion = task.suggestion_id
        own = self.seen_by(self.clerk, task)
        self.assertEqual(own.customer_name, self.farm.partner_id.name)
        for records in (suggestion, self.farm, suggestion.reply_ids):
            if records:
                self.assertFalse(self.seen_by(self.clerk, records).has_access("read"))
        with self.assertRaises(AccessError):
            self.seen_by(self.clerk, task).read(["suggestion_id"])
        found = self.env["kam.suggestion.task"].with_user(self.auditor).search([])
        self.assertNotIn(task.id, found.ids)
        self.assertRights(task, {(self.clerk,): "rw", (self.auditor, self.employee): ""})

    def test_who_carries_it_out_plans_nothing(self):
        task = self._task()
        own = self.seen_by(self.clerk, task)
        for vals in (
            {"date_due": self._day(300)},
            {"name": "Nothing"},
            {"department_id": self.finance.id},
            {"progress": 10, "name": "Nothing"},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                own.write(vals)
        with self.assertRaises(AccessError):
            own.action_cancel("No")
        with self.assertRaises(UserError):
            own.write({"state": "done"})

    def test_done_with_a_note(self):
        task = self._task()
        with self._refused("What Was Done"):
            self.seen_by(self.clerk, task).action_done()
        with self.assertRaises(AccessError):
            self.seen_by(self.auditor, task).action_done("Done")
        self.seen_by(self.clerk, task).action_done("Done")
        with self._refused("stays as it is"):
            self.seen_by(self.clerk, task).action_done("Again")
        with self._refused("stays as it is"):
            self.seen_by(self.rep_shanghai, task).write({"name": "Other"})

    def test_one_owner(self):
        for vals in (
            {"department_id": False},
            {"department_id": self.dispatch.id, "user_id": self.clerk.id},
        ):
            with self.subTest(vals=vals), self.assertRaises(ValidationError):
                self._task(**vals)

    def test_given_to_somebody_else(self):
        task = self._task()
        before = task.open_deadline_ids
        own = self.seen_by(self.rep_shanghai, task)
        own.write({"department_id": False, "user_id": self.auditor.id})
        self.assertEqual(before.state, "cancelled")
        self.assertEqual(task.open_deadline_ids.worker_ids, self.auditor)
        self.assertFalse(self.seen_by(self.clerk, task).has_access("write"))

    def test_moved_with_its_history(self):
        task = self._task()
        duty = task.open_deadline_ids
        self.seen_by(self.rep_shanghai, task).date_due = self._day(45)
        self.assertEqual((duty.date_due, duty.move_ids.date_to), (self._day(45),) * 2)
        self.assertEqual(task.date_due_first, self._day(30))

    def test_only_what_was_adopted(self):
        refused = self._direct("refused")
        with self._refused("not adopted"):
            self._task(refused)
        with self._refused("not adopted"):
            self._task(self._suggestion())
        with self.assertRaises(AccessError):
            self._task(self._direct(), user=self.rep_beijing)
        with self.assertRaises(AccessError):
            self._task(self._direct(), user=self.clerk)

    def test_never_deleted(self):
        task = self._task()
        with self.assertRaises(UserError):
            self.seen_by(self.rep_shanghai, task).unlink()
        self.seen_by(self.rep_shanghai, task).action_cancel("They bought a scanner")
        self.assertEqual((task.state, task.cancel_reason), ("cancelled", "They bought a scanner"))
        self.assertFalse(task.open_deadline_ids)

    def test_overdue_is_told_to_the_heads_of_the_department_first(self):
        head = self._user("head")
        employee = self.env["hr.employee"].create(
            {"name": "Head", "user_id": head.id, "company_id": self.company.id}
        )
        self.dispatch.parent_id = self.env["hr.department"].create(
            {"name": "Logistics", "company_id": self.company.id, "manager_id": employee.id}
        )
        duty = self._task().open_deadline_ids
        ladder = duty._find_ladders()[duty]
        self.assertEqual(ladder[0], head)
        self.assertIn(self.director, ladder[0].union(*ladder))

    def test_departments_have_said_what_they_would_do(self):
        suggestion = self._reported()
        summary = self._asked(suggestion)
        opinion = self.seen_by(self.clerk, summary.opinion_ids)
        opinion.line_ids.write(
            {"feasibility": "yes", "opinion": "We mail them", "date_possible": self._day(60)}
        )
        opinion.action_answer()
        self._consolidate(summary)
        self._vote(summary)
        self._decide_lines(summary)
        task = suggestion.task_ids
        self.assertEqual(task.department_id, self.dispatch)
        self.assertEqual((task.description, task.date_due), ("We mail them", self._day(60)))
        self.assertEqual(task.open_deadline_ids.worker_ids, self.clerk)

    def test_who_would_do_it_and_has_left(self):
        suggestion = self._reported()
        summary = self._asked(suggestion)
        opinion = self.seen_by(self.clerk, summary.opinion_ids)
        opinion.line_ids.write(
            {
                "feasibility": "partly",
                "opinion": "We mail them",
                "date_possible": self._day(60),
                "owner_id": self.auditor.id,
            }
        )
        opinion.action_answer()
        self._consolidate(summary)
        self._vote(summary)
        self.auditor.active = False
        self._decide_lines(summary)
        task = suggestion.task_ids
        self.assertFalse(task.user_id)
        self.assertEqual(task.department_id, self.dispatch)

    def test_late(self):
        task = self._task()
        with self._at(task.date_due + timedelta(days=1)):
            self.assertTrue(task.is_late)
            late = self.env["kam.suggestion.task"].search([("is_late", "=", True)])
            self.assertIn(task, late)
