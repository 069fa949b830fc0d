from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import day
from .common import KamCreditLimitCommon


@tagged("post_install", "-at_install")
class TestKamCreditLimitOn(KamCreditLimitCommon):
    """Which limit holds on a day."""

    def test_no_credit_no_tier_and_unlimited_are_three_things(self):
        self.assertEqual(self.limit_on(), (1000, False, "tier"))
        self.red.credit_limit = 0
        self.assertEqual(self.limit_on(), (0, False, "tier"))
        self.assertEqual(self.acme.limit_source, "tier")
        self.red.has_unlimited_credit = True
        self.assertEqual(self.limit_on(), (False, True, "tier"))
        self.assertTrue(self.acme.has_unlimited_valid)
        self.acme._drop_tier("No more")
        self.assertEqual(self.limit_on(), (False, False, False))
        self.assertEqual(
            (self.acme.credit_limit_valid, self.acme.has_unlimited_valid, self.acme.limit_source),
            (0, False, False),
        )

    def test_a_temporary_limit_replaces_it_from_its_first_to_its_last_day(self):
        form = self.granted(1200, 5, 10)
        for offset, expected in (
            (4, (1000, False, "tier")),
            (5, (1200, False, "temporary")),
            (10, (1200, False, "temporary")),
            (11, (1000, False, "tier")),
        ):
            with self.subTest(offset=offset):
                self.assertEqual(self.limit_on(offset), expected)
        told = self.acme.with_user(self.supervisor).limit_on(day(5).isoformat())
        self.assertEqual(
            (told["document_model"], told["document_id"]), ("kam.credit.temporary.limit", form.id)
        )
        self.assertIn(form.number, told["document"])

    def test_it_is_not_added(self):
        self.granted(400)
        self.assertEqual(self.limit_on(), (400, False, "temporary"))

    def test_temporarily_without_a_limit(self):
        self.granted(0, is_unlimited=True).flush_recordset()
        # more than the tier grants by any measure: the marketing director decides as well
        self.assertEqual(self.limit_on(), (1000, False, "tier"))
        form = self.root["kam.credit.temporary.limit"].search([("profile_id", "=", self.acme.id)])
        self.review(form, self.director).action_approve()
        self.assertEqual(self.limit_on(), (False, True, "temporary"))

    def test_what_is_not_approved_changes_nothing(self):
        form = self.asked()
        self.assertEqual(self.limit_on(), (1000, False, "tier"))
        self.review(form, self.credit_reviewer).action_reject("No")
        self.assertEqual(self.limit_on(), (1000, False, "tier"))

    def test_it_holds_from_its_approval_at_the_earliest(self):
        form = self.asked(1200, 0, 30)
        with self.at(3):
            self.verify(form)
            self.sign(form)
            self.assertEqual(form.date_first, day(3))
            self.assertEqual(self.limit_on(2)[2], "tier")
            self.assertEqual(self.limit_on(3)[2], "temporary")

    def test_a_past_day_by_the_history(self):
        with self.at(2):
            self.red.credit_limit = 800
        with self.at(5):
            self.acme._drop_tier("No more")
        with self.at(9):
            self.assertEqual(self.limit_on(-1), (False, False, False))
            self.assertEqual(self.limit_on(1), (1000, False, "tier"))
            self.assertEqual(self.limit_on(2), (800, False, "tier"))
            self.assertEqual(self.limit_on(4), (800, False, "tier"))
            self.assertEqual(self.limit_on(5), (False, False, False))

    def test_who_may_ask(self):
        for user in (self.representative, self.south_supervisor, self.accountant, self.clerk):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.acme.with_user(user).limit_on()
        for wrong in ("tomorrow", 5, [1]):
            with self.subTest(day=wrong), self.assertRaises(UserError):
                self.acme.with_user(self.supervisor).limit_on(wrong)

    def test_as_many_queries_for_many(self):
        partners = [self.make_customer(f"Many {index}") for index in range(12)]
        for partner in partners:
            self.make_key(partner, tier=self.red)
        profiles = self.root["kam.credit.profile"].search(
            [("partner_id", "in", [partner.id for partner in partners])]
        )
        fields = ["credit_limit_valid", "has_unlimited_valid", "limit_source"]

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.with_user(self.supervisor).read(fields)
            return self.cr.sql_log_count - before

        count(profiles[:1])
        self.assertEqual(count(profiles[:2]), count(profiles[2:]))


@tagged("post_install", "-at_install")
class TestKamCreditLimitZones(KamCreditLimitCommon):
    """The days of a temporary limit are those of the company, wherever its reader sits."""

    def test_the_boundary_days(self):
        for zone, hours in (("Asia/Shanghai", 8), ("UTC", 0), ("America/New_York", -4)):
            calendar = self.company.resource_calendar_id.sudo()
            with self.subTest(zone=zone), self.cr.savepoint(flush=True) as savepoint:
                calendar.tz = zone
                noon = datetime.combine(day(0), datetime.min.time()) + timedelta(hours=12 - hours)
                with freeze_time(noon):
                    form = self.granted(1200, 2, 4)
                for offset, hour, minute, source in (
                    (1, 23, 59, "tier"),
                    (2, 0, 0, "temporary"),
                    (4, 23, 59, "temporary"),
                    (5, 0, 0, "tier"),
                ):
                    midnight = datetime.combine(day(offset), datetime.min.time())
                    moment = midnight + timedelta(hours=hour - hours, minutes=minute)
                    for reader_zone in ("Asia/Shanghai", "UTC", "America/New_York"):
                        self.supervisor.sudo().tz = reader_zone
                        with freeze_time(moment), self.subTest(moment=moment, reader=reader_zone):
                            self._look(form, source)
                savepoint.rollback()
                self.env.invalidate_all()

    def _look(self, form, source):
        self.env.flush_all()
        self.env.invalidate_all()
        reader = self.env(user=self.supervisor)
        profile = self.acme.with_env(reader).with_context(tz=self.supervisor.tz)
        self.assertEqual(profile.limit_on()["source"], source)
        self.assertEqual(profile.limit_source, source)
        found = form.with_user(self.supervisor).search(
            [("phase", "=", "current"), ("id", "=", form.id)]
        )
        self.assertEqual(bool(found), source == "temporary")

    def test_what_is_used_up_is_compared_with_what_holds_today(self):
        self.invoice(self.customer, 950, due=day(30), date=day(0))
        self.assertEqual(self.acme._filter_limit_used(), self.acme)
        self.granted(1200)
        self.env.invalidate_all()
        self.assertFalse(self.acme._filter_limit_used())
