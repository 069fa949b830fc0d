from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..world import NOW
from .common import KamCreditHoldCommon


@tagged("post_install", "-at_install")
class TestKamCreditHoldChange(KamCreditHoldCommon):
    """What is asked again when a confirmed order becomes more, and what is only booked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller.group_ids = [Command.link(cls.env.ref("sales_team.group_sale_manager").id)]
        cls.confirmed = cls.quotation(900, user_id=cls.seller.id).with_user(cls.seller)
        cls.confirmed.action_confirm()
        cls.env.flush_all()

    def assertRefused(self, function):
        with self.assertRaisesRegex(UserError, "needs a credit release"), self.cr.savepoint():
            function()

    def test_more_than_fits_is_refused(self):
        order, line = self.confirmed, self.confirmed.order_line
        for change in (
            lambda: line.write({"price_unit": 1001}),
            lambda: line.write({"product_uom_qty": 2, "price_unit": 900}),
            lambda: order.write({"order_line": [Command.update(line.id, {"price_unit": 1001})]}),
            lambda: order.write({"order_line": [self.line(101)]}),
            lambda: line.create({**self.line(101)[2], "order_id": order.id}),
        ):
            with self.subTest(change=change):
                self.assertRefused(change)
        self.assertEqual(order.amount_total, 900)

    def test_other_ways_to_a_confirmed_order(self):
        order, lines = self.confirmed, self.confirmed.order_line
        other = self.quotation(2000, user_id=self.seller.id).with_user(self.seller)
        free = self.quotation(10, partner=self.make_customer("Free"), user_id=self.seller.id)
        free = free.with_user(self.seller)
        free.action_confirm()
        for change in (
            lambda: lines.with_context(default_order_id=order.id).create(self.line(500)[2]),
            lambda: lines.create({**self.line(500)[2], "order_id": order.id, "is_expense": True}),
            lambda: other.order_line.write({"order_id": order.id}),
            lambda: free.write({"order_line": [Command.update(lines.id, {"price_unit": 5000})]}),
        ):
            with self.subTest(change=change):
                self.assertRefused(change)
        self.assertEqual(order.amount_total, 900)

    def test_a_held_change_stops_the_next_one(self):
        """Nobody finds the limit by halving."""
        self.root["kam.credit.hold"]._hold_apart("change", {self.confirmed.id: 1500.0})
        self.assertFalse(self.confirmed.kam_credit_state, "the order itself goes on")
        self.assertRefused(lambda: self.confirmed.order_line.write({"price_unit": 960}))

    def test_a_change_that_is_given_up(self):
        """Its hold is over; until tomorrow nothing is found out by another amount."""
        order, line = self.confirmed, self.confirmed.order_line
        holds = self.root["kam.credit.hold"]
        self.assertFalse(order.kam_credit_change_waits)
        with self.assertRaisesRegex(UserError, "No change"), self.cr.savepoint():
            order.action_withdraw_change()
        holds._hold_apart("change", {order.id: 1500.0})
        self.assertTrue(order.kam_credit_change_waits)
        hold = self.hold(order)
        with self.assertRaises(AccessError), self.cr.savepoint():
            order.with_user(self.clerk).action_withdraw_change()
        order.action_withdraw_change()
        self.assertEqual(hold.state, "cancelled")
        self.assertFalse(hold.open_deadline_ids)
        self.assertFalse(order.kam_credit_change_waits)
        self.assertRefused(lambda: line.write({"price_unit": 960}))
        holds._hold_apart("change", {order.id: 960.0})
        self.assertEqual((hold.state, hold.attempt_count), ("held", 2))
        order.action_withdraw_change()
        with freeze_time(fields.Datetime.add(NOW, days=1)):
            line.write({"price_unit": 960})
        self.assertEqual(order.amount_total, 960)

    def test_a_refused_change_is_given_up(self):
        self.root["kam.credit.hold"]._hold_apart("change", {self.confirmed.id: 1500.0})
        hold = self.hold(self.confirmed)
        seen = self.confirmed.with_user(self.seller)
        self.assertIn("needs a credit release", seen.kam_credit_change_sentence)
        hold.with_user(self.credit_approver).action_refuse("Not this year.")
        self.assertIn("Not this year.", seen.kam_credit_change_sentence)
        self.confirmed.action_withdraw_change()
        self.assertFalse(seen.kam_credit_change_sentence)
        self.assertEqual(hold.state, "cancelled")

    def test_days_that_let_it_count_earlier(self):
        self.red.horizon_days = 10
        late = self.quotation(
            5000, user_id=self.seller.id, commitment_date=fields.Datetime.add(NOW, days=30)
        ).with_user(self.seller)
        late.action_confirm()
        self.assertConfirmed(late)
        self.assertRefused(lambda: late.write({"commitment_date": NOW}))
        late.commitment_date = fields.Datetime.add(NOW, days=40)

    def test_a_longer_term_afterwards(self):
        term = self.split_term((100, 30))
        self.red.write({"checks_terms": True, "payment_term_id": term.id, "price_tolerance": 0.5})
        longer = self.split_term((100, 60))
        self.assertRefused(lambda: self.confirmed.write({"payment_term_id": longer.id}))
        self.confirmed.payment_term_id = term

    def test_what_nobody_has_looked_at_does_not_creep(self):
        self.confirmed.sudo()._protected_write({"kam_credit_passed": 0})
        self.red.credit_limit = 900
        self.confirmed.order_line.price_unit = 940
        self.assertEqual(self.confirmed.kam_credit_passed, 900)
        self.assertRefused(lambda: self.confirmed.order_line.write({"price_unit": 980}))

    def test_a_contact_that_joins_the_company(self):
        contact = self.root["res.partner"].create({"name": "Alone"})
        order = self.quotation(2000, partner_invoice_id=contact.id, user_id=self.seller.id)
        order.action_confirm()
        self.assertConfirmed(order)
        contact.write({"parent_id": self.customer.id, "type": "invoice"})
        self.recheck("grown")
        self.assertEqual(order.kam_credit_debtor_id, self.customer)
        self.assertEqual(self.hold(order).kind, "grown")

    def test_what_fits_is_changed(self):
        self.confirmed.order_line.price_unit = 1000
        self.assertEqual(self.confirmed.kam_credit_passed, 1000)

    def test_nobody_asks_within_the_tolerance(self):
        self.red.credit_limit = 900
        self.confirmed.order_line.price_unit = 945
        self.assertEqual(self.confirmed.kam_credit_passed, 900)
        self.assertRefused(lambda: self.confirmed.order_line.write({"price_unit": 945.01}))
        # nor does it creep
        self.confirmed.order_line.price_unit = 940
        self.assertRefused(lambda: self.confirmed.order_line.write({"price_unit": 950}))

    def test_less_is_never_refused(self):
        self.red.credit_limit = 1
        self.confirmed.order_line.price_unit = 800
        self.assertEqual(self.confirmed.amount_total, 800)

    def test_a_discount_taken_away(self):
        order = self.quotation(1080, self.line(-80), user_id=self.seller.id)
        self.confirmed.sudo()._action_cancel()
        order = order.with_user(self.seller)
        order.action_confirm()
        self.assertConfirmed(order)
        discount = order.order_line.filtered(lambda line: line.price_unit < 0)
        self.assertRefused(lambda: discount.write({"price_unit": 0}))

    def test_another_debtor(self):
        poor = self.make_customer("Poor")
        self.make_key(poor, tier=self.tiers["black"])
        self.tiers["black"].write({"order_policy": "hold", "credit_limit": 100})
        self.assertRefused(lambda: self.confirmed.write({"partner_invoice_id": poor.id}))
        free = self.make_customer("Free")
        self.confirmed.partner_invoice_id = free
        self.assertEqual(self.exposure().total, 0)

    def test_released_change(self):
        holds = self.root["kam.credit.hold"]
        holds._hold_apart("change", {self.confirmed.id: 1500.0})
        hold = self.hold(self.confirmed)
        self.assertEqual((hold.kind, hold.value, hold.stake), ("change", 1500, 500))
        self.assertEqual(self.confirmed.state, "sale")
        self.release(hold)
        self.confirmed.order_line.price_unit = 1500
        self.assertEqual(self.confirmed.kam_credit_passed, 1500)

    def test_a_held_change_is_cleared_by_room(self):
        holds = self.root["kam.credit.hold"]
        holds._hold_apart("change", {self.confirmed.id: 1500.0})
        self.recheck()
        self.assertTrue(self.hold(self.confirmed))
        self.red.credit_limit = 1500
        self.recheck()
        self.assertFalse(self.hold(self.confirmed))

    def test_what_others_deliver_is_booked_and_found(self):
        self.confirmed.order_line.sudo().qty_delivered = 2
        self.recheck("grown")
        hold = self.hold(self.confirmed)
        self.assertEqual(hold.kind, "grown")
        self.assertEqual(hold.reason_ids.mapped("code"), ["grown", "over_limit"])
        self.assertEqual((hold.value, hold.stake), (1800, 800))
        self.assertEqual(self.confirmed.state, "sale")
        # further changes are stopped
        self.assertRefused(lambda: self.confirmed.write({"order_line": [self.line(60)]}))
        self.release(hold)
        self.recheck("grown")
        self.assertFalse(self.hold(self.confirmed))
        self.assertEqual(self.confirmed.kam_credit_passed, 1800)

    def test_grown_within_the_limit_is_passed(self):
        self.red.credit_limit = 5000
        self.confirmed.order_line.sudo().qty_delivered = 2
        self.recheck("grown")
        self.assertFalse(self.hold(self.confirmed))
        self.assertEqual(self.confirmed.kam_credit_passed, 1800)

    def test_lines_of_other_documents_are_booked(self):
        self.root["sale.order.line"].create(
            {**self.line(5000, quantity=0)[2], "order_id": self.confirmed.id, "qty_delivered": 1}
        )
        self.assertEqual(self.confirmed.state, "sale")

    def test_what_is_not_checked_changes_freely(self):
        self.red.order_policy = "none"
        self.confirmed.order_line.price_unit = 5000
        self.assertEqual(self.confirmed.amount_total, 5000)
