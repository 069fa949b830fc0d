from datetime import timedelta

from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon


@tagged("post_install", "-at_install")
class TestKamCreditChangeTour(AccountTestInvoicingCommon, HttpCase):
    """A whole tier change in the browser, by the four people whom it takes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.env.company
        units = cls.env["kam.unit"].sudo()
        headquarters = units.create({"name": "Tour Centre", "level": "headquarters"})
        region = units.create(
            {"name": "Tour Region", "level": "region", "parent_id": headquarters.id}
        )
        area = units.create({"name": "Tour Area", "level": "area", "parent_id": region.id})
        today = company._kam_today()
        for login, unit, role in (
            ("tour_officer", area, "credit_officer"),
            ("tour_reviewer", region, "credit_reviewer"),
            ("tour_director", headquarters, "director"),
            ("tour_approver", headquarters, "credit_approver"),
        ):
            user = new_test_user(
                cls.env,
                login=login,
                name=login.replace("_", " ").title(),
                company_id=company.id,
                company_ids=company.ids,
            )
            cls.env["kam.position"].sudo().create(
                {
                    "user_id": user.id,
                    "unit_id": unit.id,
                    "role": role,
                    "date_from": today - timedelta(days=30),
                }
            )
            setattr(cls, login, user)
        cls.make_grower(company, area, today)

    @classmethod
    def make_grower(cls, company, area, today):
        """Make a key account on the red list whose figures lead to the yellow one."""
        env = cls.env["kam.credit.profile"].sudo().env
        tiers = env["kam.credit.tier"].search([("company_id", "=", company.id)])
        highs = {"green": 0, "yellow": 10_000, "red": 5_000, "black": 1_000}
        lows = {"green": 10_000, "yellow": 5_000, "red": 1_000, "black": 200}
        tiers._write_bands(
            {
                tier: {"amount_from": lows[tier.code], "amount_to": highs[tier.code]}
                for tier in tiers
            }
        )
        tiers = {tier.code: tier for tier in tiers}
        cls.yellow = tiers["yellow"]
        customer = cls.env["res.partner"].create({"name": "Tour Grower", "is_company": True})
        invoice = cls.init_invoice(
            "out_invoice",
            partner=customer,
            invoice_date=today - timedelta(days=40),
            amounts=[6_000],
        )
        invoice.invoice_date_due = today - timedelta(days=10)
        invoice.action_post()
        cls._register_payment(invoice, payment_date=today - timedelta(days=10))
        account = env["kam.account"]._get_or_create(customer, company)
        account._confirm_key("takeover", "Taken over", area, cls.tour_officer)
        cls.profile = account.credit_profile_id
        cls.profile._assign_tier(tiers["red"], "Taken over")
        env["kam.credit.profile"].evaluate(
            partner_ids=customer.ids, company_id=company.id, simulate=False
        )
        # what the evaluation proposed makes room for a request by hand
        env["kam.credit.change"].search([("profile_id", "=", cls.profile.id)]).unlink()

    def test_from_request_to_confirmation(self):
        self.start_tour(
            "/odoo/kam-credit", "kam_credit_change_submit_tour", login=self.tour_officer.login
        )
        change = self.env["kam.credit.change"].sudo().search([("profile_id", "=", self.profile.id)])
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
        self.assertNotEqual(self.profile.tier_id, self.yellow)
        self.start_tour(
            "/odoo/kam-waiting", "kam_credit_change_approve_tour", login=self.tour_approver.login
        )
        self.assertEqual(self.profile.tier_id, self.yellow)
        self.start_tour(
            "/odoo/kam-tier-changes",
            "kam_credit_change_confirm_tour",
            login=self.tour_officer.login,
        )
        self.assertEqual(change.confirmed_by_id, self.tour_officer)
        self.assertEqual(change.measures, "Thirty days on new orders")
        self.assertEqual(len(change.archive_entry_ids), 2, "approved, then confirmed")
