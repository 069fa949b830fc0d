from odoo.tests import tagged

from .common import SuggestionCommon


@tagged("post_install", "-at_install")
class TestKamSuggestionKind(SuggestionCommon):
    """What is promised leaves time for the route."""

    def _gaps(self):
        setup = self.env["kam.setup"].with_user(self.administrator)
        return [gap["message"] for gap in setup._find_gaps(self.company)]

    def test_a_promise_is_not_shorter_than_its_route(self):
        with self._refused("Promised Within"):
            self.seen_by(self.administrator, self.kind).write({"promise_days": 5})

    def test_a_route_that_grows_longer_shows_in_the_set_up(self):
        self.assertFalse([text for text in self._gaps() if "“Delivery”" in text])
        route = self.env["kam.approval.route"]._find("kam.suggestion.summary", self.company)
        route.step_ids[0].deadline_days = 60
        self.assertTrue([text for text in self._gaps() if "“Delivery”" in text])

    def test_every_company_starts_with_kinds(self):
        self.assertGreater(len(self.kinds), 4)
        first = self.env["kam.suggestion.kind"]._find_first(self.company)
        self.assertEqual(first.with_context(lang="en_US").name, "Not classified")

    def test_what_is_accepted_is_classified(self):
        """Alone, with others, and by joining it; from then on it is handled."""
        first = self.kind._find_first(self.company)
        ready, mine = self._suggestion(), self._suggestion(kind_id=first.id)
        own = self.seen_by(self.rep_shanghai, mine)
        for call in (
            own.action_accept,
            (own | self.seen_by(self.rep_shanghai, ready)).action_accept,
            lambda: self.seen_by(self.rep_shanghai, ready).action_join(mine.id),
        ):
            with self._refused("“Kind of Suggestion” of .*: choose what it is about first"):
                call()
        self.assertEqual((mine.state, ready.state), ("received", "received"))
        own.kind_id = self.kind
        own.action_accept()
        self.assertEqual(mine.state, "accepted")
