from odoo.tests import HttpCase, tagged

from .common import KamCommon


@tagged("post_install", "-at_install")
class TestKamAccountTour(KamCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls._partner("Tour Customer One")
        cls.second = cls._partner("Tour Customer Two")

    def _account_of(self, partner):
        return self.env["kam.account"].search([("partner_id", "=", partner.id)])

    def test_take_over_change_owner_and_look_as_others(self):
        self.start_tour("/odoo", "kam_account_takeover_tour", login=self.administrator.login)
        first, second = self._account_of(self.first), self._account_of(self.second)
        self.assertEqual(first.state, "key")
        self.assertEqual(second.state, "key")
        self.assertEqual(first.unit_id, self.hangzhou)
        self.assertEqual(second.unit_id, self.shanghai)
        self.assertEqual(sorted(first.event_ids.mapped("kind")), ["taken_over", "unit_changed"])
        self.start_tour(
            "/odoo", "kam_account_supervisor_tour", login=self.supervisor_shanghai.login
        )
        self.start_tour("/odoo", "kam_account_stranger_tour", login=self.rep_beijing.login)

    def test_every_view_opens(self):
        self.start_tour("/odoo", "kam_views_tour", login=self.administrator.login)
