from odoo.tests import BaseCase, tagged

from odoo.addons.kam_management.rules import revisions


@tagged("post_install", "-at_install")
class TestRulesRevisions(BaseCase):
    def test_next_mark(self):
        for mark, expected in (
            (None, "A"),
            (False, "A"),
            ("", "A"),
            ("A", "B"),
            ("Y", "Z"),
            ("Z", "AA"),
            ("AZ", "BA"),
            ("ZZ", "AAA"),
        ):
            with self.subTest(mark=mark):
                self.assertEqual(revisions.next_mark(mark), expected)

    def test_marks_never_repeat(self):
        marks = [revisions.next_mark("")]
        while len(marks) < 800:
            marks.append(revisions.next_mark(marks[-1]))
        self.assertEqual(len(set(marks)), 800)
        self.assertEqual(marks, sorted(marks, key=lambda mark: (len(mark), mark)))

    def test_count_changes(self):
        for before, after, expected in (
            ({}, {}, 0),
            ({"a": 1}, {"a": 1}, 0),
            ({"a": 1}, {"a": 2}, 1),
            ({"a": 1}, {}, 1),
            ({}, {"a": 1}, 1),
            ({"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 3, "d": 4}, 3),
        ):
            with self.subTest(before=before, after=after):
                self.assertEqual(revisions.count_changes(before, after), expected)
