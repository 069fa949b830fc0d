from odoo.tests import tagged

from ..tours import TourCase
from .common import SuggestionCommon
from .test_kam_suggestion_similar import ALIKE, NOTES


@tagged("post_install", "-at_install")
class TestKamSuggestionSimilarTour(SuggestionCommon, TourCase):
    """Similar suggestions beside what somebody types."""

    browser_size = "1366x768"

    def _run(self, tour):
        self.env.flush_all()
        path = "/odoo/action-kam_management.action_kam_suggestion/new"
        self.start_tour(path, tour, login=self.rep_shanghai.login)
        self.env.invalidate_all()

    def _make(self):
        notes = self._suggestion(name="送货单用邮件发", description=NOTES)
        self._suggestion(
            partner=self.yard.partner_id,
            user=self.rep_beijing,
            name="庭院",
            description=ALIKE,
        )
        self._decided(self._reported(name="旧的送货单", description=NOTES), decision="refused")
        return notes

    def test_typed_found_and_joined(self):
        notes = self._make()
        self._run("kam_suggestion_similar_tour")
        joined = notes.all_joined_ids
        self.assertEqual(len(joined), 1)
        self.assertEqual(joined.partner_id, self.mill.partner_id)

    def test_on_a_phone(self):
        self.browser_size = "390x844"
        self._make()
        self._run("kam_suggestion_similar_phone_tour")
