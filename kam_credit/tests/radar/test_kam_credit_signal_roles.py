from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.kam_management.tests.common import RightsAssertions

from ..change.test_kam_deadline_secrecy import TestKamDeadlineSecrecy
from .common import KamCreditRadarCommon

SECRECY = TestKamDeadlineSecrecy.look, TestKamDeadlineSecrecy.make_old


@tagged("post_install", "-at_install")
class TestKamCreditSignalRoles(RightsAssertions, KamCreditRadarCommon):
    """Who reads signals, who answers them, and to whom nothing has changed."""

    look, make_old = SECRECY

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.south_officer = cls.make_user("south_officer", cls.south_area, "credit_officer")
        cls.answering = cls.credit_officer | cls.credit_reviewer | cls.credit_approver
        cls.readers = (
            cls.answering | cls.supervisor | cls.north_manager | cls.director | cls.credit_admin
        )
        cls.outsiders = (
            cls.south_supervisor
            | cls.south_officer
            | cls.representative
            | cls.accountant
            | cls.kam_admin
            | cls.clerk
            | cls.portal
        )
        cls.slow()
        cls.representative.group_ids += cls.env.ref("base.group_allow_export")

    def test_rights(self):
        signal = self.watch()
        for record in (signal, signal.line_ids[:2]):
            with self.subTest(model=record._name):
                self.assertRights(record, {self.readers: "r", self.outsiders: ""})

    def test_who_answers(self):
        signal = self.watch()
        for user in self.answering:
            with self.subTest(user=user.login), self.cr.savepoint() as savepoint:
                self.assertTrue(signal.with_user(user).action_look("Seen"))
                savepoint.rollback()
                self.env.invalidate_all()
        for user in (self.readers - self.answering) | self.outsiders:
            with (
                self.subTest(user=user.login),
                self.assertRaises(AccessError),
                self.cr.savepoint(),
            ):
                signal.with_user(user).action_look("Seen")

    def test_nothing_has_changed_for_a_representative(self):
        self.make_old(self.beta_account)
        my_day = (
            self.root["kam.my.day"]
            .with_user(self.representative)
            .with_context(allowed_company_ids=self.company.ids)
        )
        before, day_before = self.look(self.beta_account), my_day.get_day()
        signal = self.watch()
        after = self.look(self.beta_account)
        for place, seen in before.items():
            with self.subTest(place=place):
                self.assertEqual(after[place], seen)
        signal.with_user(self.credit_officer).action_look("Seen")
        self.assertEqual(self.look(self.beta_account), before)
        self.assertEqual(my_day.get_day(), day_before)
        for model in ("kam.credit.signal", "kam.credit.signal.line", "kam.credit.signal.look"):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.root[model].with_user(self.representative).search([])

    def test_the_settings_are_no_secret_to_readers_only(self):
        for name in ("kam_credit_radar_days", "kam_credit_radar_minimum"):
            self.company.with_user(self.supervisor).read([name])
            with self.subTest(name=name), self.assertRaises(AccessError):
                self.company.with_user(self.representative).read([name])

    def test_the_digest_names_no_figure(self):
        duty = self.duty(self.watch())
        self.assertEqual(duty.title, self.beta_account.number)
        self.assertFalse(duty.reason)
        self.assertRights(duty, {self.credit_officer: "r", self.representative: ""})

    def test_the_register(self):
        signal = self.watch()
        reports = self.env["ir.actions.report"]
        name = "kam_credit.report_kam_credit_signal_xlsx"
        content, kind = reports.with_user(self.credit_officer)._render_xlsx(name, signal.ids, {})
        self.assertEqual((kind, content[:2]), ("xlsx", b"PK"))
        for user in self.south_officer | self.accountant:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                reports.with_user(user)._render_xlsx(name, signal.ids, {})
