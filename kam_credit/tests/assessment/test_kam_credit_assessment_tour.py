from odoo.tests import tagged

from odoo.addons.kam_management.rules import periods

from ..change.tour_common import KamCreditTourCommon
from .common import KamCreditAssessmentCommon


@tagged("post_install", "-at_install")
class TestKamCreditAssessmentTour(KamCreditTourCommon):
    """From the first document to the tier change that is proposed, in the browser."""

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

        # without its documents no customer is assessed
        cls.company.sudo().kam_credit_documents_from = today
        for kind in ("year", "quarter"):
            first = periods.last_complete(kind, today)
            cls.root["kam.financial.statement"].create(
                {
                    "account_id": cls.grower.account_id.id,
                    "period_type": kind,
                    "date_from": first,
                    "date_to": periods.last_day(kind, first),
                }
            )

    def play(self, where, name, user):
        """Play a part of the way in the browser, as one of the four people."""
        self.start_tour(f"/odoo/{where}", f"kam_credit_assessment_{name}_tour", login=user.login)

    def test_from_documents_to_proposed_tier(self):
        officer, reviewer = self.tour_officer, self.tour_reviewer
        self.play("kam-credit", "documents", officer)
        documents = self.root["kam.credit.document"].search([("profile_id", "=", self.grower.id)])
        self.assertEqual(len(documents), 4)
        self.assertEqual(set(documents.mapped("verification")), {"to_verify"})
        self.play("kam-credit", "documents_verify", reviewer)
        self.assertEqual(set(documents.mapped("verification")), {"verified"})
        self.assertTrue(self.grower.is_file_complete)
        for name, model in (
            ("basic_sheet", "kam.credit.basic.sheet"),
            ("content_table", "kam.credit.content.table"),
        ):
            self.play("kam-credit", name, officer)
            form = self.root[model].search([("profile_id", "=", self.grower.id)])
            self.assertEqual(form.approval_standing, "complete")
        self.play("kam-credit", "score", officer)
        sheet = self.root["kam.credit.assessment"].search([("profile_id", "=", self.grower.id)])
        self.assertEqual(sheet.score, 90)
        self.play("kam-waiting", "verify", reviewer)
        self.play("kam-waiting", "sign", self.tour_approver)
        self.assertEqual(sheet.approval_state, "approved")
        self.assertEqual(self.grower.tier_id, self.tiers["red"])
        self.play("kam-tier-changes", "proposed", officer)
        self.play("kam-accounts", "account", self.tour_director)
