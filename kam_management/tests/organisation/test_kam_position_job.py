from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.tests import RecordCapturer, tagged

from ..common import KamCommon

JOB_LOGGER = "odoo.addons.kam_management.models.organisation.kam_validity_mixin_job"
LAST_DAY = date(2024, 6, 30)
FIRST_DAY = date(2024, 7, 2)


@tagged("post_install", "-at_install")
class TestKamPositionDays(KamCommon):
    """A day begins and ends where the company works, wherever the reader is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cron = cls.env.ref("kam_management.ir_cron_kam_position")
        cls.ending = cls._position(
            cls.employee, cls.shanghai, "supervisor", date(2024, 1, 1), LAST_DAY
        )
        cls.beginning = cls._position(cls.accountant, cls.shanghai, "supervisor", FIRST_DAY)

    def _run_job(self, moment):
        with freeze_time(moment), self.enter_registry_test_mode():
            self.assertIs(self.cron.method_direct_trigger(), True)
        self.env.invalidate_all()

    def test_last_day_in_three_zones(self):
        for zone, last_minute, first_minute in (
            ("Asia/Shanghai", "2024-06-30 15:59:00", "2024-06-30 16:00:00"),
            ("UTC", "2024-06-30 23:59:00", "2024-07-01 00:00:00"),
            ("America/New_York", "2024-07-01 03:59:00", "2024-07-01 04:00:00"),
        ):
            for reader_zone in ("Asia/Shanghai", "America/Los_Angeles"):
                with self.subTest(zone=zone, reader_zone=reader_zone):
                    self.company.resource_calendar_id.tz = zone
                    self.employee.tz = reader_zone
                    self._run_job(last_minute)
                    self.assertTrue(self.ending.is_current)
                    self.assertIn(self.employee, self.shanghai.viewer_ids)
                    self._run_job(first_minute)
                    self.assertFalse(self.ending.is_current)
                    self.assertNotIn(self.employee, self.shanghai.viewer_ids)
                    self.assertFalse(self.employee.has_group("kam_management.group_kam_supervisor"))

    def test_first_day(self):
        self._run_job("2024-07-01 15:59:00")
        self.assertFalse(self.beginning.is_current)
        self.assertNotIn(self.accountant, self.shanghai.viewer_ids)
        self.assertFalse(self.accountant.has_group("kam_management.group_kam_supervisor"))
        self._run_job("2024-07-01 16:00:00")
        self.assertTrue(self.beginning.is_current)
        self.assertTrue(self.accountant.has_group("kam_management.group_kam_supervisor"))
        self.assertIn(self.accountant, self.shanghai.viewer_ids)

    def test_one_that_fails_holds_nobody_up(self):
        self._run_job("2024-06-15 10:00:00")
        position_class = self.registry["kam.position"]
        refresh = position_class._refresh_current

        def fail(positions):
            if self.ending in positions:
                raise ZeroDivisionError("broken")
            return refresh(positions)

        with (
            freeze_time("2024-07-01 16:00:00"),
            patch.object(position_class, "_refresh_current", fail),
            self.enter_registry_test_mode(),
            self.assertLogs("odoo.addons.base.models.ir_cron", "ERROR"),
            self.assertLogs(JOB_LOGGER, "ERROR") as logs,
        ):
            self.assertIsNot(self.cron.method_direct_trigger(), True)
        self.env.invalidate_all()
        self.assertIn(f"kam.position({self.ending.id},)", logs.output[-1])
        self.assertTrue(self.beginning.is_current)
        self.assertTrue(self.ending.is_current)
        self._run_job("2024-07-01 16:05:00")
        self.assertFalse(self.ending.is_current)

    def test_job_again_changes_nothing(self):
        self._run_job("2024-07-01 16:00:00")
        before = self.beginning.write_date
        self._run_job("2024-07-01 16:05:00")
        self.assertEqual(self.beginning.write_date, before)

    def test_job_is_woken_at_midnight_of_the_company(self):
        triggers = self.env["ir.cron.trigger"].sudo()
        with (
            freeze_time("2024-06-01 00:00:00"),
            RecordCapturer(triggers, [("cron_id", "=", self.cron.id)]) as capture,
        ):
            self._position(
                self.rep_beijing, self.north, "supervisor", date(2024, 6, 5), date(2024, 6, 9)
            )
        self.assertEqual(
            sorted(capture.records.mapped("call_at")),
            [
                fields.Datetime.to_datetime("2024-06-04 16:00:00"),
                fields.Datetime.to_datetime("2024-06-09 16:00:00"),
            ],
        )

    def test_each_company_has_its_own_day(self):
        self._make_other_company()
        self.other_company.resource_calendar_id = self.env["resource.calendar"].create(
            {"name": "West", "tz": "America/New_York", "company_id": self.other_company.id}
        )
        other = self._position(
            self.manager_other, self.other_centre, "supervisor", date(2024, 1, 1), LAST_DAY
        )
        self._run_job("2024-06-30 17:00:00")
        self.assertFalse(self.ending.is_current)
        self.assertTrue(other.is_current)
