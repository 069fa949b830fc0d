from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ...rules import suggestions
from ..mails import MailHelpers
from .common import SuggestionCommon

REVIEW = "review"


@tagged("post_install", "-at_install")
class TestKamSuggestionOpinion(MailHelpers, SuggestionCommon):
    """What a department is asked: its members answer it, and know nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls._user("colleague")
        cls._employ(cls.colleague, cls.dispatch)
        cls.head = cls._user("head")
        cls.logistics = cls.env["hr.department"].create(
            {"name": "Logistics", "company_id": cls.company.id}
        )
        cls.logistics.manager_id = cls._employ(cls.head, cls.logistics)
        cls.dispatch.parent_id = cls.logistics

    @classmethod
    def _employ(cls, user, department):
        return cls.env["hr.employee"].create(
            {
                "name": user.name,
                "user_id": user.id,
                "department_id": department.id,
                "company_id": cls.company.id,
            }
        )

    def _run_job(self, days):
        """Run the job of deadlines as it runs a number of days from now."""
        self.env.flush_all()
        moment = fields.Datetime.now() + timedelta(days=days)
        with (
            freeze_time(moment),
            self.enter_registry_test_mode(),
            self.registry.cursor() as cr,
        ):
            self.env(cr=cr)["kam.deadline"]._cron_watch()
        self.env.invalidate_all()

    def _days_to(self, opinion):
        return (opinion.date_due - self.today).days

    def _filled(self, opinion, user=None):
        own = self.seen_by(user or self.clerk, opinion)
        own.line_ids.write({"feasibility": "partly", "opinion": "From May on"})
        return own

    def test_a_department_learns_nothing_of_others(self):
        """Neither from what it is told, nor from what others are told when it has answered."""
        self.kind.department_ids = self.dispatch | self.finance
        summary = self._asked()
        secrets = (self.finance.name, self.auditor.name, self.manager_east.name, self.director.name)
        messages = self.env["mail.message"].sudo()
        last = messages.search([], limit=1, order="id desc").id
        self._answer_all(summary)
        told = messages.search([("id", ">", last), ("body", "like", self.auditor.name)])
        self.assertTrue(told, "whoever wrote the summary hears what comes next")
        own = self.seen_by(self.clerk, self.env["mail.message"])
        domain = ["|", ("model", "=", summary._name), ("model", "=", "kam.suggestion.opinion")]
        for message in own.search(domain):
            said = f"{message.subject} {message.body} {message.record_name}"
            for secret in secrets:
                if secret == self.manager_east.name and message.partner_ids:
                    # who asks is told to whom they ask
                    continue
                with self.subTest(secret=secret):
                    self.assertNotIn(secret, said)
        self.assertFalse(own.search([("model", "=", summary._name)]))
        for message in told:
            with self.assertRaises(AccessError):
                self.seen_by(self.clerk, message).read(["body"])

    # ------------------------------------------------------------------
    # answering
    # ------------------------------------------------------------------

    def test_on_the_form(self):
        summary = self._asked(self._reported(), self._reported(name="Another"))
        opinion = summary.opinion_ids
        with Form(self.seen_by(self.clerk, opinion)) as form:
            for at in range(2):
                with form.line_ids.edit(at) as line:
                    line.feasibility = "yes"
                    line.opinion = f"Answer {at}"
        self.seen_by(self.clerk, opinion).action_answer()
        self.assertEqual((opinion.state, opinion.answered_by_id), ("answered", self.clerk))
        self.assertEqual(opinion.line_ids.mapped("opinion"), ["Answer 0", "Answer 1"])

    def test_my_day_leads_to_the_sheet(self):
        summary = self._asked()
        opinion = summary.opinion_ids
        my_day = self.env["kam.my.day"].with_user(self.clerk)
        self.seen_by(self.clerk, opinion)
        rows = [row for row in my_day.get_day()["rows"] if row["code"] == REVIEW]
        self.assertEqual(
            [(row["res_model"], row["res_id"]) for row in rows], [(opinion._name, opinion.id)]
        )
        self.assertEqual([action["key"] for action in rows[0]["actions"]], ["open"])
        action = my_day.settle([rows[0]["id"]], "open")
        self.assertEqual((action["res_model"], action["res_id"]), (opinion._name, opinion.id))
        self._filled(opinion).action_answer()
        self.seen_by(self.clerk, opinion)
        self.assertFalse(my_day.get_day()["rows"])

    def test_several_sheets(self):
        first, second = self._asked(), self._asked()
        sheets = self.seen_by(self.clerk, first.opinion_ids | second.opinion_ids)
        self.assertEqual(
            self.env[sheets._name].with_user(self.clerk).search([("is_waiting_for_me", "=", True)]),
            sheets,
        )
        self._filled(first.opinion_ids).action_answer()
        self.assertEqual(
            self.env[sheets._name].with_user(self.clerk).search([("is_waiting_for_me", "=", True)]),
            second.opinion_ids,
        )
        self.assertEqual(
            self.env[sheets._name].with_user(self.clerk).search([("state", "=", "answered")]),
            first.opinion_ids,
        )

    def test_one_of_them_answers_for_all(self):
        opinion = self._asked().opinion_ids
        duty = opinion.open_deadline_ids
        self.assertEqual(duty.user_ids, self.clerk | self.colleague)
        self._filled(opinion, self.colleague).action_answer()
        self.assertEqual((duty.state, duty.done_by_id), ("kept", self.colleague))
        with self._refused("already"):
            self.seen_by(self.clerk, opinion).action_answer()

    def test_a_delegate_answers(self):
        self.env["kam.approval.delegation"].create(
            {
                "user_id": self.clerk.id,
                "delegate_id": self.employee.id,
                "date_from": self.today,
                "date_to": self.today,
            }
        )
        opinion = self._asked().opinion_ids
        self.assertRights(opinion, {(self.employee,): "rw"})
        self._filled(opinion, self.employee).action_answer()
        self.assertEqual(opinion.answered_by_id, self.employee)

    def test_whoever_leaves_the_department(self):
        opinion = self._asked().opinion_ids
        self.clerk.employee_ids.department_id = self.finance
        self._run_job(0)
        self.assertEqual(opinion.review_id.candidate_ids, self.colleague)
        self.assertEqual(opinion.open_deadline_ids.user_ids, self.colleague)
        self.assertRights(opinion, {(self.clerk,): ""})
        with self._refused("", AccessError):
            self.seen_by(self.clerk, opinion).action_answer()

    def test_a_day_that_no_task_could_have(self):
        """What is adopted becomes a task for that day: the general manager could not decide."""
        line = self._asked().opinion_ids.line_ids
        own = self.seen_by(self.clerk, line)
        last = self.today + timedelta(days=suggestions.LONGEST_TASK)
        with self._refused("Possible By"):
            own.date_possible = last + timedelta(days=1)
        own.date_possible = last
        self.assertEqual(line.date_possible, last)

    def test_what_was_answered_stays(self):
        opinion = self._asked().opinion_ids
        own = self._filled(opinion)
        own.action_answer()
        for vals in ({"opinion": "No"}, {"feasibility": "no"}, {"owner_id": self.clerk.id}):
            with self.subTest(vals=vals), self._refused("not asked any more"):
                self.seen_by(self.clerk, opinion.line_ids).write(vals)
        for vals in ({"name": "X"}, {"suggestion_text": "X"}, {"customer_name": "X"}):
            with self.subTest(vals=vals), self.assertRaises(UserError), self.cr.savepoint():
                self.seen_by(self.clerk, opinion.line_ids).write(vals)
        for forbidden in (
            lambda: self.seen_by(self.clerk, opinion.line_ids).unlink(),
            lambda: self.seen_by(self.clerk, opinion).unlink(),
            lambda: (
                self.env["kam.suggestion.opinion.line"]
                .with_user(self.clerk)
                .create({"opinion_id": opinion.id, "name": "X"})
            ),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                forbidden()

    # ------------------------------------------------------------------
    # silence
    # ------------------------------------------------------------------

    def test_silence_is_shown_as_silence(self):
        summary = self._asked()
        opinion, review = summary.opinion_ids, summary.opinion_ids.review_id
        self._filled(opinion)
        since = self._mark()
        self._run_job(self._days_to(opinion) + 1)
        self.assertEqual(review.state, "lapsed")
        self.assertEqual(summary.line_ids.suggestion_id.state, "asking")
        self.assertTrue(self._pending(summary).kind == "complete")
        cell = summary.matrix["rows"][str(summary.line_ids.id)][str(self.dispatch.id)]
        self.assertEqual(cell["standing"], "silent")
        # what was written and never sent is nobody's opinion
        self.assertIn("No answer by", cell["label"])
        self.assertFalse(cell["opinion"] or cell["feasibility"])
        self.assertIn("No answer by", self.seen_by(self.clerk, opinion).outcome)
        told = self._told(self.head, since)
        self.assertIn("No answer by", "".join(told.mapped("subject")))
        self.assertIn("Dispatch", "".join(told.mapped("subject")))
        self.assertFalse(self._told(self.auditor, since))
        with self._refused("not asked any more"):
            self.seen_by(self.clerk, opinion.line_ids).write({"opinion": "Late"})

    def test_late_is_told_upwards(self):
        """Where the step waits on, the head of the department hears of it first."""
        step = self.env["kam.approval.step"].search(
            [
                ("route_id.model", "=", "kam.suggestion.summary"),
                ("company_id", "=", self.company.id),
                ("assign", "=", "department"),
            ]
        )
        step.on_due = "wait"
        summary = self._asked()
        opinion = summary.opinion_ids
        self._run_job(self._days_to(opinion) + 1)
        self.assertEqual(opinion.state, "pending")
        duty = opinion.open_deadline_ids
        self.assertEqual(duty.told_ids, self.head)
        with freeze_time(fields.Datetime.now() + timedelta(days=self._days_to(opinion) + 1)):
            self.env.invalidate_all()
            self.assertTrue(self.seen_by(self.clerk, opinion).is_late)
            self.assertEqual(
                self.env[opinion._name].with_user(self.clerk).search([("is_late", "=", True)]),
                opinion,
            )
            cell = summary.matrix["rows"][str(summary.line_ids.id)][str(self.dispatch.id)]
            self.assertEqual(cell["standing"], "late")
        self._run_job(self._days_to(opinion) + 3)
        self.assertIn(self.manager_east, duty.told_ids)

    def test_the_manager_of_the_department_owes_it(self):
        """Who owes it is not told of the silence: the next one above is."""
        self.dispatch.manager_id = self.clerk.employee_ids
        opinion = self._asked().opinion_ids
        since = self._mark()
        self._run_job(self._days_to(opinion) + 1)
        self.assertTrue(self._told(self.head, since))

    # ------------------------------------------------------------------
    # what they see
    # ------------------------------------------------------------------

    def test_menu(self):
        own = self.env.ref("kam_management.menu_kam_department_root")
        root = self.env.ref("kam_management.menu_kam_root")
        for user, is_department in (
            (self.clerk, True),
            (self.employee, True),
            (self.rep_shanghai, False),
            (self.director, False),
            (self.administrator, False),
        ):
            with self.subTest(user=user.login):
                menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
                self.assertIs(own.id in menus, is_department)
                self.assertIs(root.id in menus, not is_department)
        menus = self.env["ir.ui.menu"].with_user(self.clerk).load_menus(False)
        children = {menus[child]["xmlid"] for child in menus[own.id]["children"]}
        self.assertEqual(
            children,
            {
                "kam_management.menu_kam_department_opinion",
                "kam_management.menu_kam_department_day",
                "kam_management.menu_kam_department_task",
            },
        )

    def test_whoever_reads_the_summary_opens_their_sheet_from_it(self):
        self._employ(self.supervisor_shanghai, self.dispatch)
        self._position(self.supervisor_shanghai, self.east, "supervisor")
        summary = self._asked()
        own = self.seen_by(self.supervisor_shanghai, summary)
        self.assertTrue(own.can_answer)
        action = own.action_view_my_sheet()
        self.assertEqual(action["res_id"], summary.opinion_ids.id)
        with self._refused("not asked", AccessError):
            self.seen_by(self.director, summary).action_view_my_sheet()

    def test_nothing_else_is_derived(self):
        summary = self._asked()
        for user in (self.auditor, self.employee, self.portal, self.rep_beijing):
            for model in ("kam.suggestion.opinion", "kam.suggestion.opinion.line"):
                mine = self.env[model].with_user(user)
                with self.subTest(user=user.login, model=model):
                    if not mine.has_access("read"):
                        continue
                    self.assertFalse(mine.search([]))
                    self.assertFalse(mine._read_group([], [], ["__count"])[0][0])
                    self.assertFalse(mine.name_search(""))
        clerk = self.env["kam.suggestion.opinion"].with_user(self.clerk)
        for domain in (
            [("summary_id.number", "like", "SS")],
            [("line_ids.summary_line_id.vote", "=", False)],
        ):
            with self.subTest(domain=domain), self.assertRaises(AccessError), self.cr.savepoint():
                clerk.search(domain)
        with self.assertRaises(AccessError), self.cr.savepoint():
            clerk._read_group([], ["summary_id"], ["__count"])
        own = self.seen_by(self.clerk, summary.opinion_ids)
        with self.assertRaises(AccessError), self.cr.savepoint():
            own.line_ids.read(["summary_line_id"])
        with self.assertRaises(AccessError), self.cr.savepoint():
            own.read(["summary_id"])
        self.clerk.group_ids = [Command.link(self.env.ref("base.group_allow_export").id)]
        with self.assertRaises(AccessError), self.cr.savepoint():
            own.export_data(["summary_id/number"])
