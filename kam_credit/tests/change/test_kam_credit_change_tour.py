from datetime import timedelta

from odoo.tests import tagged

from .tour_common import KamCreditTourCommon


@tagged("post_install", "-at_install")
class TestKamCreditChangeTour(KamCreditTourCommon):
    """A whole tier change in the browser, by the four people whom it takes."""

    def test_from_request_to_confirmation(self):
        sequence = self.root["ir.sequence"].search(
            [("code", "=", "kam.credit.change"), ("company_id", "=", self.company.id)]
        )
        number = sequence.number_next_actual
        self.start_tour(
            "/odoo/kam-credit", "kam_credit_change_submit_tour", login=self.tour_officer.login
        )
        sequence.invalidate_recordset()
        # what was refused first has drawn none
        self.assertEqual(sequence.number_next_actual, number + 1)
        change = self.env["kam.credit.change"].sudo().search([("profile_id", "=", self.grower.id)])
        self.assertEqual(change.tier_to_id, self.yellow)
        self.start_tour(
            "/odoo/kam-waiting", "kam_credit_change_review_tour", login=self.tour_reviewer.login
        )
        last = change.review_ids.filtered(lambda review: review.state == "pending")
        due = last.date_due
        self.start_tour(
            "/odoo/kam-tier-changes",
            "kam_credit_change_extend_tour",
            login=self.tour_director.login,
        )
        self.assertEqual(last.date_due - due, timedelta(days=4))
        self.assertEqual(last.extended_by_id, self.tour_director)
        self.assertNotEqual(self.grower.tier_id, self.yellow)
        self.start_tour(
            "/odoo/kam-waiting", "kam_credit_change_approve_tour", login=self.tour_approver.login
        )
        self.assertEqual(self.grower.tier_id, self.yellow)
        self.start_tour(
            "/odoo/kam-tier-changes",
            "kam_credit_change_confirm_tour",
            login=self.tour_officer.login,
        )
        self.assertEqual(change.confirmed_by_id, self.tour_officer)
        self.assertEqual(change.measures, "Thirty days on new orders")
        self.assertEqual(len(change.archive_entry_ids), 2, "approved, then confirmed")
