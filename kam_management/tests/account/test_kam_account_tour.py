from odoo.tests import HttpCase, tagged

from ..common import KamCommon


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
        self.start_tour(
            "/odoo/contacts", "kam_account_takeover_tour", login=self.administrator.login
        )
        first, second = self._account_of(self.first), self._account_of(self.second)
        self.assertEqual((first | second).mapped("state"), ["key", "key"])
        self.assertEqual(first.unit_id, self.hangzhou)
        self.assertEqual(second.unit_id, self.shanghai)
        self.assertEqual(set(first.event_ids.mapped("kind")), {"taken_over", "unit_changed"})
        for tour, user in (
            ("kam_account_supervisor_tour", self.supervisor_shanghai),
            ("kam_account_stranger_tour", self.rep_beijing),
        ):
            self.start_tour("/odoo/kam-accounts", tour, login=user.login)

    def test_every_view_opens(self):
        for path, tour in (
            ("kam-accounts", "kam_account_views_tour"),
            ("kam-units", "kam_unit_views_tour"),
            ("kam-positions", "kam_position_views_tour"),
        ):
            with self.subTest(tour=tour):
                self.start_tour(f"/odoo/{path}", tour, login=self.administrator.login)

    def test_a_member_leaves_the_team(self):
        member = self.shop.team_ids
        self.start_tour(
            f"/odoo/kam-accounts/{self.shop.id}",
            "kam_account_team_tour",
            login=self.rep_hangzhou.login,
        )
        self.assertEqual((member.phase, member.date_to), ("ended", self.today))
