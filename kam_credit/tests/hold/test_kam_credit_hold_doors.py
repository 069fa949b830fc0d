from unittest import SkipTest

from odoo.fields import Command
from odoo.tests import tagged

from .common import KamCreditHoldCommon


@tagged("post_install", "-at_install")
class TestKamCreditHoldDoors(KamCreditHoldCommon):
    """Doors that other addons of Odoo open, where these are installed.

    ``tools/tests/test_beside.py`` runs these in a database that holds them all.
    """

    def need(self, addon):
        """Skip the test where an addon of Odoo is not installed."""
        module = self.root["ir.module.module"].search([("name", "=", addon)])
        if module.state != "installed":
            raise SkipTest(f"{addon} is not installed")

    def web_order(self, *lines, **vals):
        website = self.root["website"].search([], limit=1)
        website.company_id = self.company
        return self.quotation(*lines, website_id=website.id, **vals)

    def transaction(self, order, state, provider=None):
        provider = provider or self.root["payment.provider"].create(
            {"name": "Pay", "company_id": self.company.id}
        )
        method = self.root["payment.method"].search([], limit=1)
        return self.root["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "reference": f"{order.name}-{state}",
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "sale_order_ids": [Command.set(order.ids)],
                "state": state,
            }
        )

    def test_nothing_stands_before_the_gate(self):
        """An addon that is loaded later, and works on the full set, gets only what passes."""
        held, fits = self.quotation(2000), self.quotation(900)
        handed = []

        def confirm(orders):
            handed.extend(orders.ids)
            return True

        (held | fits)._confirm_through_gate(confirm)
        self.assertEqual(handed, fits.ids)
        self.assertHeld(held, "over_limit")
        first = next(cls for cls in type(held).mro() if "action_confirm" in vars(cls))
        self.assertIs(first, type(held), "whatever is loaded")

    def test_loyalty_points(self):
        self.need("sale_loyalty")
        self.root["loyalty.program"].create(
            {
                "name": "Points",
                "program_type": "loyalty",
                "applies_on": "both",
                "trigger": "auto",
                "company_id": self.company.id,
                "rule_ids": [
                    Command.create({"reward_point_mode": "order", "reward_point_amount": 7})
                ],
                "reward_ids": [Command.create({"reward_type": "discount", "discount": 1})],
            }
        )
        order = self.quotation(2000)
        order._update_programs_and_rewards()
        cards = self.root["loyalty.card"].search([("partner_id", "=", self.customer.id)])
        order.action_confirm()
        self.assertHeld(order, "over_limit")
        self.assertFalse(sum(cards.mapped("points")))
        self.red.credit_limit = 5000
        self.recheck()
        order.action_confirm()
        self.assertConfirmed(order)
        cards = self.root["loyalty.card"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(sum(cards.mapped("points")), 7)

    def test_web_shop(self):
        self.need("website_sale")
        order = self.web_order(2000)
        order._validate_order()
        self.assertHeld(order, "over_limit")
        self.assertEqual(order.state, "sent")
        self.assertFalse(order.is_abandoned_cart)

    def test_paid_in_the_web_shop(self):
        self.need("website_sale")
        order = self.web_order(2000)
        self.transaction(order, "done")._check_amount_and_confirm_order()
        self.assertConfirmed(order)

    def test_cash_on_delivery_and_pay_on_site(self):
        for addon, mode in (("delivery", "cash_on_delivery"), ("website_sale_collect", "on_site")):
            with self.subTest(addon=addon):
                self.need(addon)
                order = self.web_order(2000) if addon != "delivery" else self.quotation(2000)
                provider = self.root["payment.provider"].create(
                    {
                        "name": mode,
                        "code": "custom",
                        "custom_mode": mode,
                        "company_id": self.company.id,
                    }
                )
                self.transaction(order, "pending", provider)._post_process()
                self.assertEqual(order.kam_credit_state, "held")
                self.assertEqual(order.state, "sent")

    def test_carrier_cost_is_booked(self):
        self.need("delivery")
        order = self.try_order(1000)
        carrier = self.root["delivery.carrier"].create(
            {"name": "Van", "product_id": self.make_product("Van", type="service").id}
        )
        order._create_delivery_line(carrier, 500)
        self.assertTrue(order.order_line.filtered("is_delivery"))

    def test_task_confirms_on_save(self):
        self.need("sale_project")
        service = self.make_product("Service", type="service")
        order = self.quotation(self.line(2000, product_id=service.id))
        project = self.root["project.project"].create(
            {"name": "Work", "allow_billable": True, "partner_id": self.customer.id}
        )
        self.root["project.task"].create(
            {"name": "Do", "project_id": project.id, "sale_line_id": order.order_line.id}
        )
        self.assertHeld(order, "over_limit")

    def test_till_settles_nothing_that_is_held(self):
        self.need("pos_sale")
        order = self.quotation(2000)
        order.with_context(from_pos=True).action_confirm()
        self.assertHeld(order, "over_limit")
