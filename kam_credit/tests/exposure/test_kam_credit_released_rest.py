from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import KamCreditExposureCommon


@tagged("post_install", "-at_install")
class TestKamCreditReleasedRest(KamCreditExposureCommon):
    """What will not be delivered of an order counts no more, until somebody takes that back."""

    def released(self, *lines):
        order = self.order(*(lines or (100,)))
        order.action_release_rest("The project was stopped")
        return order

    def last_event(self):
        return self.acme.event_ids.sorted("id")[-1]

    def test_released_and_taken_back(self):
        order = self.released()
        self.assertTrue(order.kam_credit_released_rest)
        self.assertExposure()
        self.assertIn("The project was stopped", order.message_ids[0].body)
        self.assertEqual(self.last_event().kind, "rest_released")
        self.assertEqual(self.last_event().reason, "The project was stopped")
        order.action_reclaim_rest()
        self.assertExposure(orders=100)
        self.assertEqual(self.last_event().kind, "rest_reclaimed")
        self.assertIn(order.name, self.last_event().reason)
        # a second time nothing happens
        before = len(self.acme.event_ids)
        order.action_reclaim_rest()
        self.assertEqual(len(self.acme.event_ids), before)

    def test_what_was_delivered_is_owed_all_the_same(self):
        order = self.released(self.line(10, quantity=10))
        self.assertExposure()
        order.order_line.qty_delivered = 3
        self.assertExposure(orders=30)
        invoice = self.bill(order, post=False)
        invoice.invoice_line_ids.quantity = 3
        # not of an order that counts in full
        self.assertEqual(self.exposure().receivables, 0)
        invoice.action_post()
        self.assertExposure(receivables=30)

    def test_a_raised_order_counts_again(self):
        for raise_it in (
            lambda order: order.order_line.write({"product_uom_qty": 2, "price_unit": 100}),
            lambda order: order.order_line.write({"price_unit": 101}),
            lambda order: order.write({"order_line": [self.line(5)]}),
        ):
            order = self.released()
            raise_it(order)
            self.assertFalse(order.kam_credit_released_rest)
            self.assertEqual(order._get_commitments()[order], order.amount_total)
        order = self.released()
        order.order_line.price_unit = 90
        self.assertTrue(order.kam_credit_released_rest)

    def test_a_cancelled_order_comes_back_in_full(self):
        order = self.released()
        order._action_cancel()
        self.assertFalse(order.kam_credit_released_rest)
        order.action_draft()
        order.action_confirm()
        self.assertExposure(orders=100)

    def test_nobody_writes_it(self):
        order = self.order(100)
        with self.assertRaises(UserError):
            order.kam_credit_released_rest = True
        with self.assertRaises(UserError):
            self.quotation(10, kam_credit_released_rest=True)
        self.assertFalse(self.released().copy().kam_credit_released_rest)

    def test_it_wants_a_reason_and_a_confirmed_order(self):
        order = self.order(100)
        for reason in ("", "  ", False, None, 7):
            with self.subTest(reason=reason), self.assertRaises(UserError):
                order.action_release_rest(reason)
        with self.assertRaisesRegex(UserError, "not confirmed"):
            self.quotation(10).action_release_rest("Stopped")

    def test_who_may(self):
        order = self.order(100)
        sales = self.env.ref("sales_team.group_sale_salesman_all_leads").sudo()
        users = {
            "credit_officer": True,
            "credit_reviewer": True,
            "credit_approver": True,
            "supervisor": False,
            "representative": False,
            "south_supervisor": False,
            "credit_admin": False,
            "clerk": False,
        }
        for name, may in users.items():
            user = getattr(self, name)
            user.sudo().group_ids |= sales
            with self.subTest(user=name):
                seen = order.with_user(user)
                if may:
                    seen.action_release_rest("Stopped")
                    self.assertTrue(order.kam_credit_released_rest)
                    seen.action_reclaim_rest()
                    self.assertFalse(order.kam_credit_released_rest)
                    continue
                with self.assertRaises(AccessError):
                    seen.action_release_rest("Stopped")
                with self.assertRaises(AccessError):
                    seen.action_reclaim_rest()
        # the account manager does not, whatever position it has
        self.account.sudo()._protected_write({"manager_id": self.credit_officer.id})
        with self.assertRaises(AccessError):
            order.with_user(self.credit_officer).action_release_rest("Stopped")

    def test_accounting_managers_release_orders_of_anybody(self):
        order = self.order(100, partner=self.make_customer("Nobody"))
        with self.assertRaises(AccessError):
            order.with_user(self.credit_officer).action_release_rest("Stopped")
        order.with_user(self.env.user).action_release_rest("Stopped")
        self.assertTrue(order.kam_credit_released_rest)

    def test_salespeople_sell_as_ever(self):
        seller = self.make_user("exposure_seller")
        seller.sudo().group_ids |= self.env.ref("sales_team.group_sale_salesman_all_leads").sudo()
        orders = self.env["sale.order"].with_user(seller)
        order = orders.create({"partner_id": self.customer.id, "order_line": [self.line(40)]})
        order.action_confirm()
        order.order_line.price_unit = 50
        self.assertEqual(order.kam_credit_debtor_id, self.customer)
        self.assertExposure(orders=50)
        copied = order.copy()
        self.assertEqual(copied.kam_credit_debtor_id, self.customer)
