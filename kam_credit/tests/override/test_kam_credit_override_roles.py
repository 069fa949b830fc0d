from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.kam_management.tests.common import RightsAssertions

from .common import KamCreditOverrideCommon


@tagged("post_install", "-at_install")
class TestKamCreditOverrideRoles(RightsAssertions, KamCreditOverrideCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.readers = (
            cls.credit_officer
            | cls.credit_reviewer
            | cls.credit_approver
            | cls.supervisor
            | cls.north_manager
            | cls.director
            | cls.credit_admin
        )
        cls.outsiders = (
            cls.south_supervisor
            | cls.representative
            | cls.accountant
            | cls.kam_admin
            | cls.clerk
            | cls.portal
        )

    def test_rights(self):
        self.assertRights(self.override(), {self.readers: "r", self.outsiders: ""})

    def test_counts_and_workbooks(self):
        row = self.override()
        summary = self.root["kam.credit.override.summary"]
        reports = self.env["ir.actions.report"]
        name = "kam_credit.report_kam_credit_override_xlsx"
        for user, count in ((self.supervisor, 1), (self.south_supervisor, 0)):
            with self.subTest(user=user.login):
                action = summary.with_user(user).action_open()
                lines = self.root[action["res_model"]].with_user(user)
                self.assertEqual(lines.search_count(action["domain"]), count)
                # what one counted is one's own
                others = lines.with_user(self.director)
                self.assertFalse(others.search(action["domain"]))
        content, kind = reports.with_user(self.supervisor)._render_xlsx(name, row.ids, {})
        self.assertEqual((kind, content[:2]), ("xlsx", b"PK"))
        for user in self.outsiders:
            with self.subTest(user=user.login):
                if user != self.south_supervisor:
                    with self.assertRaises(AccessError):
                        summary.with_user(user).action_open()
                with self.assertRaises(AccessError):
                    reports.with_user(user)._render_xlsx(name, row.ids, {})
