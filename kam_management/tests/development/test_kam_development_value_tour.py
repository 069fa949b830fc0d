from odoo.tests import tagged

from ..tours import TourCase
from .common_value import DevelopmentValueCommon


@tagged("post_install", "-at_install")
class TestKamDevelopmentValueTour(DevelopmentValueCommon, TourCase):
    def test_entering_a_forecast(self):
        self._invoice(100, self._days(-10), invoice_user_id=self.rep_beijing.id)
        development = self._filled()
        self.start_tour(
            f"/odoo/action-kam_management.action_kam_development/{development.id}",
            "kam_development_value_tour",
            login=self.rep_beijing.login,
        )
        self.env.invalidate_all()
        sales = {line.scenario: line.sales for line in development.forecast_ids if line.year == 1}
        self.assertEqual(sales, {"low": 1600, "expected": 2000, "high": 2400})
        self.assertEqual(set(development.forecast_ids.mapped("year")), {1, 2, 3})

    def test_actuals_in_list_and_graph(self):
        development = self._forecast_from(2)
        self.revise(development, self.rep_beijing)
        edition = development.edition_ids
        self.submit(edition, self.rep_beijing)
        self.approve(edition, *self._deciders(edition))
        # not all of the customer's: who reads it does not know what was sold
        self._invoice(100, self.today)
        # beside one of whom all is known
        self._forecast_from(2, self._key_account("New", self.beijing, self.rep_beijing))
        self.env.flush_all()
        self.start_tour(
            "/odoo/action-kam_management.action_kam_development_actual",
            "kam_development_actual_tour",
            login=self.rep_beijing.login,
        )
