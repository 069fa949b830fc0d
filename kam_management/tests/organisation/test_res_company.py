from datetime import date

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
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
