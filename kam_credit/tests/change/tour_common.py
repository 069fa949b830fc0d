from datetime import timedelta

from odoo.addons.kam_management.tests.tours import TourCase

from ..common import KamCreditCommon


class KamCreditTourCommon(KamCreditCommon, TourCase):
    """The four people whom a tier takes, and a customer whose figures lead to a better one."""

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
