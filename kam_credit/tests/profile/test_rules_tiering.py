from odoo.tests import BaseCase, tagged

from odoo.addons.kam_credit.rules import tiering
from odoo.addons.kam_credit.rules.tiering import combine, lead


@tagged("post_install", "-at_install")
class TestRulesTiering(BaseCase):
    """Which tier amount and score lead to together; 0 is the best."""

    def test_combine(self):
        none = None
        cases = [
            # policy, by amount, by score, has score, rank, reason
            (tiering.STRICTER, 1, 2, True, 2, tiering.BY_SCORE),
            (tiering.STRICTER, 2, 1, True, 2, tiering.BY_AMOUNT),
            (tiering.STRICTER, 1, 1, True, 1, tiering.BY_AMOUNT),
            (tiering.STRICTER, 0, none, True, none, tiering.BELOW_LOWEST),
            (tiering.STRICTER, none, 0, True, none, tiering.BELOW_LOWEST),
            (tiering.STRICTER, 1, none, False, 1, tiering.BY_AMOUNT),
            (tiering.STRICTER, none, none, False, none, tiering.BELOW_LOWEST),
            (tiering.SCORE, 3, 0, True, 0, tiering.BY_SCORE),
            (tiering.SCORE, 0, none, True, none, tiering.BELOW_LOWEST),
            (tiering.SCORE, 2, none, False, 2, tiering.BY_AMOUNT),
            (tiering.AMOUNT, 2, 3, True, 2, tiering.BY_AMOUNT),
            (tiering.AMOUNT, none, 0, True, none, tiering.BELOW_LOWEST),
        ]
        for policy, by_amount, by_score, has_score, rank, reason in cases:
            with self.subTest(policy=policy, amount=by_amount, score=by_score, scored=has_score):
                self.assertEqual(combine(policy, by_amount, by_score, has_score), (rank, reason))

    def test_below_the_threshold_beats_everything(self):
        for policy in (tiering.STRICTER, tiering.SCORE, tiering.AMOUNT):
            self.assertEqual(
                lead(policy, 0, 0, True, is_below_threshold=True), (None, tiering.BELOW_THRESHOLD)
            )
            self.assertEqual(lead(policy, 0, 0, True, is_below_threshold=False)[0], 0)
