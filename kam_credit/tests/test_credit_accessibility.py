from pathlib import Path

from odoo.tests import BaseCase, tagged

from odoo.addons.kam_management.tests import accessible

ADDON = Path(__file__).parents[1]


@tagged("post_install", "-at_install")
class TestCreditAccessibility(BaseCase):
    """Icons, buttons and pictures of this addon have names."""

    def test_names(self):
        self.assertEqual(accessible.find_nameless(ADDON), [])

    def test_no_colour_beside_the_pairs(self):
        for path in sorted((ADDON / "static").rglob("*.scss")):
            with self.subTest(sheet=path.name):
                self.assertEqual(accessible.find_loose_colours(path.read_text()), [])
