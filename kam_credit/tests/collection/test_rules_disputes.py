from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ...rules import disputes

EXAMPLES = (
    # in dispute, due beside it, share that may be, too much
    ("0", "0", "0.3", False),
    ("0", "100", "0", False),
    ("30", "70", "0.3", False),
    ("30.01", "70", "0.3", True),
    ("1", "99", "0", True),
    ("50", "0", "0.3", True),
    ("50", "0", "1", False),
)


@tagged("post_install", "-at_install")
class TestRulesDisputes(BaseCase):
    """When so much is in dispute that people decide."""

    def test_examples(self):
        for disputed, due, share, expected in EXAMPLES:
            with self.subTest(disputed=disputed, due=due, share=share):
                self.assertEqual(
                    disputes.is_too_much(Decimal(disputed), Decimal(due), Decimal(share)), expected
                )
