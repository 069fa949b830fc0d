from odoo.tests import tagged

from ..tours import TourCase
from .common_portal import PortalCommon


@tagged("post_install", "-at_install")
class TestKamSuggestionWayTour(PortalCommon, TourCase):
    """A suggestion from the customer's words to their rating, by all who work on it."""

    browser_size = "1366x768"

    def _run(self, tour, user, path):
        self.env.flush_all()
        self.start_tour(path, f"kam_suggestion_way_{tour}_tour", login=user.login)
        self.env.invalidate_all()

    def test_from_the_words_to_the_rating(self):
        self._run("intake", self.rep_shanghai, "/odoo/kam-suggestions")
        suggestion = self.suggestion_model.search([("name", "=", "Notes before the lorry")])
        self.assertEqual((suggestion.channel, suggestion.state), ("phone", "accepted"))
        self.assertEqual(suggestion.contact_id, self.buyer_mill.partner_id)
        form = f"/odoo/kam-suggestions/{suggestion.id}"
        self._run("report", self.rep_shanghai, form)
        report = suggestion.report_id
        self.assertEqual(report.approval_state, "in_review")
        self._run("approve", self.manager_east, f"/odoo/kam-suggestion-reports/{report.id}")
        self.assertEqual(report.approval_state, "approved")
        self._run("list", self.manager_east, form)
        summary = suggestion.summary_id
        self.assertEqual((summary.approval_state, suggestion.state), ("in_review", "asking"))
        self._run("answer", self.clerk, "/odoo/kam-opinions")
        sheet = f"/odoo/kam-suggestion-summaries/{summary.id}"
        self._run("complete", self.manager_east, sheet)
        self._run("vote", self.director, sheet)
        self._run("decide", self.general, sheet)
        self.assertEqual(
            (suggestion.decision, suggestion.state, suggestion.decided_by_id),
            ("adopted", "executing", self.general),
        )
        task = suggestion.task_ids
        self._run("task", self.clerk, f"/odoo/kam-suggestion-tasks/{task.id}")
        self.assertEqual((task.state, task.done_by_id), ("done", self.clerk))
        self._run("reply", self.rep_shanghai, form)
        self.assertEqual((suggestion.state, suggestion.reply_ids.state), ("replied", "sent"))
        self._run("rate", self.buyer_mill, "/my/suggestions")
        rating = suggestion._find_public().answer_rating_ids
        self.assertEqual((rating.score, rating.is_verified), ("4", True))
        self.assertEqual(suggestion.state, "closed")
