from datetime import date

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import KamCommon


@tagged("post_install", "-at_install")
class TestResCompany(KamCommon):
    def test_today_is_the_day_where_the_company_works(self):
        for zone, expected in (
            ("Asia/Shanghai", date(2024, 3, 1)),
            ("UTC", date(2024, 2, 29)),
            ("America/New_York", date(2024, 2, 29)),
        ):
            for reader in ("Asia/Shanghai", "America/New_York"):
                with self.subTest(zone=zone, reader=reader), freeze_time("2024-02-29 16:30:00"):
                    self.company.resource_calendar_id.tz = zone
                    company = self.company.with_context(tz=reader)
                    self.assertEqual(company._kam_today(), expected)

    def test_day_begins_over_the_change_of_the_clocks(self):
        for zone, day, expected in (
            ("Asia/Shanghai", date(2024, 3, 1), "2024-02-29 16:00:00"),
            ("America/New_York", date(2024, 3, 10), "2024-03-10 05:00:00"),
            ("America/New_York", date(2024, 3, 11), "2024-03-11 04:00:00"),
        ):
            with self.subTest(zone=zone, day=day):
                self.company.resource_calendar_id.tz = zone
                moment = fields.Datetime.to_string(self.company._kam_day_start(day))
                self.assertEqual(moment, expected)

    def test_zone_without_a_calendar(self):
        self.company.resource_calendar_id = False
        self.company.partner_id.tz = "Asia/Shanghai"
        with freeze_time("2024-02-29 16:30:00"):
            self.assertEqual(self.company._kam_today(), date(2024, 3, 1))
            self.company.partner_id.tz = False
            self.assertEqual(self.company._kam_today(), date(2024, 2, 29))

    def test_set_up_says_what_is_missing(self):
        self.assertFalse(self.company.kam_setup_gaps)
        self.company.resource_calendar_id = False
        self.company.partner_id.tz = "Asia/Shanghai"
        self.assertIn("no working calendar", self.company.kam_setup_gaps)
        self.assertNotIn("UTC", self.company.kam_setup_gaps)
        self.company.partner_id.tz = False
        self.assertIn("UTC", self.company.kam_setup_gaps)

    def test_flexible_calendar(self):
        calendar = self.env["resource.calendar"].create(
            {
                "name": "Flexible",
                "tz": "Asia/Shanghai",
                "company_id": self.company.id,
                "flexible_hours": True,
                "hours_per_day": 8,
                "full_time_required_hours": 40,
                "attendance_ids": [Command.clear()],
            }
        )
        self.company.resource_calendar_id = calendar
        is_working = self.company._kam_is_working()
        # 25 September 2026 is a Friday
        worked = [is_working(date(2026, 9, day)) for day in range(21, 31)]
        self.assertEqual(worked, [True] * 5 + [False] * 2 + [True] * 3)
        self.assertEqual(self.company._kam_due(date(2026, 9, 25), 3, "working"), date(2026, 9, 30))
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": calendar.id,
                "company_id": self.company.id,
                "date_from": "2026-09-27 16:00:00",
                "date_to": "2026-09-28 15:59:59",
            }
        )
        self.env["kam.makeup.day"].create({"date": "2026-09-26"})
        is_working = self.company._kam_is_working()
        self.assertFalse(is_working(date(2026, 9, 28)))
        self.assertTrue(is_working(date(2026, 9, 26)))
        self.assertFalse(is_working(date(2026, 9, 27)))
        self.assertTrue(is_working(date(2026, 9, 29)))

    def test_flexible_calendar_that_kept_its_days(self):
        calendar = self.company.resource_calendar_id
        calendar.flexible_hours = True
        calendar.attendance_ids.filtered(lambda hours: hours.dayofweek == "4").unlink()
        is_working = self.company._kam_is_working()
        self.assertTrue(is_working(date(2026, 9, 24)))
        self.assertFalse(is_working(date(2026, 9, 25)))

    def test_delete_a_company_in_which_nothing_happened(self):
        company = self.env["res.company"].create({"name": "Short-lived"})
        self.assertTrue(self.env["kam.risk.template"].search([("company_id", "=", company.id)]))
        self._leave(company)
        company.unlink()
        self.assertFalse(company.exists())
        sequences = self.env["ir.sequence"].search([("code", "=", "kam.account")])
        self.assertFalse(sequences.filtered(lambda sequence: "Short-lived" in sequence.name))

    def test_delete_a_company_in_which_something_happened(self):
        company = self.env["res.company"].create({"name": "Short-lived"})
        self._unit("Centre", "headquarters", company=company)
        self._leave(company)
        with self.assertRaisesRegex(UserError, "Short-lived.*Key Account Unit \\(1\\)"):
            company.unlink()

    def _leave(self, company):
        self.env["res.users"].search([("company_ids", "in", company.ids)]).write(
            {"company_ids": [Command.unlink(company.id)]}
        )

    def test_new_company_numbers_its_accounts(self):
        self._make_other_company()
        sequence = self.env["ir.sequence"].search(
            [("code", "=", "kam.account"), ("company_id", "=", self.other_company.id)]
        )
        self.assertEqual(len(sequence), 1)
        self.env["res.company"]._kam_give_all_defaults()
        self.assertEqual(
            self.env["ir.sequence"].search_count(
                [("code", "=", "kam.account"), ("company_id", "=", self.other_company.id)]
            ),
            1,
        )

    def test_company_is_read_as_before_by_everybody(self):
        for user in (self.accountant, self.employee, self.portal, self.rep_shanghai):
            with self.subTest(user=user.login):
                company = self._as(user, self.company)
                readable = [
                    name
                    for name, field in company._fields.items()
                    if name.startswith("kam_") and company._has_field_access(field, "read")
                ]
                self.assertEqual(company.read(readable)[0]["id"], company.id)

    def test_only_system_administrators_open_or_close_taking_over(self):
        for user in (self.administrator, self.director, self.rep_shanghai):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._as(user, self.company).write({"kam_takeover_open": False})
