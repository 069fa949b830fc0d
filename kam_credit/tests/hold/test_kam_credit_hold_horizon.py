from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from ..common import day
from ..world import NOW
from .common import KamCreditHoldCommon


@tagged("post_install", "-at_install")
class TestKamCreditHoldHorizon(KamCreditHoldCommon):
    """Lines of confirmed orders that come within the horizon, and do not fit by then."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.red.horizon_days = 10
        cls.env.flush_all()

    def ordered(self, amount, days):
        """Return a confirmed order that is to be delivered in so many days."""
        order = self.quotation(
            amount,
            user_id=self.seller.id,
            commitment_date=fields.Datetime.add(NOW, days=days),
        ).with_user(self.seller)
        order.action_confirm()
        self.assertConfirmed(order)
        return order

    def nights(self, *offsets):
        for offset in offsets:
            with freeze_time(fields.Datetime.add(NOW, days=offset)):
                self.recheck("grown")

    def test_beyond_the_limit(self):
        order = self.ordered(5000, 30)
        self.nights(1, 19)
        self.assertFalse(order.sudo().kam_hold_ids)
        self.nights(20)
        hold = self.hold(order)
        self.assertEqual((hold.kind, hold.amount, hold.stake), ("horizon", 5000, 4000))
        self.assertEqual(hold.reason_ids.mapped("code"), ["horizon", "over_limit"])
        self.assertEqual((order.state, order.kam_credit_state), ("sale", False))
        self.assertEqual(hold.open_deadline_ids.role, hold.needed_role)
        self.assertTrue(hold.open_deadline_ids.date_due)
        # once
        self.nights(21, 22)
        self.assertEqual(len(order.sudo().kam_hold_ids), 1)

    def test_within_the_limit(self):
        order = self.ordered(800, 12)
        self.nights(1, 2, 3)
        self.assertFalse(order.sudo().kam_hold_ids)
        self.assertEqual(order.sudo().kam_credit_counted, 800)

    def test_after_days_without_the_job(self):
        order = self.ordered(5000, 15)
        self.nights(9)
        self.assertEqual(self.hold(order).kind, "horizon")

    def test_what_counted_when_it_was_confirmed(self):
        """Nothing has come within the horizon: another limit later is no reason."""
        order = self.ordered(800, 5)
        self.red.credit_limit = 100
        self.acme._protected_write({"credit_limit": 100})
        self.nights(1, 2)
        self.assertFalse(order.sudo().kam_hold_ids)

    def test_released_before(self):
        order = self.ordered(900, 5)
        later = self.ordered(2000, 12)
        self.nights(3)
        self.release(self.hold(later))
        self.nights(4, 5)
        self.assertFalse(self.hold(later))
        self.assertFalse(order.sudo().kam_hold_ids)

    def test_cleared_by_room(self):
        order = self.ordered(5000, 11)
        self.nights(2)
        self.acme._protected_write({"credit_limit": 6000})
        self.recheck()
        self.assertEqual(order.sudo().kam_hold_ids.state, "cleared")
        self.assertFalse(self.hold(order))

    def test_other_reasons_are_none(self):
        order = self.ordered(800, 11)
        self.invoice(self.customer, 10, due=day(-1))
        self.nights(2)
        self.assertFalse(order.sudo().kam_hold_ids)

    def test_who_only_warns(self):
        order = self.ordered(5000, 11)
        self.red.order_policy = "warn"
        self.nights(2)
        self.assertEqual(order.sudo().kam_hold_ids.state, "warned")

    def test_queries_do_not_grow(self):
        def count(number):
            for _number in range(number):
                self.ordered(5, 11)
            orders = self.root["kam.credit.hold"]._find_coming_orders()
            orders._find_counted()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            with freeze_time(fields.Datetime.add(NOW, days=0)):
                self.root["kam.credit.hold"]._watch_horizon(orders)
            self.env.flush_all()
            return self.cr.sql_log_count - before

        count(2)
        self.assertEqual(count(2), count(10))
