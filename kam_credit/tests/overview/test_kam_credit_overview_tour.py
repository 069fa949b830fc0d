from datetime import timedelta

from odoo.tests import HttpCase, tagged

from ..common import KamCreditCommon


@tagged("post_install", "-at_install")
class TestKamCreditOverviewTour(KamCreditCommon, HttpCase):
    """Through the overview in the browser: a credit approver, and who evaluates everybody."""

    # the browser has its own clock
    frozen_at = None
    # wide enough that no section of the bar goes behind its "+", whatever the fonts
    browser_size = "1920x1080"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sudo().kam_credit_auto_downgrade = False
        units = cls.env["kam.unit"].sudo()
        headquarters = units.create({"name": "Tour Centre", "level": "headquarters"})
        cls.approver = cls.make_user("tour_approver", name="Tour Approver")
        today = cls.company._kam_today()
        cls.env["kam.position"].sudo().create(
            {
                "user_id": cls.approver.id,
                "unit_id": headquarters.id,
                "role": "credit_approver",
                "date_from": today - timedelta(days=30),
            }
        )
        cls.administrator = cls.make_user(
            "tour_administrator",
            groups="kam_management.group_kam_administrator,kam_credit.group_credit_administrator",
        )
        due = today - timedelta(days=40)
        for name, amount, share, tier in (
            ("Tour Near", 6_000, 0.78, "yellow"),
            ("Tour Below", 6_000, 0.5, "yellow"),
            ("Tour Fine", 12_000, 1, "green"),
        ):
            partner = cls.make_customer(name)
            cls.pay(cls.invoice(partner, amount, due=due), amount=amount * share, on=due)
            cls.make_key(partner, tier=cls.tiers[tier], unit=headquarters, manager=cls.approver)
        cls.root["kam.credit.profile"].evaluate(company_id=cls.company.id, simulate=False)

    def test_overview(self):
        self.start_tour("/odoo/kam-credit", "kam_credit_overview_tour", login=self.approver.login)

    def test_evaluate_all(self):
        self.start_tour(
            "/odoo/kam-credit", "kam_credit_evaluate_all_tour", login=self.administrator.login
        )
        run = self.root["kam.credit.run"].search([], order="id desc", limit=1)
        self.assertEqual((run.state, run.count_done), ("done", run.count_total))
