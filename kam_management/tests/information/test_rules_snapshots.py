from odoo.tests import BaseCase, tagged

from odoo.addons.kam_management.rules import snapshots


@tagged("post_install", "-at_install")
class TestRulesSnapshots(BaseCase):
    def test_places(self):
        for content, expected in (
            (None, {}),
            ({}, {}),
            ([], {}),
            ("text", {"c": "text"}),
            (0, {"c": "0"}),
            (0.0, {"c": "0.0"}),
            ({"a": None, "b": False, "c": ""}, {}),
            ({"a": {"b": 1}}, {"c.a.b": "1"}),
            ({"a": [{"b": 1}, {"b": None}]}, {"c.a.0.b": "1"}),
        ):
            with self.subTest(content=content):
                self.assertEqual(snapshots.places(content, "c"), expected)
