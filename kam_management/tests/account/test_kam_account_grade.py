from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import KamCommon


@tagged("post_install", "-at_install")
class TestKamAccountGrade(KamCommon):
    """Which class an account had on a day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        classes = cls.env["kam.customer.class"]
        cls.class_a, cls.class_b = classes.create(
            [{"code": f"T-{code}", "name": code} for code in "AB"]
        )

    def _events(self, account=None):
        return (account or self.mill).event_ids.filtered(
            lambda event: event.kind == "class_changed"
        )

    def _class_on(self, day, user=None, account=None):
        account = self._as(user or self.rep_shanghai, account or self.mill)
        return account._get_grade(day)["class_id"].sudo()

    def test_each_change_leaves_a_row(self):
        self._as(self.rep_shanghai, self.mill).class_id = self.class_a
        self.mill.class_id = self.class_a
        self.mill.write({"class_id": self.class_b.id, "note": "Fell"})
        self.mill.class_id = False
        self.assertRecordValues(
            self._events().sorted("id"),
            [
                {
                    "class_from": False,
                    "class_to": self.class_a.id,
                    "user_id": self.rep_shanghai.id,
                    "source": "manual",
                    "state_to": "key",
                    "unit_to": self.shanghai.id,
                },
                {
                    "class_from": self.class_a.id,
                    "class_to": self.class_b.id,
                    "user_id": self.env.uid,
                    "source": "manual",
                    "state_to": "key",
                    "unit_to": self.shanghai.id,
                },
                {
                    "class_from": self.class_b.id,
                    "class_to": False,
                    "user_id": self.env.uid,
                    "source": "manual",
                    "state_to": "key",
                    "unit_to": self.shanghai.id,
                },
            ],
        )

    def test_other_changes_leave_none(self):
        self.mill.note = "Large"
        self.mill.class_id = False
        self.assertFalse(self._events())

    def test_class_from_the_beginning(self):
        partner = self._partner("Class from the Beginning")
        account = self.env["kam.account"].create(
            {"partner_id": partner.id, "class_id": self.class_b.id}
        )
        self.assertEqual(self._events(account).class_to, self.class_b)

    def test_many_at_once(self):
        self.mill.class_id = self.class_a
        (self.mill | self.shop).class_id = self.class_b
        self.assertEqual(self._events().mapped("class_from"), self.class_a)
        self.assertEqual(self._events(self.shop).class_to, self.class_b)

    def test_process_says_why(self):
        events = self.mill._set_class(self.class_a, "screening", "Screening 7", self.stranger)
        self.assertEqual(self.mill.class_id, self.class_a)
        self.assertEqual(events, self._events())
        self.assertRecordValues(
            events, [{"source": "screening", "reason": "Screening 7", "document_name": "Stranger"}]
        )
        self.assertFalse(self.mill._set_class(self.class_a, "screening", "Screening 8"))
        with self.assertRaisesRegex(UserError, "Reason"):
            self.mill._set_class(self.class_b, "screening", " ")

    def test_class_of_a_day(self):
        # the company works in Shanghai: each day there begins at 16:00 UTC of the day before
        for moment, customer_class in (
            ("2031-03-01 02:00:00", self.class_a),
            ("2031-03-10 15:59:00", self.class_b),
            ("2031-03-20 16:01:00", self.class_a),
            ("2031-03-20 17:00:00", self.class_a.browse()),
        ):
            with freeze_time(moment):
                self.mill.class_id = customer_class
        for day, customer_class in (
            (date(2031, 2, 28), self.class_a.browse()),
            (date(2031, 3, 1), self.class_a),
            (date(2031, 3, 9), self.class_a),
            (date(2031, 3, 10), self.class_b),
            (date(2031, 3, 20), self.class_b),
            (date(2031, 3, 21), self.class_a.browse()),
            (date(2032, 1, 1), self.class_a.browse()),
        ):
            with self.subTest(day=day):
                self.assertEqual(self._class_on(day), customer_class)

    def test_many_accounts_take_as_many_queries_as_one(self):
        self.accounts.class_id = self.class_a
        self.env.flush_all()
        day = self._days(0)
        counts = []
        for accounts in (self.mill, self.accounts):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            grades = accounts._get_grades(day)
            counts.append(self.cr.sql_log_count - before)
            self.assertEqual({grade["class_id"] for grade in grades.values()}, {self.class_a})
        self.assertLessEqual(counts[1], counts[0])

    def test_who_may_know(self):
        self.mill.class_id = self.class_a
        for user in (self.rep_shanghai, self.director, self.administrator):
            self.assertEqual(self._class_on(self.today, user), self.class_a)
        for user in (self.rep_beijing, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._class_on(self.today, user)

    def test_upgrade_begins_with_the_present_class(self):
        self.mill.class_id = self.class_a
        # as it was before there were such rows
        self.cr.execute("ALTER TABLE kam_account_event DISABLE TRIGGER USER")
        self.cr.execute("DELETE FROM kam_account_event WHERE kind = 'class_changed'")
        self.cr.execute("ALTER TABLE kam_account_event ENABLE TRIGGER USER")
        self.env.invalidate_all()
        self.assertFalse(self._class_on(self.today))
        accounts = self.env["kam.account"]
        self.assertIn(self.mill, accounts._record_present_classes().account_id)
        self.assertEqual(self._class_on(self.today), self.class_a)
        self.assertFalse(accounts._record_present_classes())
