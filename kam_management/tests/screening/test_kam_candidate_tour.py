from odoo.tests import HttpCase, tagged

from .common_candidate import SCREENING, CandidateCommon


@tagged("post_install", "-at_install")
class TestKamCandidateTour(CandidateCommon, HttpCase):
    def test_find_change_filters_and_start(self):
        first, _second, north = (
            self._customer(f"Tour Candidate {name}", amount, user_id=user.id)
            for name, amount, user in (
                ("One", 2000, self.rep_shanghai),
                ("Two", 1000, self.rep_shanghai),
                ("North", 3000, self.rep_beijing),
            )
        )
        self.start_tour(
            "/odoo/kam-accounts", "kam_candidate_tour", login=self.supervisor_shanghai.login
        )
        screenings = self.env[SCREENING].search([("company_id", "=", self.company.id)])
        self.assertEqual(screenings.partner_id, first)
        self.assertEqual(screenings.unit_id, self.shanghai)
        self.assertNotIn(north, screenings.partner_id)
