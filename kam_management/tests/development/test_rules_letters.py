from odoo.tests import BaseCase, tagged

from odoo.addons.kam_management.rules import letters


@tagged("post_install", "-at_install")
class TestRulesLetters(BaseCase):
    """Texts to customers, with places for names and days."""

    def test_places_that_nothing_is_known_for(self):
        self.assertEqual(
            letters.find_unknown("{person}, {who}", None, "{who} {} {day}"), ["who", ""]
        )
        self.assertEqual(letters.find_unknown(False, "no place"), [])

    def test_day(self):
        self.assertTrue(letters.has_day("by {day}"))
        self.assertFalse(letters.has_day("by {days} or day"))
        self.assertFalse(letters.has_day(False))

    def test_filled(self):
        values = {"person": "Qian {day}", "day": "Friday"}
        self.assertEqual(letters.fill("{person}, {day}, {x}", values), "Qian {day}, Friday, {x}")
        self.assertEqual(letters.fill(None, values), "")

    def test_paragraphs(self):
        self.assertEqual(letters.paragraphs("a\nb\n\n \n c \n\n"), ["a\nb", "c"])
        self.assertEqual(letters.paragraphs(None), [])
