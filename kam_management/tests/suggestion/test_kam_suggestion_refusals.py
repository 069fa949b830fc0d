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

    def test_nobody_of_us_is_a_customer(self):
        """Neither our own company, with its branches, nor a colleague; another company may be."""
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        colleague = self.rep_beijing.partner_id
        customer = {"name": "Own", "description": "Own"}
        for model, vals in (
            ("kam.account", {}),
            ("kam.screening", {}),
            ("kam.suggestion", customer),
        ):
            records = self.env[model]
            if model != "kam.account":
                records = records.with_user(self.rep_shanghai)
            for partner in (self.company.partner_id, branch.partner_id, colleague):
                with (
                    self.subTest(model=model, partner=partner.name),
                    self._refused("“Customer”: .* is our own company, or one of us"),
                ):
                    records.create({"partner_id": partner.id, **vals})
            others = self.other_company.partner_id, self.portal.partner_id
            for partner in others:
                records.create({"partner_id": partner.id, **vals})

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
