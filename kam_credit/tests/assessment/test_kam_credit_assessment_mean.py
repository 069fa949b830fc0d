from decimal import Decimal

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
        # nothing that stands beside the score reads as the 85 of the green list
        [group] = sheet._explain_score()["groups"]
        self.assertEqual(group["text"], "84.99 of 100")
        page = self.root["ir.actions.report"]._render_qweb_html(
            "kam_credit.action_report_kam_credit_assessment", sheet.ids
        )[0]
        self.assertIn(">0.845<", page.decode())
        self.assertIn(">84.99<", page.decode())

        # and what is missing is not told as nothing
        self.company.sudo().kam_credit_tier_policy = "score"
        self.acme._protected_write({"assessment_id": sheet.id, "has_score": True, "score": 84.99})
        self.assertEqual(self.acme._find_path()["points"], Decimal("0.005"))
        self.assertEqual(self.acme._get_path()["points"], "Score: 0.01 points more.")
