from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import WORDS, SuggestionCommon


@tagged("post_install", "-at_install")
class TestKamSuggestion(SuggestionCommon):
    """From the customer's words to the decision of the general manager."""

    def test_taken_in_with_number_and_promise(self):
        suggestion = self._suggestion()
        self.assertTrue(suggestion.number.startswith("SG/"))
        self.assertEqual(suggestion.account_id, self.mill)
        self.assertEqual(suggestion.author_id, self.rep_shanghai)
        self.assertEqual(suggestion.received_by_id, self.rep_shanghai)
        promise = self.company._kam_add_working_days(self.today, self.kind.promise_days)
        self.assertEqual(suggestion.date_promise, promise)
        self.assertEqual(suggestion.date_promise_first, promise)
        codes = suggestion.open_deadline_ids.mapped("code")
        self.assertEqual(sorted(codes), ["suggestion_reply", "suggestion_report"])

    def test_taken_in_for_somebody_elses_customer(self):
        suggestion = self._suggestion(user=self.rep_beijing)
        self.assertEqual(suggestion.account_id, self.mill)
        own = self.seen_by(self.rep_beijing, suggestion)
        self.assertEqual(own.description, WORDS)

    def test_words_and_promise_stay(self):
        suggestion = self._suggestion()
        own = self.seen_by(self.rep_shanghai, suggestion)
        for name, value in (
            ("description", "Something else"),
            ("date_promise", self.today),
            ("state", "replied"),
            ("decision", "adopted"),
            ("number", "SG/1"),
        ):
            with self.subTest(name=name), self.assertRaises(UserError):
                own.write({name: value})
        with self.assertRaises(UserError):
            own.unlink()

    def test_from_report_to_decision(self):
        suggestion = self._reported()
        self.assertEqual(suggestion.state, "reporting")
        self.assertIn("suggestion_listing", suggestion.open_deadline_ids.mapped("code"))
        summary = self._summary(suggestion)
        self.assertEqual(suggestion.state, "listed")
        self.assertEqual(summary.line_ids.department_ids, self.dispatch)
        self.submit(summary, self.manager_east)
        self.assertEqual(suggestion.state, "asking")
        self._answer_all(summary)
        self._consolidate(summary)
        self.assertEqual(suggestion.state, "reviewing")
        self._vote(summary)
        self.assertEqual(suggestion.state, "deciding")
        self._decide_lines(summary)
        self.assertEqual(suggestion.state, "executing")
        self.assertEqual(suggestion.decision, "adopted")
        self.assertEqual(suggestion.decided_by_id, self.general)

    def test_a_department_reads_its_sheet_only(self):
        summary = self._asked()
        opinion = summary.opinion_ids
        self.assertEqual(opinion.open_deadline_ids.mapped("code"), ["review"])
        own = self.seen_by(self.clerk, opinion)
        self.assertEqual(own.line_ids.suggestion_text, WORDS)
        for records in (summary, summary.line_ids, summary.line_ids.suggestion_id):
            self.assertFalse(self.seen_by(self.clerk, records).has_access("read"))
        self.assertRights(opinion, {(self.auditor, self.employee): ""})
        self.assertRights(opinion, {(self.clerk,): "rw", (self.manager_east,): "r"})

    def test_no_department_writes_anothers_row(self):
        summary = self._summary()
        line = self.seen_by(self.manager_east, summary.line_ids)
        line.department_ids = [Command.link(self.finance.id)]
        self.submit(summary, self.manager_east)
        of_finance = summary.opinion_ids.filtered(lambda each: each.department_id == self.finance)
        with self.assertRaises(AccessError):
            self.seen_by(self.clerk, of_finance.line_ids).write({"opinion": "Fine"})
        with self.assertRaises(AccessError):
            self.seen_by(self.clerk, of_finance.review_id).action_answer("Fine")

    def test_an_empty_answer_is_none(self):
        summary = self._asked()
        with self._refused("Can It Be Done"):
            self.seen_by(self.clerk, summary.opinion_ids).action_answer()
        with self._refused("Can It Be Done"):
            self.seen_by(self.clerk, summary.opinion_ids.review_id).action_answer("All is fine")

    def test_columns_belong_to_steps(self):
        summary = self._summary()
        own = self.seen_by(self.manager_east, summary.line_ids)
        for name, value in (("vote", "adopted"), ("decision", "adopted"), ("consolidated", "Yes")):
            with self.subTest(name=name), self.assertRaises(UserError):
                own.write({name: value})
        self.submit(summary, self.manager_east)
        self._answer_all(summary)
        with self.assertRaises(UserError):
            self.seen_by(self.manager_east, summary.line_ids).write({"decision": "adopted"})
        self._consolidate(summary)
        with self.assertRaises(UserError):
            self.seen_by(self.director, summary.line_ids).write({"decision": "adopted"})
        self._vote(summary)
        with self.assertRaises(UserError):
            self.seen_by(self.director, summary.line_ids).write({"vote": "refused"})

    def test_a_refusal_tells_the_customer_why(self):
        summary = self._asked()
        self._answer_all(summary)
        self._consolidate(summary)
        self._vote(summary, "refused")
        with self._refused("Sentence for the Customer"):
            self._decide_lines(summary, "refused", reply_text=False)
        self._decide_lines(summary, "refused", reply_text="The law forbids it")
        self.assertEqual(summary.line_ids.suggestion_id.state, "decided")

    def test_taken_off_a_draft(self):
        summary = self._summary()
        suggestion = summary.line_ids.suggestion_id
        self.seen_by(self.manager_east, summary.line_ids).unlink()
        self.assertEqual(suggestion.state, "reporting")
        self.assertIn("suggestion_listing", suggestion.open_deadline_ids.mapped("code"))

    def test_of_other_customers_the_supervisor_decides(self):
        suggestion = self._accepted(partner=self.farm.partner_id, author_id=self.rep_shanghai.id)
        self.assertFalse(suggestion.is_routed)
        self.assertIn("suggestion_direct", suggestion.open_deadline_ids.mapped("code"))
        with self.assertRaises(UserError):
            self.seen_by(self.rep_shanghai, suggestion).action_write_report()
        with self.assertRaises(AccessError):
            self.seen_by(self.rep_shanghai, suggestion).action_decide("adopted")
        self.seen_by(self.director, suggestion).action_decide("adopted", reply="With pleasure")
        self.assertEqual(suggestion.state, "executing")
