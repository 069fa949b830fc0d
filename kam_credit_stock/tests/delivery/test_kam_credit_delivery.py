from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.kam_credit.tests.common import day
from odoo.addons.kam_credit.tests.hold.common import KamCreditHoldCommon
from odoo.addons.kam_credit.tests.world import NOW


@tagged("post_install", "-at_install")
class TestKamCreditDelivery(KamCreditHoldCommon):
    """Goods that are still in the house when the customer's credit is gone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.red.write({"delivery_policy": "hold", "order_policy": "hold"})
        cls.env.flush_all()

    def deliverable(self, amount, **vals):
        """Return the delivery of a confirmed order, ready to go."""
        order = self.order(amount, **vals)
        picking = order.picking_ids
        picking.move_ids.write({"quantity": 1, "picked": True})
        return picking

    def assertRefused(self, picking):
        with self.assertRaisesRegex(UserError, "needs a credit release"), self.cr.savepoint():
            picking.button_validate()
        self.assertNotEqual(picking.state, "done")

    def test_what_is_covered_leaves(self):
        picking = self.deliverable(900)
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_overdue_since(self):
        picking = self.deliverable(300)
        self.invoice(self.customer, 10, due=day(-1))
        self.assertRefused(picking)
        self.root["kam.credit.hold"]._hold_apart("delivery", {picking.id: 0.0})
        hold = self.hold(picking)
        self.assertEqual((hold.kind, hold.reason_ids.code), ("delivery", "overdue"))
        self.assertIn("needs a credit release", picking.kam_credit_sentence)
        self.assertRefused(picking)
        self.release(hold)
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_cleared_by_a_payment(self):
        picking = self.deliverable(300)
        late = self.invoice(self.customer, 10, due=day(-1))
        self.root["kam.credit.hold"]._hold_apart("delivery", {picking.id: 0.0})
        self.pay(late)
        self.recheck()
        self.assertFalse(self.hold(picking))

    def test_of_several_the_others_leave(self):
        held = self.deliverable(300)
        other = self.deliverable(300, partner=self.make_customer("Other"))
        self.invoice(self.customer, 10, due=day(-1))
        (held | other)._action_done()
        self.assertEqual((held.state == "done", other.state), (False, "done"))
        self.assertFalse(held.date_done)
        self.assertTrue(self.hold(held))
        self.assertIn("needs a credit release", held.message_ids[0].body)

    def test_an_order_that_has_grown(self):
        """It stops the next delivery, whatever deliveries are checked for."""
        self.red.delivery_policy = "none"
        picking = self.deliverable(900)
        order = picking.sale_id
        order.order_line.qty_delivered = 3
        self.root["kam.credit.hold"]._hold_grown(order)
        self.assertEqual(self.hold(order).kind, "grown")
        self.assertIn("needs a credit release", picking.kam_credit_sentence)
        self.assertRefused(picking)
        self.root["kam.credit.hold"]._hold_apart("delivery", {picking.id: 0.0})
        self.assertFalse(self.hold(picking), "what its order waits for is decided there")
        self.release(self.hold(order))
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_an_order_that_comes_within_the_horizon(self):
        self.red.horizon_days = 5
        picking = self.deliverable(3000, commitment_date=fields.Datetime.add(NOW, days=7))
        order = picking.sale_id
        self.root["kam.credit.hold"]._watch_horizon(order)
        self.assertFalse(self.hold(order))
        with self.at(3):
            self.root["kam.credit.hold"]._watch_horizon(order)
            self.assertEqual(self.hold(order).kind, "horizon")
            self.assertRefused(picking)
            self.release(self.hold(order))
            picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_moves_without_their_delivery(self):
        picking = self.deliverable(300)
        self.invoice(self.customer, 10, due=day(-1))
        with self.assertRaises(UserError), self.cr.savepoint():
            picking.move_ids._action_done()
        self.assertNotEqual(picking.move_ids.state, "done")

    def test_released_with_its_order(self):
        order = self.try_order(1200)
        self.release(self.hold(order))
        order.action_confirm()
        picking = order.sudo().picking_ids
        picking.move_ids.write({"quantity": 1, "picked": True})
        self.invoice(self.customer, 10, due=day(-1))
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_not_checked(self):
        self.red.delivery_policy = "none"
        picking = self.deliverable(300)
        self.invoice(self.customer, 10, due=day(-1))
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_receipts_and_returns_are_never_held(self):
        picking = self.deliverable(300)
        picking.button_validate()
        self.invoice(self.customer, 10, due=day(-1))
        wizard = (
            self.root["stock.return.picking"]
            .with_context(
                active_id=picking.id, active_ids=picking.ids, active_model="stock.picking"
            )
            .create({})
        )
        wizard.product_return_moves.quantity = 1
        returned = self.root["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        returned.move_ids.write({"quantity": 1, "picked": True})
        returned.button_validate()
        self.assertEqual(returned.state, "done")
