from datetime import timedelta

from odoo.fields import Command
from odoo.tests import tagged

from ..change.tour_common import KamCreditTourCommon


@tagged("post_install", "-at_install")
class TestKamCreditHoldTour(KamCreditTourCommon):
    """An order is held, a promise taken, paid, cleared by itself, and confirmed: three people."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        today = cls.company._kam_today()
        cls.tiers["red"].write({"order_policy": "hold", "credit_limit": 1000, "overdue_days": 30})
        area = cls.grower.account_id.unit_id
        cls.held = cls.make_customer("Tour Held")
        cls.make_key(cls.held, tier=cls.tiers["red"], unit=area, manager=cls.tour_director)
        cls.debt = cls.invoice(cls.held, 600, due=today + timedelta(days=10))
        cls.tour_seller = cls.make_user(
            "tour_seller", name="Tour Seller", groups="sales_team.group_sale_salesman_all_leads"
        )
        cls.tour_accountant = cls.make_user(
            "tour_accountant", name="Tour Accountant", groups="account.group_account_manager"
        )
        product = cls.root["product.product"].create({"name": "Goods", "type": "consu"})
        cls.order = cls.root["sale.order"].create(
            {
                "partner_id": cls.held.id,
                "company_id": cls.company.id,
                "user_id": cls.tour_seller.id,
                "order_line": [
                    Command.create(
                        {"product_id": product.id, "price_unit": 900, "tax_ids": [Command.clear()]}
                    )
                ],
            }
        )

    def test_held_promised_paid_confirmed(self):
        page = f"/odoo/orders/{self.order.id}"
        self.start_tour(page, "kam_credit_hold_seller_tour", login=self.tour_seller.login)
        self.start_tour(
            "/odoo/kam-credit-holds", "kam_credit_hold_officer_tour", login=self.tour_officer.login
        )
        promise = self.root["kam.credit.promise"].search([("partner_id", "=", self.held.id)])
        self.assertEqual((promise.amount, promise.state), (600, "open"))
        self.start_tour(
            f"/odoo/action-account.action_move_out_invoice_type/{self.debt.id}",
            "kam_credit_hold_accountant_tour",
            login=self.tour_accountant.login,
        )
        with self.enter_registry_test_mode():
            self.env.ref(
                "kam_credit.ir_cron_kam_credit_hold_recheck"
            ).sudo().method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.order.kam_hold_ids.state, "cleared")
        self.start_tour(page, "kam_credit_hold_cleared_tour", login=self.tour_seller.login)
        self.env.invalidate_all()
        self.assertEqual(self.order.state, "sale")
