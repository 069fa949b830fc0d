from datetime import datetime, time

from freezegun import freeze_time

from odoo.tests import tagged

from ..common import TODAY, day
from .test_kam_credit_roles import KamCreditRolesCommon


@tagged("post_install", "-at_install")
class TestKamAccountTier(KamCreditRolesCommon):
    """Which tier an account had on a day, for whoever reads credit figures."""

    def tier_on(self, day_asked, user):
        self.env.flush_all()
        self.env.invalidate_all()
        grade = self.account.with_user(user)._get_grade(day_asked)
        self.assertEqual(set(grade), {"class_id", "tier_id"})
        return grade["tier_id"].sudo()

    def test_tier_of_a_day(self):
        with freeze_time(datetime.combine(day(3), time(9))):
            self.acme._assign_tier(self.tiers["yellow"], "Better")
        with freeze_time(datetime.combine(day(8), time(9))):
            self.acme._drop_tier("Ended")
        for asked, code in (
            (day(-1), None),
            (TODAY, "red"),
            (day(2), "red"),
            (day(3), "yellow"),
            (day(7), "yellow"),
            (day(8), None),
            (day(99), None),
        ):
            with self.subTest(day=asked):
                tier = self.tier_on(asked, self.supervisor)
                self.assertEqual(tier, self.tiers[code] if code else tier.browse())

    def test_who_may_know(self):
        # who reads credit figures and no account asks for no grade of one
        readers = [user for user in self.readers if self.account.with_user(user).has_access("read")]
        self.assertIn(self.supervisor, readers)
        for user in readers:
            with self.subTest(user=user.login):
                self.assertEqual(self.tier_on(TODAY, user), self.tiers["red"])
        # it is the same as having none
        for user in (self.representative, self.kam_admin):
            with self.subTest(user=user.login):
                self.assertFalse(self.tier_on(TODAY, user))
