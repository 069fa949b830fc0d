from odoo.tests import tagged

from .common import KamCreditAssessmentCommon


@tagged("post_install", "-at_install")
class TestKamCreditAssessmentMean(KamCreditAssessmentCommon):
    """Means of two scores have halves of points: no rounding lifts a customer into a tier."""

    @classmethod
    def make_scorecard(cls, criteria=None, **vals):
        levels = [(100, 0), (85, 0), (84, 0), (0, 0)]
        return super().make_scorecard(
            [("Operator", 99, None, levels), ("Bank", 1, None, levels)], **vals
        )

    def test_just_below_an_interval(self):
        sheet = self.assess()
        self.judge(sheet, 85)
        self.judge(sheet, 85, name="Bank")
        self.assertEqual(sheet.tier_by_score_id, self.tiers["green"])
        self.judge(sheet, 84, name="Bank", user=self.credit_reviewer, field="second_level_id")
        # 84.15 and 0.845 are 84.995
        self.assertEqual(self.line(sheet, "Bank").contribution, 0.845)
        self.assertEqual(sheet.score, 84.99)
        self.assertEqual(sheet.tier_by_score_id, self.tiers["yellow"])
