from odoo.tests import HttpCase, tagged

from .common import StakeholderCommon


@tagged("post_install", "-at_install")
class TestKamStakeholderTour(StakeholderCommon, HttpCase):
    def test_chart_and_facts(self):
        self.start_tour(
            "/odoo/kam-accounts", "kam_stakeholder_chart_tour", login=self.rep_hangzhou.login
        )
        rows = self.env["kam.stakeholder.opening"].search([("account_id", "=", self.shop.id)])
        self.assertEqual(
            [(row.user_id, row.fact_kind, row.how) for row in rows],
            [(self.rep_hangzhou, "hobby", "open")],
        )
