from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.kam_management.wording import amount, worded

from ..common import TODAY, day
from .common import KamCreditRadarCommon


@tagged("post_install", "-at_install")
class TestKamCreditSignalLook(KamCreditRadarCommon):
    """Somebody looks at a signal; it is silent, told again, and gone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.slow()

    def look(self, signal, finding="They changed their bank", user=None):
        return signal.with_user(user or self.credit_officer).action_look(finding)

    def test_the_area_owes_a_look(self):
        signal = self.watch()
        duty = self.duty(signal)
        # five working days after a Wednesday
        self.assertEqual((duty.date_due, duty.audience), (day(7), "credit"))
        self.assertEqual(duty.user_ids, self.credit_officer)
        self.assertEqual(duty.title, self.beta_account.number)
        self.look(signal)
        self.assertEqual((duty.state, duty.done_by_id), ("kept", self.credit_officer))
        self.assertEqual(
            (signal.state, signal.looked_by_id, signal.finding, signal.urgency_looked),
            ("seen", self.credit_officer, "They changed their bank", 600),
        )

    def test_the_nearest_who_reads_credit_owes_it(self):
        signal = self.watch()
        for name, expected in (
            ("credit_officer", self.credit_reviewer),
            ("credit_reviewer", self.credit_approver | self.second_approver),
            ("credit_approver", self.second_approver),
            ("second_approver", self.supervisor),
            ("supervisor", self.north_manager),
        ):
            self.positions[name].date_to = day(-1)
            self.env.flush_all()
            with self.subTest(gone=name):
                self.assertEqual(self.duty(signal).user_ids, expected)
        # who owes it answers it, whatever their role
        self.assertTrue(self.look(signal, user=self.north_manager))

    def test_never_the_account_manager(self):
        signal = self.watch()
        self.beta_account.sudo()._protected_write({"manager_id": self.credit_officer.id})
        self.root["kam.deadline"]._refresh([("id", "in", self.duty(signal).ids)])
        self.assertEqual(self.duty(signal).user_ids, self.credit_reviewer)
        with self.assertRaises(AccessError):
            self.look(signal)
        self.assertFalse(signal.with_user(self.credit_officer).can_look)

    def test_it_is_silent_for_a_time(self):
        signal = self.watch()
        self.look(signal)
        self.assertEqual(self.watch(), signal)
        self.assertEqual(signal.state, "seen")
        self.company.kam_credit_radar_quiet = 3
        with self.at(2):
            self.watch()
            self.assertEqual(signal.state, "seen")
            self.assertFalse(self.duty(signal))
        with self.at(3):
            self.watch()
            self.assertEqual(signal.state, "new")
            self.assertTrue(self.duty(signal))
        self.assertEqual(signal.finding, "They changed their bank")

    def test_it_is_told_again_when_it_gets_worse(self):
        signal = self.watch()
        self.look(signal)
        self.debt(124)
        self.watch()
        self.assertEqual((signal.state, signal.urgency), ("seen", 748.8))
        self.debt(2)
        self.watch()
        self.assertEqual(signal.state, "new")
        self.assertTrue(self.duty(signal))

    def test_it_is_gone_with_its_cause_and_stays_as_history(self):
        signal = self.watch()
        duty = self.duty(signal)
        self.company.kam_credit_radar_days = 30
        self.assertFalse(self.watch())
        self.assertEqual((signal.state, signal.date_gone), ("gone", TODAY))
        self.assertEqual(duty.state, "cancelled")
        self.assertTrue(signal.line_ids)
        self.company.kam_credit_radar_days = 5
        again = self.watch()
        self.assertNotEqual(again, signal)
        self.assertEqual(again.state, "new")
        with self.assertRaises(UserError):
            self.look(signal)

    def test_what_is_refused(self):
        signal = self.watch()
        for finding in ("", "  ", False, None, 7, ["x"]):
            with self.subTest(finding=finding), self.assertRaises(UserError):
                self.look(signal, finding)
        self.look(signal)
        with self.assertRaises(UserError):
            self.look(signal)
        with self.assertRaises(UserError):
            self.root["kam.credit.signal"].create({"profile_id": self.beta_profile.id})
        for vals in ({"state": "gone"}, {"strength": 0}, {"finding": "Fine"}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                signal.write(vals)
        with self.assertRaises(UserError):
            signal.unlink()

    def test_several_at_once(self):
        other = self.make_customer("Gamma")
        self.make_key(other)
        self.slow_of_late(other)
        signals = self.watch(self.beta, other) | self.lasting(other)
        self.look(signals[0])
        wizards = self.root["kam.credit.signal.look"].with_user(self.credit_officer)
        wizard = wizards.create({"signal_ids": signals.ids, "finding": "All of one group"})
        self.assertIn("Payments come later", wizard.names)
        action = wizard.action_apply()
        self.assertEqual(action["res_id"], wizard.id)
        self.assertIn("does not wait", wizard.failures)
        self.assertEqual(signals.mapped("state"), ["seen", "seen"])

    def test_from_my_day(self):
        signal = self.watch()
        my_day = (
            self.root["kam.my.day"]
            .with_user(self.credit_officer)
            .with_context(allowed_company_ids=self.company.ids)
        )
        [row] = [row for row in my_day.get_day()["rows"] if row["code"] == "credit_signal"]
        self.assertIn("Pays slower and slower", row["why"])
        self.assertIn("2.0 days each month", row["why"])
        action = my_day.settle([row["id"]], "look")
        self.assertEqual(action["context"]["default_signal_ids"], signal.ids)

    def test_my_day_asks_as_often_for_many(self):
        def count(*kinds):
            made = self.signals._protected_create(
                [
                    {
                        "profile_id": self.beta_profile.id,
                        "company_id": self.company.id,
                        "kind": kind,
                        "reason": worded("promise", count=1, amount=amount(100, currency)),
                        "date_since": TODAY,
                    }
                    for kind in kinds
                ]
            )
            made._open_duties()
            my_day = (
                self.root["kam.my.day"]
                .with_user(self.credit_officer)
                .with_context(allowed_company_ids=self.company.ids, lang="en_US")
            )
            self.env.flush_all()
            my_day.get_day()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertGreaterEqual(len(my_day.get_day()["rows"]), len(kinds))
            return self.env.cr.sql_log_count - before

        currency = self.company.currency_id
        few = count("slowing")
        self.assertLessEqual(count("growing", "parts", "first_late"), few)

    def test_settings_have_limits(self):
        for name, value in (
            ("kam_credit_radar_days", 0),
            ("kam_credit_radar_cases", 2),
            ("kam_credit_radar_growth", 0),
            ("kam_credit_radar_parts", 1.1),
            ("kam_credit_radar_minimum", -1),
            ("kam_credit_radar_quiet", 0),
        ):
            with self.subTest(name=name), self.assertRaises(ValidationError):
                self.company.sudo()[name] = value

    def test_where_it_leads(self):
        signal = self.watch().with_user(self.supervisor)
        self.assertEqual(signal.action_open_profile()["res_id"], self.beta_profile.id)
        lines = self.root["kam.credit.signal.line"].with_user(self.supervisor)
        self.assertEqual(lines.search(signal.action_open_lines()["domain"]), signal.line_ids)
        profile = self.beta_profile.with_user(self.supervisor)
        self.assertEqual(profile.signal_count, 1)
        found = self.signals.with_user(self.supervisor).search(
            profile.action_view_signals()["domain"]
        )
        self.assertEqual(found, signal)
