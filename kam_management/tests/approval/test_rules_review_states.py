from odoo.tests import BaseCase, tagged

from odoo.addons.kam_management.rules import review_states


@tagged("post_install", "-at_install")
class TestRulesReviewStates(BaseCase):
    def test_each_kind_ends_in_its_own_way(self):
        for kind, outcomes in (
            ("decide", {"approved", "returned", "rejected"}),
            ("answer", {"answered"}),
            ("complete", {"completed"}),
        ):
            allowed = {
                state
                for state in review_states.FINAL_REVIEW_STATES
                if review_states.is_allowed(kind, state)
            }
            self.assertEqual(allowed, outcomes)

    def test_opinion(self):
        for outcome, is_required, fills, expected in (
            ("approved", False, False, False),
            ("approved", True, True, True),
            ("returned", False, True, True),
            ("rejected", False, True, True),
            ("answered", False, False, True),
            ("answered", False, True, False),
            ("answered", True, True, True),
            ("completed", False, False, False),
        ):
            with self.subTest(outcome=outcome, is_required=is_required, fills=fills):
                self.assertEqual(
                    review_states.is_opinion_needed(outcome, is_required, fills), expected
                )

    def test_silence_is_never_consent(self):
        for kind, others, expected in (
            ("answer", [], True),
            ("complete", [], True),
            ("decide", [], False),
            ("decide", [("approved", False)], True),
            ("decide", [("pending", False)], True),
            ("decide", [("waiting", False)], True),
            ("decide", [("waiting", True)], False),
            ("decide", [("lapsed", True), ("passed", True)], False),
            ("decide", [("returned", False)], False),
        ):
            with self.subTest(kind=kind, others=others):
                self.assertEqual(review_states.may_lapse(kind, others), expected)
