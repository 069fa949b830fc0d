from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import TODAY, day
from .common import KamCreditChangeCommon


@tagged("post_install", "-at_install")
class TestKamCreditChangeDates(KamCreditChangeCommon):
    """Scheme, credit management, section 5: 2 days, 3 days, 3 days or 7, 10 in all."""

    # The company works at UTC+8: its day ends at 16:00 UTC.
    zone_hours = 8

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.people = cls.env.ref("base.user_root")
        for zone in ("America/Los_Angeles", "UTC", "Pacific/Auckland"):
            cls.people |= cls.make_user(zone, cls.headquarters, "general_manager", tz=zone)

    def assertDue(self, change, expected, received=None):
        review = self.review(change)
        self.assertEqual(review.date_due, expected)
        if received is not None:
            self.assertEqual(self.company._kam_day_of(review.date_received), received)
        return review

    def test_submission_within_two_days(self):
        change = self.propose()
        self.assertEqual(change.date_standard_met, TODAY)
        self.assertEqual(change.date_submission_due, day(2))
        self.assertEqual(change.date_confirmation_due, day(10))
        self.assertEqual(
            self.tasks(change), {(self.credit_officer, day(2), "Submit the tier change request")}
        )

    def test_everything_in_time(self):
        change = self.request()
        with self.at(2, 23, 59):
            self.assertFalse(change.is_late)
            self.submit(change)
            self.assertDue(change, day(5), received=day(2))
        self.assertEqual(change.date_total_due, day(10))
        with self.at(5, 23, 59):
            self.verify(change)
            self.assertDue(change, day(8), received=day(5))
        with self.at(8, 23, 59):
            self.sign(change)
        self.assertEqual(change.review_ids.mapped("days_late"), [0, 0])

    def test_quick_steps_begin_the_next_one_at_once(self):
        change = self.submitted()
        self.assertDue(change, day(3), received=TODAY)
        with self.at(1):
            self.verify(change)
            self.assertDue(change, day(4), received=day(1))

    def test_extended_to_seven_days_at_most(self):
        change = self.submitted()
        with self.at(1):
            self.verify(change)
            self.assertDue(change, day(4))
            review = self.review(change, self.director)
            with self.assertRaisesRegex(UserError, "at most"):
                review.action_extend(5, "Figures of the holding are missing")
            review.action_extend(4, "Figures of the holding are missing")
            review = self.assertDue(change, day(8))
        self.assertEqual(review.date_due_before, day(4))
        self.assertEqual(review.extended_by_id, self.director)
        self.assertEqual(review._find_duties().date_due, day(8))
        with self.at(8, 23, 59):
            self.sign(change)
        self.assertEqual(review.days_late, 0)

    def test_extended_as_far_as_possible(self):
        change = self.submitted()
        self.verify(change)
        self.review(change, self.director).action_extend(0, "Figures are missing")
        self.assertDue(change, day(7))

    def test_extension_by_a_day(self):
        change = self.submitted()
        self.verify(change)
        self.review(change, self.director).action_extend(1, "Figures are missing")
        self.assertDue(change, day(4))

    def test_none_later_than_ten_days(self):
        change = self.request()
        with self.at(2):
            self.submit(change)
        with self.at(5):
            self.verify(change)
            self.assertDue(change, day(8))
            # 2 + 3 + 7 are twelve: the total wins
            with self.assertRaisesRegex(UserError, "at most"):
                self.review(change, self.director).action_extend(3, "Figures are missing")
            self.review(change, self.director).action_extend(0, "Figures are missing")
            self.assertDue(change, day(10))

    def test_a_late_area_shrinks_what_is_left(self):
        for late, region, headquarters, extended in (
            (3, 6, 9, 10),
            (4, 7, 10, None),
            (6, 9, 10, None),
            (8, 10, 10, None),
        ):
            partner = self.make_customer(f"Late by {late}")
            self.make_key(partner)
            change = self.request(partner=partner)
            with self.subTest(submitted=late):
                with self.at(late):
                    self.assertTrue(change.is_late)
                    self.submit(change)
                    self.assertDue(change, day(region))
                with self.at(region):
                    self.verify(change)
                    self.assertDue(change, day(headquarters))
                    review = self.review(change, self.director)
                    if extended:
                        review.action_extend(0, "Figures are missing")
                        self.assertDue(change, day(extended))
                    else:
                        with self.assertRaisesRegex(UserError, "at most"):
                            review.action_extend(1, "Figures are missing")

    def test_submitted_after_everything_was_due(self):
        change = self.request()
        with self.at(12):
            self.submit(change)
            review = self.assertDue(change, day(10))
            self.assertEqual(review.days_late, 2)
            self.verify(change)
            self.sign(change)
            self.assertTrue(change.is_late)
        self.assertEqual(self.acme.tier_id, self.tiers["red"])

    def test_a_second_extension(self):
        change = self.submitted()
        self.verify(change)
        self.review(change, self.director).action_extend(1, "Figures are missing")
        with self.assertRaisesRegex(UserError, "already"):
            self.review(change, self.director).action_extend(1, "Still missing")
        self.assertDue(change, day(4))

    def test_extension_by_anybody_else(self):
        change = self.submitted()
        self.verify(change)
        manager = self.make_user("south_director", self.south, "director")
        for user in (
            self.credit_officer
            | self.credit_reviewer
            | self.credit_approver
            | self.north_manager
            | self.supervisor
            | self.kam_admin
            | self.credit_admin
            | manager
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.review(change, user).action_extend(1, "Figures are missing")
        self.assertDue(change, day(3))

    def test_extension_without_a_reason(self):
        change = self.submitted()
        self.verify(change)
        with self.assertRaisesRegex(UserError, "Reason"):
            self.review(change, self.director).action_extend(1, " ")

    def test_the_region_is_not_extended(self):
        change = self.submitted()
        with self.assertRaisesRegex(UserError, "cannot be extended"):
            self.review(change, self.director).action_extend(1, "Figures are missing")

    def test_extension_runs_from_a_new_day_after_a_return(self):
        change = self.submitted()
        self.verify(change)
        with self.at(1):
            self.review(change, self.credit_approver).action_return("Say more")
        with self.at(6):
            self.submit(change)
            self.assertEqual(change.date_total_due, day(10))
            self.assertDue(change, day(9))
            self.verify(change)
            self.assertDue(change, day(9))

    # ------------------------------------------------------------------
    # when a day ends
    # ------------------------------------------------------------------

    def assertLateFor(self, change, late):
        """Assert what people in three time zones, and the job, see and find."""
        for user in self.people:
            with self.subTest(user=user.login, tz=user.tz, late=late):
                change.invalidate_recordset()
                records = self.env["kam.credit.change"].with_user(user).with_context(tz=user.tz)
                self.assertEqual(records.browse(change.id).is_late, late)
                found = records.search([("is_late", "=", True), ("id", "=", change.id)])
                self.assertEqual(bool(found), late)
                found = records.search([("is_late", "=", False), ("id", "=", change.id)])
                self.assertEqual(bool(found), not late)

    def test_submission_at_the_end_of_the_day(self):
        change = self.request()
        with self.at(2, 23, 59):
            self.assertLateFor(change, False)
        with self.at(3):
            self.assertLateFor(change, True)
        with self.at(3, 0):
            self.assertLateFor(change, True)

    def test_region_at_the_end_of_the_day(self):
        change = self.submitted()
        with self.at(3, 23, 59):
            self.assertLateFor(change, False)
            self.assertEqual(self.review(change).days_late, 0)
        with self.at(4, 0):
            self.assertLateFor(change, True)
            self.assertEqual(self.review(change).days_late, 1)
            self.verify(change)
        self.assertEqual(change.review_ids.sorted("id")[0].days_late, 1)

    def test_headquarters_at_the_end_of_the_day(self):
        change = self.submitted()
        self.verify(change)
        with self.at(3, 23, 59):
            self.assertLateFor(change, False)
        with self.at(4, 0):
            self.assertLateFor(change, True)

    def test_confirmation_at_the_end_of_the_day(self):
        change = self.approved()
        with self.at(10, 23, 59):
            self.assertLateFor(change, False)
        with self.at(11, 0):
            self.assertLateFor(change, True)
            self.confirm(change)
            self.assertEqual(change.date_confirmed, day(11))
            self.assertLateFor(change, False)

    def test_the_job_escalates_when_the_day_has_ended(self):
        change = self.submitted()
        duty = self.review(change)._find_duties()
        for at, is_late in (((3, 23, 59), False), ((4, 0, 0), True)):
            with self.at(*at):
                self.env.invalidate_all()
                self.assertEqual(duty.is_late, is_late)

    def test_the_standard_is_met_on_the_day_of_the_company(self):
        for user in (self.credit_officer, self.env.ref("base.user_root")):
            for at, expected in (((0, 23, 59), TODAY), ((1, 0, 0), day(1))):
                with self.subTest(user=user.login, at=at), self.at(*at):
                    for zone in ("America/Los_Angeles", "Pacific/Auckland"):
                        change = self.request(user=user.with_context(tz=zone))
                        self.assertEqual(change.date_standard_met, expected)
                        change.unlink()

    # ------------------------------------------------------------------
    # the first day stays
    # ------------------------------------------------------------------

    def test_nobody_moves_the_day_of_a_proposal(self):
        change = self.propose()
        with self.at(2):
            for user in self.credit_officer | self.credit_reviewer:
                with (
                    self.subTest(user=user.login),
                    self.assertRaisesRegex(UserError, "stays|not allowed to modify"),
                ):
                    change.with_user(user).date_standard_met = day(2)
            change.with_user(self.credit_officer).date_standard_met = TODAY
        self.assertEqual(change.date_submission_due, day(2))

    def test_nobody_moves_the_day_after_submission(self):
        change = self.request()
        change.with_user(self.credit_officer).date_standard_met = day(-1)
        self.assertEqual(change.date_submission_due, day(1))
        self.submit(change)
        change.with_user(self.credit_officer).action_withdraw()
        with self.assertRaisesRegex(UserError, "stays"):
            change.with_user(self.credit_officer).date_standard_met = TODAY

    def test_dates_and_unit_are_no_fields_to_write(self):
        change = self.request()
        other = self.make_customer("Other")
        self.make_key(other, unit=self.south_area)
        for name, value in {
            "date_submission_due": day(9),
            "date_confirmation_due": day(99),
            "date_total_due": day(99),
            "unit_id": self.south_area.id,
            "account_id": self.profile(other).account_id.id,
            "profile_id": self.profile(other).id,
            "stage": "done",
            "date_applied": "2025-06-01 00:00:00",
            "origin": "job",
        }.items():
            with self.subTest(field=name):
                with self.assertRaises(UserError):
                    change.with_user(self.credit_officer).write({name: value})
                if name != "profile_id":
                    with self.assertRaises(UserError):
                        self.request(partner=other, **{name: value})
