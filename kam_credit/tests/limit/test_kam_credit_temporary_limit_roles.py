from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.kam_management.tests.common import RightsAssertions

from ..common import day
from .common import KamCreditLimitCommon


@tagged("post_install", "-at_install")
class TestKamCreditTemporaryLimitRoles(RightsAssertions, KamCreditLimitCommon):
    """Who reads, writes and decides temporary limits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.south_officer = cls.make_user("south_officer", cls.south_area, "credit_officer")
        cls.outsiders = cls.representative | cls.accountant | cls.kam_admin | cls.clerk | cls.portal

    def hold(self, user, unit, role):
        self.root["kam.position"].create(
            {"user_id": user.id, "unit_id": unit.id, "role": role, "date_from": day(-5)}
        )

    def test_rights(self):
        form = self.ask()
        self.assertRights(
            form,
            {
                self.credit_officer: "rwcd",
                self.credit_reviewer: "rwcd",
                self.credit_approver: "rwcd",
                self.supervisor | self.north_manager | self.director: "r",
                self.credit_admin: "r",
                self.south_supervisor | self.south_officer: "",
                self.outsiders: "",
            },
        )

    def test_who_writes_it(self):
        for user in (self.credit_officer, self.credit_reviewer, self.credit_approver):
            with self.subTest(user=user.login), self.cr.savepoint() as savepoint:
                self.assertTrue(self.ask(user=user))
                savepoint.rollback()
        for user in self.supervisor | self.director | self.credit_admin | self.south_officer:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.ask(user=user)
        for user in self.outsiders:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.ask(user=user)

    def test_its_account_manager_neither_writes_nor_decides(self):
        self.hold(self.representative, self.area, "credit_officer")
        with self.assertRaisesRegex(AccessError, "account manager"), self.cr.savepoint():
            self.ask(user=self.representative)
        form = self.ask()
        with self.assertRaises(AccessError), self.cr.savepoint():
            form.with_user(self.representative).amount = 5
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.submit(form, self.representative)
        self.hold(self.representative, self.north, "credit_reviewer")
        self.submit(form)
        self.assertEqual(self.review(form).candidate_ids, self.credit_reviewer)
        self.verify(form)
        self.sign(form)
        with self.assertRaises(AccessError), self.cr.savepoint():
            form.with_user(self.representative).action_end("Mine")
        self.assertFalse(form.with_user(self.representative).can_end)

    def test_the_author_never_decides(self):
        second = self.make_user("second_reviewer", self.north, "credit_reviewer")
        form = self.asked(user=self.credit_reviewer)
        self.assertEqual(self.review(form).candidate_ids, second)
        with self.assertRaises(AccessError):
            self.review(form, self.credit_reviewer).action_approve("Mine")

    def test_nobody_else_ends_it(self):
        form = self.granted()
        for user in self.supervisor | self.north_manager | self.director | self.credit_admin:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                form.with_user(user).action_end("Because")
        for user in self.south_officer | self.outsiders:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                form.with_user(user).action_end("Because")
        self.assertEqual(form.phase, "current")

    def test_nobody_grants_it_past_the_route(self):
        for vals in (
            {"approval_state": "approved"},
            {"date_first": day(0)},
            {"tier_limit": 5},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                self.ask(**vals)

    def test_the_profile_tells_only_its_readers(self):
        self.granted()
        for user in self.outsiders:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.acme.with_user(user).read(["credit_limit_valid", "temporary_limit_id"])
