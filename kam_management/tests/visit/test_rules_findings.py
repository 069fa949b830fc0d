from datetime import date

from odoo.tests import BaseCase, tagged

from odoo.addons.kam_management.rules import findings

DAY = date(2026, 11, 28)


@tagged("post_install", "-at_install")
class TestRulesFindings(BaseCase):
    def test_what_stands_in_the_file(self):
        for before, text, mode, is_short, expected in (
            (False, "New", "append", False, "2026-11-28: New"),
            ("  ", " New ", "append", False, "2026-11-28: New"),
            ("Old", "New", "append", False, "Old\n2026-11-28: New"),
            ("Old", "New", "replace", False, "2026-11-28: New"),
            ("Old", "Two\nlines", "append", True, "Old; 2026-11-28: Two lines"),
            ("Old", "New", "replace", True, "2026-11-28: New"),
        ):
            with self.subTest(before=before, text=text, mode=mode, is_short=is_short):
                self.assertEqual(
                    findings.merge_text(before, text, DAY, mode, is_short=is_short), expected
                )

    def test_each_kind_asks_for_something(self):
        self.assertEqual(set(findings.REQUIRED), set(findings.KINDS))
        self.assertTrue(all(findings.REQUIRED.values()))
