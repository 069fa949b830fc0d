from odoo.tests import tagged

from ..common import day
from .common import KamCreditHoldCommon

# what the check may ask for more than a confirmation asks without it
MORE = 5
# all that the list and the cards of the workbench show
WORKBENCH = [
    "amount",
    "can_decide",
    "can_release",
    "clearing_note",
    "date_open",
    "document_name",
    "history_note",
    "is_late",
    "needed_role",
    "profile_id",
    "reason_note",
    "salesperson_id",
    "state",
    "unit_id",
]


@tagged("post_install", "-at_install")
class TestKamCreditHoldQueries(KamCreditHoldCommon):
    """What the check asks of the database."""

    def count(self, function):
        """Return how many queries a call asks that finds nothing in the cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def confirm(self, partner=None):
        """Return how many queries the confirmation of an order asks."""
        order = self.quotation(10, partner=partner)
        count = self.count(order.action_confirm)
        self.assertEqual(order.state, "sale")
        return count

    def test_a_confirmation_asks_little_more(self):
        self.red.order_policy = "none"
        self.confirm()
        without = self.confirm()
        self.red.order_policy = "hold"
        self.confirm()
        self.assertLessEqual(self.confirm() - without, MORE)

    def test_customers_without_a_tier_cost_one_question(self):
        plain, without = self.make_customer("Plain"), self.make_customer("Without")
        self.make_key(without)
        self.profile(without)._end_tier()
        self.assertFalse(self.profile(without).tier_id)
        self.confirm(plain)
        self.assertLessEqual(self.confirm(without), self.confirm(plain))

    def test_many_ask_as_much_as_few(self):
        def confirm(count):
            orders = self.root["sale.order"].union(*(self.quotation(1) for _ in range(count)))
            return self.count(orders._judge_credit)

        confirm(2)
        self.assertLessEqual(confirm(10), confirm(2))

    def test_what_a_tier_says_is_not_kept_too_long(self):
        order = self.quotation(1200)
        self.red.credit_limit = 1000
        for policy, state in (("none", "sale"), ("hold", "draft")):
            with self.subTest(policy=policy):
                self.red.order_policy = policy
                other = order.copy()
                other.action_confirm()
                self.assertEqual(other.state, state)
        self.owe(100, due=day(-10))
        for tolerated, overdue, found in ((0, 0, 100), (0, 30, 0)):
            with self.subTest(overdue_days=overdue):
                self.red.write({"overdue_days": overdue, "overdue_tolerated": tolerated})
                self.assertEqual(self.exposure().overdue, found)

    def test_the_workbench_asks_as_much_for_many(self):
        partners = [self.customer]
        for number, unit in enumerate((self.area, self.south_area) * 3):
            partner = self.make_customer(f"Held {number}")
            self.make_key(partner, tier=self.red, unit=unit)
            partners.append(partner)
        for partner in partners:
            self.owe(300, due=day(-5), partner=partner)
            self.owe(200, due=day(5), partner=partner)
        holds = self.root["kam.credit.hold"].union(
            *(self.hold(self.try_order(900, partner=partner)) for partner in partners)
        )
        self.assertEqual(len(holds), len(partners))
        for hold in holds[:3]:
            released = self.hold(self.try_order(950, partner=hold.partner_id))
            self.release(released)
        for user in (self.credit_approver, self.credit_officer):
            seen = holds.with_user(user)._filtered_access("read")

            def read(some, seen=seen):
                return self.count(lambda: some.browse(some.ids).read(WORKBENCH))

            with self.subTest(user=user.login):
                self.assertGreater(len(seen), 2)
                read(seen)
                self.assertLessEqual(read(seen), read(seen[:2]))
