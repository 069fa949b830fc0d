from contextlib import ExitStack

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.service.model import execute_cr
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import KamCommon
from ..concurrency import ConcurrencyCase
from .common import REPORT, WORDS


@tagged("post_install", "-at_install")
class TestKamSuggestionConcurrency(ConcurrencyCase):
    """Departments, their members and managers at the same moment: one comes later."""

    guarded = (
        "kam.deadline",
        "kam.approval.review",
        "kam.suggestion",
        "kam.suggestion.summary",
        "kam.account.event",
        "kam.account",
        "kam.position",
        "kam.right.change",
    )
    unguarded = ("hr.employee", "hr.department", *ConcurrencyCase.unguarded)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._new_world(KamCommon) as world:
            account = world._key_account("Heard Twice", world.shanghai, world.rep_shanghai)
            general = world._user("general")
            world._position(general, world.centre, "general_manager")
            members = {}
            for name in ("Dispatch", "Finance"):
                department = world.env["hr.department"].create(
                    {"name": name, "company_id": world.company.id}
                )
                members[name] = [
                    cls._employ(world, f"{name.lower()}_{number}", department)
                    for number in range(2)
                ]
                members[name].append(department)
            cls.members = {name: [user.id for user in both[:2]] for name, both in members.items()}
            asked = [both[2].id for both in members.values()]
            suggestions = [cls._make_reported(world, account, f"Wish {at}") for at in range(4)]
            cls.waiting_id = suggestions[3].id
            summaries = world.env["kam.suggestion.summary"].with_user(world.manager_east)
            cls.asked_ids = []
            for suggestion in suggestions[:3]:
                summary = summaries.create(
                    {
                        "unit_id": world.east.id,
                        "line_ids": [
                            Command.create(
                                {
                                    "suggestion_id": suggestion.id,
                                    "department_ids": [Command.set(asked)],
                                }
                            )
                        ],
                    }
                )
                summary.action_submit()
                summary.sudo().opinion_ids.line_ids._protected_write(
                    {"feasibility": "yes", "opinion": "Yes"}
                )
                cls.asked_ids.append(summary.id)
            cls.draft_ids = summaries.create([{"unit_id": world.east.id}] * 2).ids

    @classmethod
    def _employ(cls, world, login, department):
        user = world._user(login)
        world.env["hr.employee"].create(
            {
                "name": user.name,
                "user_id": user.id,
                "department_id": department.id,
                "company_id": world.company.id,
            }
        )
        return user

    @classmethod
    def _make_reported(cls, world, account, name):
        of_company = [("company_id", "=", world.company.id)]
        kind = world.env["kam.suggestion.kind"].search(of_company)[-1:]
        suggestion = (
            world.env["kam.suggestion"]
            .with_user(world.rep_shanghai)
            .create(
                {
                    "partner_id": account.partner_id.id,
                    "name": name,
                    "description": WORDS,
                    "kind_id": kind.id,
                }
            )
        )
        suggestion.action_accept()
        suggestion.action_write_report()
        report = suggestion.report_id
        report.write(REPORT)
        report.action_submit()
        report.sudo().review_ids.with_user(world.manager_east).action_approve("Fine")
        return suggestion

    @classmethod
    def _remove(cls):
        with cls._new_env() as env:
            newest = cls.newest["kam.suggestion"]
            env.cr.execute(
                "UPDATE kam_suggestion SET summary_line_id = NULL, report_id = NULL WHERE id > %s",
                [newest],
            )
        super()._remove()

    def _second(self, first, second):
        """Let a call begin, another one be made and committed, and then the first one go on.

        :return: why the one that came later was refused; None where it was not
        """
        with ExitStack() as stack:
            early, late = (stack.enter_context(self.registry.cursor()) for _at in range(2))
            # what the later one sees was before the earlier one wrote
            late.execute("SELECT 1 FROM kam_suggestion_summary LIMIT 1")
            execute_cr(early, *first)
            early.commit()
            try:
                with mute_logger("odoo.sql_db"):
                    execute_cr(late, *second)
                late.commit()
            except UserError as error:
                late.rollback()
                return str(error)
        return None

    def _answer(self, user_id, summary_id, department):
        with self._new_env() as env:
            opinion = env["kam.suggestion.opinion"].search(
                [("summary_id", "=", summary_id), ("department_id.name", "=", department)]
            )
            return user_id, "kam.suggestion.opinion", "action_answer", [opinion.ids], {}

    def test_two_departments(self):
        """The step ends with the later one, once."""
        summary_id = self.asked_ids[0]
        calls = [
            self._answer(self.members[name][0], summary_id, name)
            for name in ("Dispatch", "Finance")
        ]
        self.assertIsNone(self._second(*calls))
        with self._new_env() as env:
            summary = env["kam.suggestion.summary"].browse(summary_id)
            self.assertEqual(set(summary.opinion_ids.mapped("state")), {"answered"})
            pending = summary.review_ids.filtered(lambda review: review.state == "pending")
            self.assertEqual(pending.mapped("kind"), ["complete"])

    def test_two_people_of_one_department(self):
        summary_id = self.asked_ids[1]
        calls = [
            self._answer(user_id, summary_id, "Dispatch") for user_id in self.members["Dispatch"]
        ]
        self.assertIn("already", self._second(*calls) or "")
        with self._new_env() as env:
            summary = env["kam.suggestion.summary"].browse(summary_id)
            answered = summary.opinion_ids.filtered(lambda opinion: opinion.state == "answered")
            self.assertEqual(answered.answered_by_id.id, self.members["Dispatch"][0])

    def test_answered_while_it_is_withdrawn(self):
        summary_id = self.asked_ids[2]
        message = self._second(
            (
                self.ids["manager_east"],
                "kam.suggestion.summary",
                "action_withdraw",
                [[summary_id]],
                {},
            ),
            self._answer(self.members["Finance"][0], summary_id, "Finance"),
        )
        self.assertIn("is not to be decided now", message or "")

    def test_one_suggestion_on_two_summaries(self):
        calls = [
            (
                self.ids["manager_east"],
                "kam.suggestion.summary.line",
                "create",
                [[{"summary_id": draft_id, "suggestion_id": self.waiting_id}]],
                {},
            )
            for draft_id in self.draft_ids
        ]
        self.assertIn("On a summary", self._second(*calls) or "")
        with self._new_env() as env:
            lines = env["kam.suggestion.summary.line"].search(
                [("suggestion_id", "=", self.waiting_id)]
            )
            self.assertEqual(lines.summary_id.id, self.draft_ids[0])
