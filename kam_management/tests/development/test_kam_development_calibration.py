from odoo.tests import tagged

from .common_value import DevelopmentValueCommon


@tagged("post_install", "-at_install")
class TestKamDevelopmentCalibration(DevelopmentValueCommon):
    """How good the forecasts of a person were."""

    def _forecasts(self, number, back=12, sold=0):
        """Let ``rep_beijing`` make forecasts of 1000 a year, each with some sales."""
        found = self.development_model
        for at in range(number):
            account = self._key_account(f"Customer {back}/{at}", self.beijing, self.rep_beijing)
            development = self._filled(account, date_forecast=self._month(back))
            self.seen_by(self.rep_beijing, development).action_fill_cases(20)
            self.submit(development, self.rep_beijing)
            self.approve(development, *self._deciders(development))
            began = self.company._kam_moment_of(self._month(back), 9)
            development._protected_write({"date_closed": began})
            for month in range(back, 0, -1) if sold else ():
                self._invoice(sold, self._month(month), account=account)
            found |= development
        return found

    def _row(self, user):
        rows = self.seen_by(user, self.env["kam.development.calibration"])
        return rows.search([("author_id", "=", self.rep_beijing.id)])

    def test_before_the_fifth_it_says_how_many_are_missing(self):
        self._forecasts(3)
        # not a year old
        self._forecasts(1, back=11)
        row = self._row(self.rep_beijing)
        self.assertEqual((row.forecasts, row.missing), (3, 2))
        self.assertIn("2 more", row.standing)
        self.assertEqual((row.error, row.share_in_band), (0, 0))

    def test_error_and_share(self):
        forecasts = self._forecasts(4, sold=90)
        forecasts |= self._forecasts(1, back=13, sold=150)
        row = self._row(self.rep_beijing)
        self.assertEqual((row.forecasts, row.missing), (5, 0))
        # four sold 1080 of 1000, one 1800: 8 % four times, 80 % once
        self.assertAlmostEqual(row.error, (4 * 0.08 + 0.8) / 5, 6)
        # 66.67 to 100 a month
        self.assertAlmostEqual(row.share_in_band, 48 / 60, 6)
        self.assertEqual(row.standing, "Sells more than forecast")
        action = self._row(self.director).action_view_forecasts()
        self.assertEqual(self.development_model.search(action["domain"]), forecasts.sorted())

    def test_what_was_over_when_it_was_approved_was_no_forecast(self):
        forecasts = self._forecasts(5, sold=90)
        late = self.company._kam_moment_of(self._month(2), 9)
        forecasts._protected_write({"date_closed": late})
        row = self._row(self.rep_beijing)
        # two months are left, both of which were foreseen
        self.assertAlmostEqual(row.error, 0.08, 6)
        latest = self.company._kam_moment_of(self._month(0), 9)
        forecasts._protected_write({"date_closed": latest})
        row = self._row(self.rep_beijing)
        self.assertEqual((row.forecasts, row.missing, row.error), (0, 5, 0))

    def test_who_submitted_one_is_told_that_five_are_missing(self):
        development = self._filled(self.yard, date_forecast=self._month(1))
        self.assertFalse(self._row(self.rep_beijing))
        self.submit(development, self.rep_beijing)
        for user in (self.rep_beijing, self.supervisor_north):
            row = self._row(user)
            self.assertEqual((row.forecasts, row.missing), (0, 5))
            self.assertIn("5 more", row.standing)
        self.assertEqual(row.share_in_band, 0)
        self.assertFalse(self._row(self.rep_shanghai))

    def test_for_oneself_and_those_above(self):
        self._forecasts(1)
        for user, sees in (
            (self.rep_beijing, True),
            (self.supervisor_north, True),
            (self.director, True),
            (self.administrator, True),
            (self.rep_shanghai, False),
            (self.manager_east, False),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(bool(self._row(user)), sees)
