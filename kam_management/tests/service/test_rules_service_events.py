from datetime import date, datetime
from decimal import Decimal
from unittest import TestCase

from ...rules import deadlines
from ...rules import service_events as rules


class TestRulesServiceEvents(TestCase):
    """How an event goes on, what each guest costs, and the file for calendars."""

    def test_steps(self):
        p, i, h, e, c = "planned", "invited", "held", "ended", "cancelled"
        for step, expected in {
            "invite": {p: i, i: i, h: h, e: None, c: None},
            "hold": {p: None, i: h, h: None, e: None, c: None},
            "attend": {p: None, i: h, h: h, e: None, c: None},
            "end": {p: None, i: None, h: e, e: None, c: None},
            "cancel": {p: c, i: c, h: None, e: None, c: None},
        }.items():
            for state, result in expected.items():
                with self.subTest(step=step, state=state):
                    self.assertEqual(rules.advance(state, step), result)

    def test_share(self):
        for amount, heads, digits, expected in (
            ("100", 4, 2, ["25"] * 4),
            ("100", 3, 2, ["33.34", "33.33", "33.33"]),
            ("100", 3, 0, ["34", "33", "33"]),
            ("0.01", 2, 2, ["0.01", "0"]),
            ("0", 2, 2, ["0", "0"]),
            ("100", 0, 2, []),
        ):
            with self.subTest(amount=amount, heads=heads, digits=digits):
                shares = rules.share(Decimal(amount), heads, digits)
                self.assertEqual(shares, [Decimal(share) for share in expected])
                self.assertEqual(sum(shares), Decimal(amount) if heads else 0)

    def test_deadlines(self):
        for start, today, expected in (
            (date(2026, 12, 30), date(2026, 11, 1), date(2026, 12, 16)),
            (date(2026, 12, 30), date(2026, 12, 20), date(2026, 12, 20)),
            # entered afterwards
            (date(2026, 12, 30), date(2027, 1, 5), date(2026, 12, 30)),
        ):
            with self.subTest(start=start, today=today):
                self.assertEqual(deadlines.invite_by(start, today), expected)
        self.assertEqual(deadlines.settle_by(date(2026, 12, 30)), date(2027, 1, 6))

    def _file(self, **vals):
        return rules.calendar_file(
            **{
                "uid": "kam-1@host",
                "title": "Seminar",
                "start": datetime.fromisoformat("2026-12-01T02:00"),
                "stop": datetime.fromisoformat("2026-12-01T04:00"),
                "place": "Hall 3",
                "made": datetime.fromisoformat("2026-11-29"),
                **vals,
            }
        )

    def test_calendar_file(self):
        lines = self._file().split("\r\n")
        self.assertEqual(lines[0], "BEGIN:VCALENDAR")
        for line in (
            "DTSTART:20261201T020000Z",
            "DTEND:20261201T040000Z",
            "SUMMARY:Seminar",
            "LOCATION:Hall 3",
            "STATUS:CONFIRMED",
        ):
            self.assertIn(line, lines)
        self.assertIn("METHOD:CANCEL", self._file(is_cancelled=True))
        self.assertNotIn("LOCATION", self._file(place=""))

    def test_what_people_write_stays_one_line(self):
        written = self._file(title="A; B, C\\\nATTENDEE:mailto:x@example.com")
        self.assertIn("SUMMARY:A\\; B\\, C\\\\\\nATTENDEE:mailto", written)
        self.assertNotIn("\nATTENDEE", written)

    def test_long_lines_are_folded_between_characters(self):
        title = "产品技术研讨会" * 30
        parts = self._file(title=title).split("\r\n")
        self.assertTrue(all(len(part.encode()) <= 75 for part in parts))
        self.assertIn(f"SUMMARY:{title}", "\r\n".join(parts).replace("\r\n ", ""))
