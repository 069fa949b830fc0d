from datetime import date

from odoo.tests import BaseCase, tagged

from ...rules import measures
from ...rules.measures import CURRENT, ENDED, FUTURE

FIRST, LAST = date(2025, 6, 10), date(2025, 6, 20)
EXAMPLES = (
    # today, approved, ended before its time, how it stands
    (date(2025, 6, 9), date(2025, 6, 1), None, FUTURE),
    (date(2025, 6, 10), date(2025, 6, 1), None, CURRENT),
    (date(2025, 6, 20), date(2025, 6, 1), None, CURRENT),
    (date(2025, 6, 21), date(2025, 6, 1), None, ENDED),
    # approved after its first day: it holds from then on
    (date(2025, 6, 12), date(2025, 6, 12), None, CURRENT),
    (date(2025, 6, 11), date(2025, 6, 12), None, FUTURE),
    # approved when it was over
    (date(2025, 6, 25), date(2025, 6, 25), None, ENDED),
    # ended early: the day of the end still belongs to it
    (date(2025, 6, 14), date(2025, 6, 1), date(2025, 6, 14), CURRENT),
    (date(2025, 6, 15), date(2025, 6, 1), date(2025, 6, 14), ENDED),
    # ended before it began
    (date(2025, 6, 5), date(2025, 6, 1), date(2025, 6, 5), ENDED),
)


@tagged("post_install", "-at_install")
class TestRulesMeasures(BaseCase):
    """When an individual measure holds."""

    def test_examples(self):
        for day, approved, ended, expected in EXAMPLES:
            with self.subTest(day=day, approved=approved, ended=ended):
                self.assertEqual(measures.phase(day, FIRST, LAST, approved, ended), expected)
