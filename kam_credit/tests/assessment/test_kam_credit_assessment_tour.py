from odoo.tests import tagged

from ..change.tour_common import KamCreditTourCommon
from .common import KamCreditAssessmentCommon


@tagged("post_install", "-at_install")
class TestKamCreditAssessmentTour(KamCreditTourCommon):
    """From the first score to the tier change that is proposed, in the browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # whose headquarters approves the scorecard
        cls.make_organisation()
        make = KamCreditAssessmentCommon.make_scorecard.__func__
        today = cls.company._kam_today()
        levels = [(points, 0) for points in (100, 80, 60, 40, 20)]
        make(
            cls,
            [
                ("Operator", 50, None, levels),
                ("Rate", 50, "fulfilment_rate", [(100, 95), (0, 0)]),
            ],
            valid_from=today,
        )
        # nobody assesses the customers whom they look after
        cls.grower.account_id._protected_write({"manager_id": cls.tour_director.id})

    def test_from_score_to_proposed_tier(self):
        self.start_tour(
            "/odoo/kam-credit", "kam_credit_assessment_score_tour", login=self.tour_officer.login
        )
        sheet = self.root["kam.credit.assessment"].search([("profile_id", "=", self.grower.id)])
        self.assertEqual(sheet.score, 90)
        for name, user in (("verify", self.tour_reviewer), ("sign", self.tour_approver)):
            self.start_tour(
                "/odoo/kam-waiting", f"kam_credit_assessment_{name}_tour", login=user.login
            )
        self.assertEqual(sheet.approval_state, "approved")
        self.assertEqual(self.grower.tier_id, self.tiers["red"])
        self.start_tour(
            "/odoo/kam-tier-changes",
            "kam_credit_assessment_proposed_tour",
            login=self.tour_officer.login,
        )
