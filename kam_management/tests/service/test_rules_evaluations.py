from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.kam_management.rules import evaluations


@tagged("post_install", "-at_install")
class TestRulesEvaluations(BaseCase):
    """Points, differences, low points, and which contact is a return visit."""

    def test_weighted(self):
        for rows, points in (
            ([(25, 4), (75, 2)], "2.50"),
            ([(1, 5), (2, 4)], "4.33"),
            ([(50, 5), (50, 0)], "5.00"),
            ([(50, 0)], None),
            ([], None),
        ):
            with self.subTest(rows=rows):
                self.assertEqual(evaluations.weighted(rows), points and Decimal(points))

    def test_findings(self):
        for ours, theirs, most, is_finding in (
            (5, 4, 1, False),
            (5, 3, 1, True),
            (2, 4, 1, True),
            (5, 3, 2, False),
            (5, 0, 1, False),
            (0, 5, 1, False),
        ):
            with self.subTest(ours=ours, theirs=theirs, most=most):
                self.assertEqual(evaluations.is_finding(ours, theirs, most), is_finding)

    def test_low(self):
        for points, is_low in ((0, False), (1, True), (2, True), (3, False)):
            with self.subTest(points=points):
                self.assertEqual(evaluations.is_low(points, 2), is_low)

    def test_return_visit(self):
        ended = date(2026, 3, 10)
        for channel, day, is_kept in (
            ("phone", date(2026, 3, 12), True),
            ("person", ended, True),
            ("video", date(2026, 3, 11), True),
            ("mail", date(2026, 3, 12), False),
            ("phone", date(2026, 3, 9), False),
        ):
            with self.subTest(channel=channel, day=day):
                self.assertEqual(evaluations.keeps_return_visit(channel, day, ended), is_kept)
