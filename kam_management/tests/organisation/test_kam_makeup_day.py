from datetime import date

import psycopg2

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..approval.common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestKamMakeupDay(ApprovalCommon):
    """Working days as in China: National Day 2026, 1 to 7 October, with make-up days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id = cls.env["resource.calendar"].create(
            {"name": "Weekdays", "tz": "Asia/Shanghai", "company_id": cls.company.id}
        )
        cls.env["resource.calendar.leaves"].create(
            {
                "name": "National Day",
                "calendar_id": cls.company.resource_calendar_id.id,
                "company_id": cls.company.id,
                # midnight to midnight in Shanghai
                "date_from": "2026-09-30 16:00:00",
                "date_to": "2026-10-07 15:59:59",
            }
        )
        cls._makeup(date(2026, 9, 27))
        cls._makeup(date(2026, 10, 10))
        cls._route([cls._step(1, "Area", "area", "supervisor")], day_count="working")

    @classmethod
    def _makeup(cls, day):
        return cls.env["kam.makeup.day"].create({"date": day, "name": "National Day"})

    def test_days_worked(self):
        is_working = self.company._kam_is_working()
        for day, expected in (
            (date(2026, 9, 25), True),
            (date(2026, 9, 26), False),
            (date(2026, 9, 27), True),
            (date(2026, 9, 30), True),
            (date(2026, 10, 1), False),
            (date(2026, 10, 7), False),
            (date(2026, 10, 8), True),
            (date(2026, 10, 10), True),
            (date(2026, 10, 11), False),
        ):
            with self.subTest(day=day):
                self.assertEqual(is_working(day), expected)

    def test_due_dates(self):
        for day, clock, expected in (
            # Friday: Sunday is worked, Monday, Tuesday
            ("2026-09-25", "10:00:00", "2026-09-29"),
            # Saturday counts as the day before
            ("2026-09-26", "10:00:00", "2026-09-29"),
            # the last day before the holiday, up to its last minute
            ("2026-09-30", "23:59:59", "2026-10-10"),
            ("2026-10-01", "00:00:00", "2026-10-10"),
            ("2026-10-07", "23:59:59", "2026-10-10"),
            ("2026-10-08", "00:00:00", "2026-10-12"),
        ):
            with self.subTest(day=day, clock=clock), self._at(day, clock):
                self.assertEqual(str(self._pending(self._submitted()).date_due), expected)

    def test_total_limit_in_working_days(self):
        self._route(
            [self._step(1, "Area", "area", "supervisor", 5)], day_count="working", total_days=4
        )
        with self._at("2026-09-29"):
            form = self._submitted()
        self.assertEqual(str(form.date_total_due), "2026-10-10")
        self.assertEqual(str(self._pending(form).date_due), "2026-10-10")

    def test_extension_in_working_days(self):
        self._route(
            [
                self._step(
                    1,
                    "Area",
                    "area",
                    "supervisor",
                    extension_max_days=5,
                    extension_role="director",
                )
            ],
            day_count="working",
        )
        with self._at("2026-09-29"):
            review = self._pending(self._submitted())
            self.assertEqual(str(review.date_due), "2026-10-09")
            self._as(self.director, review).action_extend(1, "Holiday")
        self.assertEqual(str(review.date_due), "2026-10-10")

    def test_days_off_added_later_leave_due_dates_alone(self):
        with self._at("2026-09-25"):
            form = self._submitted()
            self.env["kam.makeup.day"].search([]).unlink()
        self.assertEqual(str(self._pending(form).date_due), "2026-09-29")

    def test_other_companies(self):
        other = self.env["res.company"].create({"name": "Other"})
        other.resource_calendar_id.tz = "Asia/Shanghai"
        self.assertFalse(other._kam_is_working()(date(2026, 9, 27)))
        self.assertTrue(other._kam_is_working()(date(2026, 10, 1)))

    def test_a_calendar_without_hours(self):
        self.company.resource_calendar_id.attendance_ids.unlink()
        self.env["kam.makeup.day"].search([]).unlink()
        with self._at("2026-09-25"):
            self.assertEqual(str(self._pending(self._submitted()).date_due), "2026-09-28")

    def test_without_a_calendar(self):
        self.company.resource_calendar_id = False
        self.env["kam.makeup.day"].search([]).unlink()
        with self._at("2026-09-25"):
            self.assertEqual(str(self._pending(self._submitted()).date_due), "2026-09-28")

    def test_once_for_each_day(self):
        with (
            self.assertRaises(psycopg2.IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self._makeup(date(2026, 9, 27))

    def test_administrators_keep_them(self):
        days = self.env["kam.makeup.day"]
        self.assertTrue(days.with_user(self.rep_shanghai).search([]))
        with self.assertRaises(AccessError):
            days.with_user(self.manager_east).create({"date": "2027-01-01"})
        days.with_user(self.administrator).create({"date": "2027-01-01"})
