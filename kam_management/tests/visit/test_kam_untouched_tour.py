from odoo.tests import tagged

from ..tours import TourCase
from .common import VisitCommon

# Forms that people open by New.
ACTIONS = (
    "action_kam_screening",
    "action_kam_visit",
    "action_kam_visit_report",
    "action_kam_account_contact",
    "action_kam_account_cost",
    "action_kam_competitor",
    "action_kam_financial_statement",
)


@tagged("post_install", "-at_install")
class TestKamUntouchedTour(TourCase, VisitCommon):
    """A new form that is opened, looked at and left leaves nothing behind."""

    def test_nothing_is_left(self):
        tried = set()
        for name in ACTIONS:
            action = self.env.ref(f"kam_management.{name}")
            records = self.env[action.res_model].with_context(active_test=False)
            if not records.with_user(self.rep_beijing).has_access("create"):
                continue
            tried.add(action.res_model)
            before = records.search([])
            self.env.flush_all()
            with self.subTest(model=action.res_model):
                self.start_tour(
                    f"/odoo/action-{action.id}/new",
                    "kam_untouched_tour",
                    login=self.rep_beijing.login,
                )
                self.env.invalidate_all()
                self.assertEqual(records.search([]), before)
        self.assertLessEqual({"kam.screening", "kam.visit", "kam.account.contact"}, tried)
