from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from ..tours import TourCase
from .common import SuggestionCommon


@tagged("post_install", "-at_install")
class TestKamSuggestionSummaryTour(SuggestionCommon, TourCase):
    """A department answers, the director votes and the general manager decides on the screen."""

    def test_a_department_answers(self):
        summary = self._asked()
        self.start_tour(
            "/odoo/kam-opinions",
            "kam_suggestion_opinion_tour",
            login=self.clerk.login,
        )
        self.env.invalidate_all()
        line = summary.opinion_ids.line_ids
        self.assertEqual((line.feasibility, line.opinion), ("partly", "From May on"))
        self.assertEqual(summary.opinion_ids.answered_by_id, self.clerk)

    def test_the_matrix(self):
        summary = self._summary(self._reported(), self._reported(name="Second"))
        self.seen_by(self.manager_east, summary.line_ids[0]).department_ids = [
            Command.link(self.finance.id)
        ]
        self.submit(summary, self.manager_east)
        sheet = summary.opinion_ids.filtered(lambda each: each.department_id == self.dispatch)
        own = self.seen_by(self.clerk, sheet)
        own.line_ids.write({"feasibility": "partly", "opinion": "From May on"})
        own.action_answer()
        silent = self._pending(summary)
        silent._protected_write({"date_due": self.today - timedelta(days=3)})
        silent._lapse()
        self._consolidate(summary)
        address = f"/odoo/action-kam_management.action_kam_suggestion_summary/{summary.id}"
        self.start_tour(address, "kam_suggestion_vote_tour", login=self.director.login)
        self.env.invalidate_all()
        self.assertEqual(summary.line_ids.mapped("vote"), ["adopted", "refused"])
        self.assertEqual(summary.line_ids[1].vote_note, "Too dear")
        self.approve(summary, self.director)
        self.start_tour(address, "kam_suggestion_decision_tour", login=self.general.login)
        self.env.invalidate_all()
        first, second = summary.line_ids
        self.assertEqual(first.decision, "adopted")
        self.assertEqual(
            (second.decision, second.date_back, second.reply_text),
            ("postponed", fields.Date.today() + timedelta(days=200), "Not this year"),
        )

    def test_days_as_in_print(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.director.lang = "zh_CN"
        summary = self._asked()
        self.env.flush_all()
        self.start_tour(
            f"/odoo/action-kam_management.action_kam_suggestion_summary/{summary.id}",
            "kam_suggestion_days_tour",
            login=self.director.login,
        )
