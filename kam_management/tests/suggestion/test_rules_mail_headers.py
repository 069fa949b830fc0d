from odoo.tests import BaseCase, tagged

from odoo.addons.kam_management.rules import mail_headers as rules


@tagged("post_install", "-at_install")
class TestRulesMailHeaders(BaseCase):
    """Which mail a machine has sent, which mail it is, and what it answers."""

    def _reason(self, *headers, sender="chen@mill.example", is_own=False, content="text/plain"):
        return rules.find_reason(headers, sender, is_own, content)

    def test_somebody_wrote_it(self):
        for headers in (
            (),
            (("Auto-Submitted", "no"),),
            (("AUTO-SUBMITTED", "No (said by hand)"),),
            (("X-Auto-Response-Suppress", "None"),),
            (("Precedence", "first-class"),),
            (("Return-Path", "<chen@mill.example>"),),
            (("Subject", "Automatic reply: the list"),),
        ):
            with self.subTest(headers=headers):
                self.assertIsNone(self._reason(*headers))

    def test_headers_of_machines(self):
        for name, value, reason in (
            ("Auto-Submitted", "auto-replied", "automatic"),
            ("auto-submitted", "auto-generated; type=vacation", "automatic"),
            ("Auto-Submitted", "auto-notified", "automatic"),
            ("X-Auto-Response-Suppress", "All", "automatic"),
            ("X-Auto-Response-Suppress", "DR, OOF, AutoReply", "automatic"),
            ("X-Autoreply", "yes", "automatic"),
            ("X-Autorespond", "Out of office", "automatic"),
            ("Precedence", "auto_reply", "automatic"),
            ("Precedence", "bulk", "list"),
            ("Precedence", " Junk", "list"),
            ("Precedence", "list", "list"),
            ("List-Id", "<news.mill.example>", "list"),
            ("Return-Path", "<>", "bounce"),
            ("Return-Path", "", "bounce"),
            ("X-Failed-Recipients", "somebody@else.example", "bounce"),
        ):
            with self.subTest(name=name, value=value):
                self.assertEqual(self._reason((name, value)), reason)

    def test_one_of_several_headers_is_enough(self):
        self.assertEqual(
            self._reason(("Auto-Submitted", "no"), ("Auto-Submitted", "auto-replied")), "automatic"
        )

    def test_senders_and_reports(self):
        self.assertEqual(self._reason(sender="MAILER-DAEMON@mx.example"), "bounce")
        self.assertEqual(self._reason(sender="postmaster@mx.example"), "bounce")
        self.assertEqual(self._reason(content="multipart/report"), "bounce")
        self.assertEqual(self._reason(is_own=True), "own")
        # whatever else it is
        self.assertEqual(self._reason(("List-Id", "x"), is_own=True), "own")

    def test_answers_name_a_suggestion(self):
        given = "<1@a>\r\n <2.3-openerp-12-kam.suggestion@host> <9.9-openerp-7-kam.suggestion@b>"
        self.assertEqual(rules.find_answered(given), [7, 12])
        for nothing in ("", None, "<1-openerp-12-crm.lead@a>", "<-openerp-x-kam.suggestion@a>"):
            with self.subTest(given=nothing):
                self.assertEqual(rules.find_answered(nothing), [])
        many = " ".join(f"<1-openerp-{number}-kam.suggestion@a>" for number in range(1, 100))
        self.assertEqual(len(rules.find_answered(many)), rules.MOST_REFERENCES)

    def test_a_mail_is_known_again(self):
        self.assertEqual(rules.key_of(" <1@a> ", [b"x"]), "<1@a>")
        without = rules.key_of("", [b"a", b"b"])
        self.assertEqual(without, rules.key_of(None, [b"a", b"b"]))
        self.assertNotEqual(without, rules.key_of("", [b"ab", b""]))
        self.assertLess(len(rules.key_of("<" + "x" * 9000 + ">", [])), 100)

    def test_texts_can_be_kept(self):
        self.assertEqual(rules.storable("a\0b\ud800c"), "ab?c")
        self.assertEqual(rules.subject_of("", "  Good\n day "), "Good day")
        self.assertEqual(len(rules.subject_of("x" * 999, "")), rules.MOST_SUBJECT)
        self.assertEqual(rules.subject_of(None, None), "")
