from odoo.tests import tagged

from ..tours import TourCase
from .common import InformationCommon


@tagged("post_install", "-at_install")
class TestKamInformationTour(InformationCommon, TourCase):
    def test_fill_the_file_and_complete_a_table(self):
        self._statement(self.mill, 2022)
        self._material("Tour Catalogue")
        self.start_tour(
            f"/odoo/kam-accounts/{self.mill.id}",
            "kam_information_tour",
            login=self.rep_shanghai.login,
        )
        self.assertEqual(self.mill.industry, "Paper")
        self.assertEqual(self.mill.information_user_id, self.rep_shanghai)
        self.assertEqual(self.mill.competitor_ids.name, "Tour Rival")
        table = self.mill.information_table_ids
        self.assertEqual(table.approval_state, "approved")
        self.assertEqual(table.content["statements"][0]["period"], "2022")
        self.start_tour(
            f"/odoo/kam-accounts/{self.mill.id}",
            "kam_information_trend_tour",
            login=self.rep_shanghai.login,
        )

    def test_every_view_opens(self):
        self._statement(self.mill, 2023, revenue=0)
        self._statement(self.mill, 2024)
        self._competitor(self.mill, "Tour Rival")
        self._material("Tour Catalogue")
        self._table(self.mill)
        for path, tour in (
            ("kam-statements", "kam_financial_statement_views_tour"),
            ("kam-ratios", "kam_financial_ratio_views_tour"),
            ("kam-competitors", "kam_competitor_views_tour"),
            ("kam-sales-material", "kam_sales_material_views_tour"),
            ("kam-information-tables", "kam_information_table_views_tour"),
        ):
            with self.subTest(tour=tour):
                self.start_tour(f"/odoo/{path}", tour, login=self.director.login)
