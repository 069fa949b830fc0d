from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.kam_credit.rules import tiering
from odoo.addons.kam_credit.rules.fulfilment import Fulfilment, Policy
from odoo.addons.kam_credit.rules.rating import rate_debtor

POLICY = Policy(Decimal("0.75"))


def sums(due, on_time):
    return Fulfilment(Decimal(due), Decimal(on_time), 1, 0)


@tagged("post_install", "-at_install")
class TestRulesRating(BaseCase):
    """All figures of one debtor together."""

    def test_rating(self):
        cases = [
            # on time of 100, rank by amount, score, rate, below, rank, reason
            ("80", 1, (False, None), "0.8", False, 1, tiering.BY_AMOUNT),
            ("80", 1, (True, 2), "0.8", False, 2, tiering.BY_SCORE),
            ("75", None, (False, None), "0.75", False, None, tiering.BELOW_LOWEST),
            ("74.9999", 1, (True, 0), "0.749999", True, None, tiering.BELOW_THRESHOLD),
        ]
        for on_time, by_amount, score, rate, below, rank, reason in cases:
            with self.subTest(on_time=on_time, score=score):
                result = rate_debtor(
                    Decimal(500), sums("100", on_time), (POLICY, tiering.STRICTER), by_amount, score
                )
                self.assertEqual(result.rate, Decimal(rate))
                self.assertEqual(result.is_below_threshold, below)
                self.assertEqual((result.rank, result.reason), (rank, reason))
                self.assertEqual(result.rank_by_amount, by_amount)
                self.assertEqual(result.transaction_amount, 500)

    def test_without_a_rate(self):
        result = rate_debtor(Decimal(0), sums("0", "0"), (POLICY, tiering.AMOUNT), 0, (False, None))
        self.assertIsNone(result.rate)
        self.assertFalse(result.is_below_threshold)
        self.assertEqual(result.rank, 0)
