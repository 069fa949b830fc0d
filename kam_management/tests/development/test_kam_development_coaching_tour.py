from odoo.tests import tagged

from ..tours import TourCase
from .common import DevelopmentCommon


@tagged("post_install", "-at_install")
class TestKamDevelopmentCoachingTour(DevelopmentCommon, TourCase):
    """Hints and the curve of the attitude in the browser of an office."""

    browser_size = "1366x768"

    def test_hints_and_curve(self):
        development = self._begun()
        wang = self._stakeholder(self.yard, self._contact("Wang", self.yard), "buyer")
        self._contacted(development, 9, wang)
        contact = self._contacted(development, 2, wang, "cold")
        self.env.flush_all()
        self.start_tour(
            f"/odoo/kam.development/{development.id}",
            "kam_development_coaching_tour",
            login=self.rep_beijing.login,
        )
        self.env.invalidate_all()
        self.assertEqual(contact.progress, "introduction")
        self.assertEqual(development.progress, "introduction")
