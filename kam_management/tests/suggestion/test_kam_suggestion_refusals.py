from odoo.fields import Command
from odoo.tests import tagged

from ..refusals import RefusalCase
from .common import REPORT, SuggestionCommon


@tagged("post_install", "-at_install")
class TestKamSuggestionRefusals(SuggestionCommon, RefusalCase):
    """Submitting report or summary that is refused leaves nothing behind."""

    def test_a_report_without_cause(self):
        suggestion = self._accepted()
        self.seen_by(self.rep_shanghai, suggestion).action_write_report()
        report = suggestion.report_id
        self.assertLeavesNothing(self.rep_shanghai, report, "cannot be submitted yet")
        entered = {"feasibility": "At once"}
        self.assertLeavesNothing(self.rep_shanghai, report, "Cause", entered)
        self.assertFalse(report.feasibility)
        self.assertLeavesNothing(self.rep_beijing, report, ".", REPORT)

    def test_a_summary_without_suggestions_draws_no_number(self):
        summaries = self.env["kam.suggestion.summary"]
        number = self.next_number("kam.suggestion.summary")
        entered = {"unit_id": self.east.id}
        self.assertLeavesNothing(self.manager_east, summaries, "Suggestions", entered)
        self.assertEqual(self.next_number("kam.suggestion.summary"), number)

    def test_a_summary_that_asks_nobody(self):
        summary = self._summary()
        line = summary.line_ids
        entered = {
            "line_ids": [Command.update(line.id, {"department_ids": [Command.clear()]})],
        }
        self.assertLeavesNothing(self.manager_east, summary, "Departments Asked", entered)
        self.assertEqual(line.department_ids, self.dispatch)
