from datetime import timedelta

from odoo.tests import tagged

from odoo.addons.kam_management.tests.tours import TourCase

from ..common import KamCreditCommon


@tagged("post_install", "-at_install")
class TestKamCreditChangeTour(KamCreditCommon, TourCase):
    """A whole tier change in the browser, by the four people whom it takes."""

    # the browser has its own clock
    frozen_at = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        units = cls.env["kam.unit"].sudo()
        headquarters = units.create({"name": "Tour Centre", "level": "headquarters"})
        region = units.create(
            {"name": "Tour Region", "level": "region", "parent_id": headquarters.id}
        )
        area = units.create({"name": "Tour Area", "level": "area", "parent_id": region.id})
        today = cls.company._kam_today()
        for login, unit, role in (
            ("tour_officer", area, "credit_officer"),
            ("tour_reviewer", region, "credit_reviewer"),
            ("tour_director", headquarters, "director"),
            ("tour_approver", headquarters, "credit_approver"),
        ):
            user = cls.make_user(login, name=login.replace("_", " ").title())
            cls.env["kam.position"].sudo().create(
                {
                    "user_id": user.id,
                    "unit_id": unit.id,
                    "role": role,
                    "date_from": today - timedelta(days=30),
                }
            )
            setattr(cls, login, user)
        cls.make_grower(area, today)

    @classmethod
    def make_grower(cls, area, today):
        """Make a key account on the red list whose figures lead to the yellow one."""
        cls.yellow = cls.tiers["yellow"]
        customer = cls.make_customer("Tour Grower")
        due = today - timedelta(days=10)
        cls.pay(cls.invoice(customer, 6_000, due=due), on=due)
        cls.make_key(customer, tier=cls.tiers["red"], unit=area, manager=cls.tour_officer)
        cls.grower = cls.profile(customer)
        env = cls.root
        env["kam.credit.profile"].evaluate(
            partner_ids=customer.ids, company_id=cls.company.id, simulate=False
        )
        # what the evaluation proposed makes room for a request by hand
        env["kam.credit.change"].search([("profile_id", "=", cls.grower.id)]).unlink()

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
