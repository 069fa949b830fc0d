from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.kam_management.rules.route_table import Step

from ...models.suggestion.kam_suggestion_summary_line import STEP_FIELDS
from .common import SuggestionCommon

TEXT = "Something else"


@tagged("post_install", "-at_install")
class TestKamSuggestionSummary(SuggestionCommon):
    """Each step of a summary fills its columns, and nobody another's (scheme, one.3, 5 to 7)."""

    def _value(self, name):
        if name in ("vote", "decision"):
            return "postponed"
        return self.soon if name == "date_back" else TEXT

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.soon = cls.company._kam_add_working_days(cls.today, 20)

    def _may_write(self, user, line, name):
        """Tell whether a user may write a field over RPC; nothing stays."""
        self.env.flush_all()
        try:
            with self.cr.savepoint(flush=False) as savepoint:
                self.seen_by(user, line).write({name: self._value(name)})
                self.env.flush_all()
                savepoint.rollback()
        except UserError:
            return False
        finally:
            self.env.invalidate_all()
        return True

    def assertFillers(self, line, fillers):
        """Assert who may write which column now.

        :param dict fillers: user -> names of columns; everybody else writes none
        """
        people = (
            self.rep_shanghai,
            self.supervisor_shanghai,
            self.manager_east,
            self.director,
            self.general,
            self.administrator,
            self.clerk,
            self.employee,
            self.portal,
        )
        for user in people:
            for name in STEP_FIELDS:
                with self.subTest(user=user.login, column=name):
                    expected = name in fillers.get(user, ())
                    self.assertIs(self._may_write(user, line, name), expected)

    def test_who_fills_which_column_when(self):
        summary = self._summary()
        line = summary.line_ids
        self.assertFillers(line, {})
        self.submit(summary, self.manager_east)
        self.assertFillers(line, {})
        self._answer_all(summary)
        self.assertFillers(line, {self.manager_east: {"consolidated"}})
        self._consolidate(summary)
        self.assertFillers(line, {self.director: {"vote", "vote_note"}})
        self._vote(summary)
        decided = {"decision", "decision_reason", "reply_text", "date_back"}
        self.assertFillers(line, {self.general: decided})
        self._decide_lines(summary)
        self.assertFillers(line, {})

    def test_the_screen_says_what_is_filled_now(self):
        summary = self._asked()
        columns = {}
        for step in (self._answer_all, self._consolidate, self._vote):
            step(summary)
            for user in (self.manager_east, self.director, self.general):
                if written := self.seen_by(user, summary).matrix["writable"]:
                    columns[user] = written
        self.assertEqual(columns[self.manager_east], ["consolidated"])
        self.assertEqual(columns[self.director], ["vote", "vote_note"])
        self.assertEqual(
            columns[self.general], ["date_back", "decision", "decision_reason", "reply_text"]
        )

    def test_through_the_form_as_well(self):
        summary = self._asked()
        for user in (self.manager_east, self.director, self.general):
            with self.subTest(user=user.login), self._refused(""):
                self.seen_by(user, summary).write(
                    {"line_ids": [Command.update(summary.line_ids.id, {"decision": "adopted"})]}
                )

    def test_a_draft_is_not_begun_with_decisions(self):
        suggestion = self._reported()
        for name in STEP_FIELDS:
            with self.subTest(column=name), self._refused("is filled in a step"):
                self._summary(
                    suggestion,
                    line_ids=[
                        Command.create({"suggestion_id": suggestion.id, name: self._value(name)})
                    ],
                )

    def test_the_list_stays_once_it_was_sent(self):
        """Lines, departments and words do not change under who has read and signed them."""
        summary = self._asked()
        line, other = summary.line_ids, self._reported(name="Another")
        self._answer_all(summary)
        self._consolidate(summary)
        self._vote(summary)
        for user in (self.manager_east, self.director, self.general):
            own = self.seen_by(user, summary)
            for change in (
                {"line_ids": [Command.create({"suggestion_id": other.id})]},
                {"line_ids": [Command.delete(line.id)]},
                {
                    "line_ids": [
                        Command.update(line.id, {"department_ids": [Command.link(self.finance.id)]})
                    ]
                },
                {"unit_id": self.centre.id},
                {"in_charge_id": self.director.id},
            ):
                with self.subTest(user=user.login, change=change), self._refused(""):
                    own.write(change)
            with self.subTest(user=user.login), self._refused(""):
                self.seen_by(user, line).unlink()
            with self.subTest(user=user.login), self._refused("", AccessError):
                self.seen_by(user, summary.opinion_ids.line_ids).write({"opinion": TEXT})
        suggestion = self.seen_by(self.rep_shanghai, line.suggestion_id)
        for vals in (
            {"name": TEXT},
            {"kind_id": self.kinds[0].id},
            {"description": TEXT},
            {"product_tmpl_id": self.env["product.template"].create({"name": "Oil"}).id},
        ):
            with self.subTest(vals=vals), self._refused(""):
                suggestion.write(vals)
        suggestion.write({"author_id": self.rep_hangzhou.id})

    def test_the_director_does_not_decide_for_the_general_manager(self):
        summary = self._asked()
        self._answer_all(summary)
        self._consolidate(summary)
        with self._refused("you do not decide it now", AccessError):
            self.seen_by(self.director, summary).action_decide_rest("adopted")
        self._vote(summary)
        with self._refused("", AccessError):
            self.approve(summary, self.director)
        with self._refused("you do not decide it now", AccessError):
            self.seen_by(self.director, summary).action_decide_rest("adopted")

    def test_all_but_the_exceptions_in_one_go(self):
        first, second, third = (self._reported(name=f"Wish {n}") for n in range(3))
        summary = self._asked(first, second, third)
        self._answer_all(summary)
        self._consolidate(summary)
        lines = summary.line_ids
        own = self.seen_by(self.director, lines)
        own[0].vote, own[1].vote, own[2].vote = "adopted", "refused", "adopted"
        self.approve(summary, self.director)
        own = self.seen_by(self.general, summary)
        self.assertTrue(own.can_decide_rest)
        own.line_ids[2].write({"decision": "refused", "reply_text": "Not this year"})
        own.action_decide_rest()
        self.assertEqual(lines.mapped("decision"), ["adopted", "refused", "refused"])
        self.assertFalse(self.seen_by(self.general, summary).can_decide_rest)
        with self._refused("Sentence for the Customer"):
            self.approve(summary, self.general)
        self.seen_by(self.general, lines[1]).reply_text = "The law forbids it"
        self.approve(summary, self.general)
        self.assertEqual(
            (first | second | third).mapped("state"), ["executing", "decided", "decided"]
        )
        for value in ("all", 7, [], {}):
            with self.subTest(value=value), self.assertRaises(UserError):
                self.seen_by(self.general, summary).action_decide_rest(value)

    def test_a_postponed_one_has_its_day(self):
        summary = self._asked()
        self._answer_all(summary)
        self._consolidate(summary)
        self._vote(summary, "postponed")
        for day in (False, self.today, self.today + timedelta(days=733)):
            with self.subTest(day=day), self._refused("Comes Back On"):
                self._decide_lines(summary, "postponed", date_back=day)
        self._decide_lines(summary, "postponed", date_back=self.soon)
        self.assertEqual(summary.line_ids.suggestion_id.date_back, self.soon)

    # ------------------------------------------------------------------
    # when it comes back
    # ------------------------------------------------------------------

    def test_returned_by_the_director(self):
        """Opinions and consolidation are begun from; vote and decision are not."""
        summary = self._asked()
        self._answer_all(summary)
        self._consolidate(summary)
        self.seen_by(self.director, summary).line_ids.write({"vote": "adopted", "vote_note": "Yes"})
        self.return_(summary, self.director)
        line = summary.line_ids
        self.assertEqual((summary.approval_state, line.suggestion_id.state), ("draft", "listed"))
        own = self.seen_by(self.manager_east, line)
        own.write({"department_ids": [Command.link(self.finance.id)]})
        for name in ("consolidated", "vote"):
            with self.subTest(name=name), self._refused("is filled in a step"):
                self.seen_by(self.manager_east, line).write({name: False})
        self.submit(summary, self.manager_east)
        self.assertEqual(line.suggestion_id.state, "asking")
        self.assertFalse(line.vote or line.vote_note)
        self.assertEqual(line.consolidated, "Dispatch sends them when the lorry leaves")
        fresh = summary.opinion_ids.filtered(lambda sheet: sheet.state == "pending")
        said = {sheet.department_id: sheet.line_ids.opinion for sheet in fresh}
        self.assertEqual(said, {self.dispatch: "From the first of the month", self.finance: False})
        self.assertEqual(len(summary.opinion_ids), 3)

    def test_what_was_said_last_is_begun_from(self):
        summary = self._asked()
        for said in ("First", "Second"):
            own = self.seen_by(
                self.clerk, summary.opinion_ids.filtered(lambda sheet: sheet.state == "pending")
            )
            own.line_ids.write({"feasibility": "yes", "opinion": said})
            own.action_answer()
            self._consolidate(summary)
            self.return_(summary, self.director)
            self.submit(summary, self.manager_east)
        fresh = summary.opinion_ids.filtered(lambda sheet: sheet.state == "pending")
        self.assertEqual(fresh.line_ids.opinion, "Second")

    def test_returned_by_the_general_manager(self):
        summary = self._asked()
        self._answer_all(summary)
        self._consolidate(summary)
        self._vote(summary)
        self.seen_by(self.general, summary).line_ids.write({"decision": "adopted"})
        self.return_(summary, self.general)
        self.submit(summary, self.manager_east)
        self.assertFalse(summary.line_ids.vote or summary.line_ids.decision)

    def test_taken_off_after_a_round_its_opinions_stay(self):
        kept = self._reported(name="Kept")
        summary = self._asked(self._reported(), kept)
        self._answer_all(summary)
        self._consolidate(summary)
        self.return_(summary, self.director)
        dropped = summary.line_ids.filtered(lambda line: line.suggestion_id != kept)
        suggestion = dropped.suggestion_id
        self.seen_by(self.manager_east, dropped).unlink()
        self.assertEqual(suggestion.state, "reporting")
        self.assertEqual(len(summary.opinion_ids.line_ids), 2)
        self.submit(summary, self.manager_east)
        fresh = summary.opinion_ids.filtered(lambda sheet: sheet.state == "pending")
        self.assertEqual(fresh.line_ids.name, "Kept")

    def test_withdrawn(self):
        summary = self._asked()
        opinion = summary.opinion_ids
        self.withdraw(summary, self.manager_east)
        self.assertEqual(summary.line_ids.suggestion_id.state, "listed")
        self.assertEqual(opinion.state, "cancelled")
        self.assertFalse(opinion.open_deadline_ids)
        with self._refused("not asked any more"):
            self.seen_by(self.clerk, opinion.line_ids).write({"opinion": TEXT})
        with self._refused(""):
            self.seen_by(self.clerk, opinion).action_answer()

    def test_rejected(self):
        summary = self._asked()
        self._answer_all(summary)
        self._consolidate(summary)
        suggestion = summary.line_ids.suggestion_id
        self.reject(summary, self.director)
        self.assertEqual(suggestion.state, "reporting")
        self.assertFalse(suggestion.summary_line_id)
        self.assertIn("suggestion_listing", suggestion.open_deadline_ids.mapped("code"))
        self._summary(suggestion)
        self.assertEqual(suggestion.state, "listed")

    # ------------------------------------------------------------------
    # who decides
    # ------------------------------------------------------------------

    def _leave(self, user):
        self.env["kam.position"].search([("user_id", "=", user.id)])._protected_write(
            {"date_to": self.company._kam_today().replace(year=2021)}
        )

    def test_nobody_above(self):
        summary = self._summary()
        self._leave(self.director)
        with self._refused("Nobody could decide"):
            self.submit(summary, self.manager_east)

    def test_the_vice_president_instead(self):
        vice = self._user("vice")
        self._position(vice, self.centre, "vice_president")
        self._leave(self.general)
        summary = self._asked()
        self._answer_all(summary)
        self._consolidate(summary)
        self._vote(summary)
        self.seen_by(vice, summary).line_ids.write({"decision": "adopted"})
        self.approve(summary, vice)
        self.assertEqual(summary.line_ids.suggestion_id.decided_by_id, vice)

    def test_a_route_without_a_decision(self):
        self.make_route(
            "kam.suggestion.summary", Step(("director",), "headquarters", "Only this", days=3)
        )
        summary = self._summary()
        with self._refused("decides its suggestions"):
            self.submit(summary, self.manager_east)

    def test_a_department_of_which_nobody_could_answer(self):
        empty = self.env["hr.department"].create({"name": "Empty", "company_id": self.company.id})
        summary = self._summary()
        line = self.seen_by(self.manager_east, summary.line_ids)
        line.department_ids = [Command.link(empty.id)]
        with self._refused("Nobody of Empty could answer"):
            self.submit(summary, self.manager_east)

    def test_whoever_writes_it_does_not_answer_it(self):
        """The only member of a department is who submits: nobody would be left to answer."""
        alone = self.env["hr.department"].create({"name": "Sales", "company_id": self.company.id})
        self.env["hr.employee"].create(
            {
                "name": "Manager",
                "user_id": self.manager_east.id,
                "department_id": alone.id,
                "company_id": self.company.id,
            }
        )
        summary = self._summary()
        self.seen_by(self.manager_east, summary.line_ids).department_ids = [Command.link(alone.id)]
        with self._refused("Nobody of Sales could answer"):
            self.submit(summary, self.manager_east)

    def test_whoever_consolidates_may_read_it(self):
        summary = self._summary(in_charge_id=self.rep_shanghai.id)
        with self._refused("could not read the summary"):
            self.submit(summary, self.manager_east)

    def test_of_its_unit_only_line_by_line(self):
        """A line that is created by itself is looked at like one of the form."""
        suggestion = self._reported()
        draft = self._summary(unit_id=self.hangzhou.id, line_ids=[])
        with self._refused("is not of", ValidationError):
            self.env["kam.suggestion.summary.line"].with_user(self.manager_east).create(
                {"summary_id": draft.id, "suggestion_id": suggestion.id}
            )
