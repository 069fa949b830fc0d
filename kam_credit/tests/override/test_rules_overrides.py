from odoo.tests import BaseCase, tagged

from ...rules.overrides import direction, judge


@tagged("post_install", "-at_install")
class TestRulesOverrides(BaseCase):
    def test_direction(self):
        for led, given, expected in (
            (1, 1, False),
            (None, None, False),
            (1, 0, "up"),
            (0, 1, "down"),
            (None, 3, "up"),
            (3, None, "down"),
        ):
            with self.subTest(led=led, given=given):
                self.assertEqual(direction(led, given), expected)

    def test_judge(self):
        for way, is_over, has_business, is_bad, expected in (
            ("up", False, True, True, "open"),
            ("down", False, False, False, "open"),
            ("up", True, False, False, "unknown"),
            ("down", True, False, False, "unknown"),
            ("up", True, True, False, "right"),
            ("up", True, True, True, "wrong"),
            ("down", True, True, True, "right"),
            ("down", True, True, False, "wrong"),
            # a downgrade tells enough
            ("up", True, False, True, "wrong"),
        ):
            with self.subTest(way=way, is_over=is_over, business=has_business, is_bad=is_bad):
                self.assertEqual(judge(way, is_over, has_business, is_bad), expected)
