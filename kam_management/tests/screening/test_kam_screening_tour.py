from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..tours import TourCase


@tagged("post_install", "-at_install")
class TestKamScreeningTour(TourCase):
    """A whole screening in the browser, by the three people whom it takes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.env.company
        units = cls.env["kam.unit"]
        centre = units.create({"name": "Tour Centre", "level": "headquarters"})
        region = units.create({"name": "Tour Region", "level": "region", "parent_id": centre.id})
        area = units.create({"name": "Tour Area", "level": "area", "parent_id": region.id})
        for login, unit, role in (
            ("tour_representative", area, "representative"),
            ("tour_supervisor", area, "supervisor"),
            ("tour_manager", region, "manager"),
        ):
            user = new_test_user(
                cls.env,
                login=login,
                name=login.replace("_", " ").title(),
                company_id=company.id,
                company_ids=company.ids,
            )
            cls.env["kam.position"].create(
                {"user_id": user.id, "unit_id": unit.id, "role": role, "date_from": "2020-01-01"}
            )
            setattr(cls, login, user)
        cls.customer = cls.env["res.partner"].create({"name": "Tour Shipyard", "is_company": True})
        cls.customer_class = cls.env["kam.customer.class"].create(
            {"name": "Tour Class", "code": "TOUR"}
        )
        cls.env["kam.risk.template"].create(
            {
                "name": "Tour risk",
                "indicator_ids": [
                    Command.create(
                        {
                            "name": name,
                            "weight": 50,
                            "anchor_ids": [
                                Command.create({"score": score, "text": f"Means {score}"})
                                for score in range(1, 6)
                            ],
                        }
                    )
                    for name in ("Tour Delivery", "Tour Rivals")
                ],
            }
        ).action_activate()

    def test_from_customer_to_key_account(self):
        self.start_tour(
            "/odoo/kam-screenings",
            "kam_screening_submit_tour",
            login=self.tour_representative.login,
        )
        screening = self.env["kam.screening"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(screening.account_id.state, "potential")
        self.assertEqual(screening.risk_total, 90)
        self.start_tour(
            "/odoo/kam-waiting", "kam_screening_review_tour", login=self.tour_supervisor.login
        )
        self.assertEqual(screening.risk_total, 80)
        self.start_tour(
            "/odoo/kam-waiting", "kam_screening_approve_tour", login=self.tour_manager.login
        )
        account = screening.account_id
        self.assertEqual(account.state, "key")
        self.assertEqual(account.manager_id, self.tour_representative)
        self.assertEqual(account.class_id, self.customer_class)
        self.assertEqual(
            screening.review_ids.sorted("sequence").mapped("opinion"),
            ["Visited together", "Their docks double next year"],
        )
