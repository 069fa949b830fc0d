from odoo.tests import BaseCase, tagged

from odoo.addons.kam_management.rules.texts import is_web_address, trimmed


@tagged("post_install", "-at_install")
class TestRulesTexts(BaseCase):
    def test_nothing_is_seen(self):
        for text in (None, False, "", "  \n", "\u200b", "\u00a0\u3000", "\ufeff\u2060\u00ad"):
            self.assertEqual(trimmed(text), "", ascii(text))
        for filler in "\u115f\u1160\u2800\u3164\uffa0\u180e\u200e":
            self.assertEqual(trimmed(f" {filler} "), "", ascii(filler))

    def test_something_is_seen(self):
        for text, seen in (
            (" a ", "a"),
            ("无", "无"),
            ("\u200b.", "\u200b."),
            # joined signs stay joined
            ("👩\u200d🔧", "👩\u200d🔧"),
        ):
            self.assertEqual(trimmed(text), seen)

    def test_addresses_of_web_pages(self):
        for text, is_one in (
            ("https://meet.example.com/a?b=c", True),
            (" HTTP://meet.example.com ", True),
            ("meet.example.com", False),
            ("javascript:alert(1)", False),
            ("https://", False),
            ("http://[", False),
        ):
            self.assertIs(is_web_address(text), is_one, text)
