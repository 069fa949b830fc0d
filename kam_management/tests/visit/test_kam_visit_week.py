from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import VisitCommon


@tagged("post_install", "-at_install")
class TestKamVisitWeek(VisitCommon):
    """Dragging a visit in the calendar goes as far as its leeway."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Tuesday of next week, at ten where the company works
        monday = cls.today + timedelta(days=7 - cls.today.weekday())
        cls.tuesday = cls.company._kam_moment_of(monday + timedelta(days=1), 10)

    def _move(self, visit, user=None, agreed=False, **delta):
        seen = self.seen_by(user or self.rep_hangzhou, visit)
        seen.action_move_in_week(visit.date_start + timedelta(**delta), None, agreed)

    def test_within_the_week(self):
        visit = self._planned(date_start=self.tuesday, leeway="week")
        stop = visit.date_stop
        self._move(visit, days=3)
        self.assertEqual(visit.date_start, self.tuesday + timedelta(days=3))
        self.assertEqual(visit.date_stop, stop + timedelta(days=3))
        self.assertEqual(visit.move_ids.mapped("reason"), ["Put into the week."])
        self.assertEqual(
            self._duties(visit, "visit").date_due, self.company._kam_day_of(visit.date_stop)
        )
        with self.assertRaises(UserError):
            self._move(visit, days=7)

    def test_within_the_day(self):
        visit = self._planned(date_start=self.tuesday, leeway="day")
        self._move(visit, hours=3)
        self.assertEqual(visit.date_start, self.tuesday + timedelta(hours=3))
        with self.assertRaises(UserError):
            self._move(visit, days=1)

    def test_a_fixed_one_asks(self):
        visit = self._planned(date_start=self.tuesday, leeway="fixed")
        with self.assertRaises(UserError):
            self._move(visit, hours=1)
        with self.assertRaises(UserError):
            self._move(visit, agreed="yes", hours=1)
        self._move(visit, agreed=True, days=9)
        self.assertEqual(visit.date_start, self.tuesday + timedelta(days=9))

    def test_under_the_rights_of_the_visit(self):
        visit = self._planned(date_start=self.tuesday, leeway="week")
        for user in (self.rep_beijing, self.administrator, self.manager_other):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._move(visit, user, hours=1)
        with self.assertRaises(ValidationError):
            self.seen_by(self.rep_hangzhou, visit).action_move_in_week("soon")
        self.seen_by(self.rep_hangzhou, visit).action_cancel("They close")
        with self.assertRaises(UserError):
            self._move(visit, hours=1)
