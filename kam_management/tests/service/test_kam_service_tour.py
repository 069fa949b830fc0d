from odoo.tests import tagged

from ..tours import TourCase
from .test_sale_order import ConcessionCommon


@tagged("post_install", "-at_install")
class TestKamServiceTour(ConcessionCommon, TourCase):
    """A request with special payment terms, from the team to the customer's confirmation."""

    browser_size = "1366x768"

    def _run(self, tour, user, path):
        self.env.flush_all()
        self.start_tour(f"/odoo/{path}", tour, login=user.login)
        self.env.invalidate_all()

    def test_request_with_special_terms(self):
        self.company.kam_discount_rate = 6
        order = self._order()
        request = self._request(
            self.terms,
            self.rush,
            terms_id=self.long_term.id,
            terms_order_id=order.id,
            terms_date_to=self._days(20),
        )
        path = f"kam-service-requests/{request.id}"
        self._run("kam_service_request_tour", self.rep_shanghai, path)
        self.assertEqual(request.approval_state, "in_review")
        for user in (self.supervisor_shanghai, self.manager_east, self.general):
            self._run("kam_service_approve_tour", user, path)
        self.assertEqual(request.approval_state, "approved")
        self.assertEqual(order.payment_term_id, self.long_term)
        self.assertIn("Mr Wu left", self.mill.persons_in_charge)
        part = request.execution_ids
        self._run(
            "kam_service_execution_tour", self.rep_shanghai, f"kam-service-executions/{part.id}"
        )
        self.assertEqual(part.confirmed_by, "Ms Chen, by phone")
        self.assertEqual(request.service_state, "done")


@tagged("post_install", "-at_install")
class TestKamServicePhoneTour(ConcessionCommon, TourCase):
    """The same, at the customer's."""

    browser_size = "390x844"
    touch_enabled = True

    def test_entitlements(self):
        self.env.flush_all()
        self.start_tour(
            f"/odoo/kam-accounts/{self.mill.id}",
            "kam_service_entitlement_tour",
            login=self.rep_shanghai.login,
        )
