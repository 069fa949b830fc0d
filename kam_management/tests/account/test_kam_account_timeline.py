from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_page import AccountPageCommon


@tagged("post_install", "-at_install")
class TestKamAccountTimeline(AccountPageCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._invoice(1000, -20)
        cls.own = cls._invoice(300, -20, user=cls.rep_shanghai)
        cls._met(-20, topic="Early")
        cls.contact = cls._met(-3)
        cls.mill.with_user(cls.rep_shanghai).message_post(
            body="The mill is being rebuilt", message_type="comment", subtype_xmlid="mail.mt_note"
        )
        cls.duty = cls._owe(-2)
        cls.duty._end(day=cls._days(-1), by=cls.rep_shanghai)
        cls._owe(5, slot="open")

    def _timeline(self, user, account=None, **arguments):
        return self._as(user, account or self.mill).get_timeline(**arguments)

    def _kinds(self, user, **arguments):
        return [row["kind"] for row in self._timeline(user, **arguments)["rows"]]

    def test_newest_first_from_every_source(self):
        rows = self._timeline(self.rep_hangzhou)["rows"]
        self.assertEqual(
            [row["moment"] for row in rows], sorted((row["moment"] for row in rows), reverse=True)
        )
        self.assertEqual(
            [row["kind"] for row in rows if row["kind"] != "history"],
            ["message", "duty", "contact", "invoice", "invoice", "contact"],
        )
        by_kind = {row["kind"]: row for row in rows}
        self.assertEqual(by_kind["message"]["text"], "The mill is being rebuilt")
        self.assertEqual(by_kind["message"]["who"], "Rep Shanghai")
        self.assertEqual(
            (by_kind["duty"]["model"], by_kind["duty"]["res_id"]),
            (
                "kam.deadline",
                self.duty.id,
            ),
        )
        own = next(
            row for row in rows if (row["model"], row["id"]) == ("account.move", self.own.id)
        )
        self.assertIn("300.00", own["amount"])
        self.assertEqual(by_kind["history"]["title"], "Taken over as a key account")

    def test_each_row_opens_a_record_the_reader_may_read(self):
        for user in (self.rep_shanghai, self.rep_hangzhou, self.director, self.administrator):
            for row in self._timeline(user)["rows"]:
                with self.subTest(user=user.login, row=row["key"]):
                    record = self.env[row["model"]].browse(row["res_id"])
                    self.assertTrue(self._as(user, record).has_access("read"))

    def test_each_source_with_the_rights_of_the_reader(self):
        self.assertEqual(self._kinds(self.rep_hangzhou).count("invoice"), 2)
        self.assertEqual(self._kinds(self.rep_shanghai).count("invoice"), 1)
        self.assertNotIn("invoice", self._kinds(self.administrator))
        offered = {item["kind"] for item in self._timeline(self.administrator)["kinds"]}
        self.assertNotIn("invoice", offered)
        self.assertLessEqual({"history", "contact", "message"}, offered)

    def test_nothing_for_outsiders(self):
        for user in (self.rep_beijing, self.supervisor_north, self.accountant, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._timeline(user)

    def test_nothing_of_another_account(self):
        rows = self._timeline(self.rep_hangzhou, self.shop)["rows"]
        self.assertEqual({row["kind"] for row in rows}, {"history"})

    def test_kinds_are_filtered(self):
        self.assertEqual(self._kinds(self.rep_hangzhou, kinds=["contact"]), ["contact"] * 2)
        self.assertEqual(
            set(self._kinds(self.rep_hangzhou, kinds=["contact", "invoice"])),
            {"contact", "invoice"},
        )

    def test_pages_give_each_row_once(self):
        # several of one moment, in several sources
        for number in range(5):
            self._invoice(number + 1, -20)
            self._met(-20, topic=f"Call {number}")
        everything = self._timeline(self.rep_hangzhou, limit=200)
        self.assertIs(everything["before"], False)
        keys = [row["key"] for row in everything["rows"]]
        self.assertEqual(len(set(keys)), len(keys))
        for size in (1, 2, 3, 7):
            paged, before = [], False
            while True:
                page = self._timeline(self.rep_hangzhou, limit=size, before=before)
                paged += [row["key"] for row in page["rows"]]
                before = page["before"]
                if not before:
                    break
                self.assertEqual(len(page["rows"]), size)
            with self.subTest(size=size):
                self.assertEqual(paged, keys)

    def test_wrong_arguments_are_refused(self):
        for arguments in (
            {"kinds": "contact"},
            {"kinds": ["contact", "secret"]},
            {"kinds": [["contact"]]},
            {"kinds": 5},
            {"limit": 0},
            {"limit": 201},
            {"limit": True},
            {"limit": "10"},
            {"limit": None},
            {"before": "yesterday"},
            {"before": ["2026-01-01", "history"]},
            {"before": ["long ago", "history", 1]},
            {"before": [5, "history", 1]},
            {"before": ["2026-01-01 00:00:00", "secret", 1]},
            {"before": ["2026-01-01 00:00:00", "history", "1"]},
            {"before": ["2026-01-01 00:00:00", "history", 2**40]},
            {"before": ["0001-01-01 00:00:00", "history", 1]},
            {"before": {"a": 1, "b": 2, "c": 3}},
        ):
            with self.subTest(**arguments), self.assertRaises(UserError):
                self._timeline(self.rep_hangzhou, **arguments)
        with self.assertRaises(UserError):
            self._timeline(self.rep_hangzhou, self.mill | self.shop)

    def test_a_kind_that_is_hidden_is_refused(self):
        with self.assertRaises(UserError):
            self._timeline(self.administrator, kinds=["invoice"])

    def test_queries_do_not_grow(self):
        def count(user):
            self._timeline(user, limit=200)
            fresh = self._as(user, self.mill)
            before = self.cr.sql_log_count
            fresh.get_timeline(limit=200)
            return self.cr.sql_log_count - before

        few = count(self.rep_hangzhou)
        for number in range(10):
            self._invoice(number + 1, -30)
            self._met(-30, topic=f"Call {number}")
            self._owe(-5, slot=str(number))._end(day=self._days(-1), by=self.rep_hangzhou)
        self.assertLessEqual(count(self.rep_hangzhou), few)

    def test_the_screen(self):
        action = self._as(self.rep_shanghai, self.mill).action_view_timeline()
        self.assertEqual(action["tag"], "kam_account_timeline")
        self.assertEqual(action["context"]["active_id"], self.mill.id)
