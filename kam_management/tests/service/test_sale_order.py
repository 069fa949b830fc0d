import random

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ServiceCommon


class ConcessionCommon(ServiceCommon):
    """Orders of mill and shop, whose own term is 30 days; somebody asks for 90."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        salesman = cls.env.ref("sales_team.group_sale_salesman")
        (cls.rep_shanghai | cls.rep_hangzhou).group_ids = [Command.link(salesman.id)]
        cls.own_term = cls._term("Own", 30)
        cls.long_term = cls._term("Long", 90)
        cls.product = cls.env["product.product"].create({"name": "Drum", "list_price": 10})
        for account in (cls.mill, cls.shop):
            account.partner_id.with_company(cls.company).property_payment_term_id = cls.own_term

    @classmethod
    def _term(cls, name, days):
        return cls.env["account.payment.term"].create(
            {
                "name": name,
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 100, "nb_days": days})
                ],
            }
        )

    @classmethod
    def _order_vals(cls, account=None, **vals):
        account = account or cls.mill
        return {
            "partner_id": account.partner_id.id,
            "user_id": account.manager_id.id,
            "company_id": cls.company.id,
            "order_line": [Command.create({"product_id": cls.product.id, "product_uom_qty": 1})],
            **vals,
        }

    @classmethod
    def _order(cls, account=None, **vals):
        return cls.env["sale.order"].create(cls._order_vals(account, **vals))

    def _terms(self, **vals):
        """Return a request of special payment terms for the mill, as superuser."""
        return self._request(
            self.terms,
            **{
                "terms_id": self.long_term.id,
                "terms_amount": 365000,
                "terms_date_to": self._days(20),
                **vals,
            },
        )

    def _granted(self, **vals):
        request = self._terms(**vals)
        self.submit(request, self.rep_shanghai)
        for user in (self.supervisor_shanghai, self.manager_east, self.general):
            self.approve(request, user)
        self.assertEqual(request.approval_state, "approved")
        return request.concession_ids


@tagged("post_install", "-at_install")
class TestSaleOrder(ConcessionCommon):
    """A payment term that was granted holds for the orders it is about, and for nothing else."""

    def test_cost_of_the_concession(self):
        self.company.kam_discount_rate = 6
        request = self._terms(terms_date_from=self.today)
        self.assertEqual(request.terms_days, 60)
        self.assertEqual(request.terms_cost, 3600)
        self.submit(request, self.rep_shanghai)
        self.company.kam_discount_rate = 12
        self.mill.partner_id.property_payment_term_id = self.long_term
        self.assertEqual(request.terms_cost, 3600)

    def test_what_is_missing(self):
        for vals, pattern in (
            ({}, "For Orders From"),
            ({"terms_date_from": self.today, "terms_id": False}, "Payment Term Asked For"),
            ({"terms_date_from": self.today, "terms_amount": 0}, "Amount Concerned"),
        ):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, pattern):
                self.submit(self._terms(**vals), self.rep_shanghai)

    def test_for_the_orders_of_a_period(self):
        before = self._order()
        self.assertEqual(before.payment_term_id, self.own_term)
        concession = self._granted(terms_date_from=self.today)
        # what was begun with the customer's own term is an order of the period as well
        self.assertEqual(before.payment_term_id, self.long_term)
        self.assertEqual(self._order().payment_term_id, self.long_term)
        self.assertEqual(self._order(self.shop).payment_term_id, self.own_term)
        self.assertEqual(concession.state, "granted")
        with self._at(self._days(21)):
            self.assertEqual(self._order().payment_term_id, self.own_term)

    def test_confirmed_the_day_after(self):
        self._granted(terms_date_from=self.today)
        order = self._order()
        with self._at(self._days(21)):
            order.action_confirm()
            self.assertEqual(order.payment_term_id, self.own_term)

    def test_for_one_order(self):
        order, other = self._order(), self._order()
        self._granted(terms_order_id=order.id)
        self.assertEqual(order.payment_term_id, self.long_term)
        self.assertEqual(other.payment_term_id, self.own_term)
        self.assertEqual(self._order().payment_term_id, self.own_term)
        order.action_confirm()
        self.assertEqual(order.payment_term_id, self.long_term)
        with self.assertRaisesRegex(UserError, "Cancel the order"):
            other_order = self._order()
            self._terms(terms_order_id=other_order.id)
            other_order.unlink()

    def test_never_copied(self):
        order = self._order()
        self._granted(terms_order_id=order.id)
        copy = order.copy()
        self.assertEqual(copy.payment_term_id, self.own_term)

    def test_another_customers_order(self):
        order = self._order(self.shop, user_id=self.rep_shanghai.id)
        request = self._terms(terms_order_id=order.id)
        with self.assertRaisesRegex(UserError, "not an order of this customer"):
            self.submit(request, self.rep_shanghai)

    def test_taken_back_with_the_state(self):
        concession = self._granted(terms_date_from=self.today)
        order, confirmed = self._order(), self._order()
        confirmed.action_confirm()
        self.mill._downgrade("manual", "They buy no more")
        self.assertEqual(concession.state, "ended")
        self.assertEqual(order.payment_term_id, self.own_term)
        self.assertEqual(confirmed.payment_term_id, self.long_term)

    def test_only_special_terms_go_to_the_general_manager(self):
        request = self._approved(self.rush)
        self.assertEqual(request.approval_state, "approved")
        self.assertNotIn(self.general, request.review_ids.decided_by_id)
        request = self._terms(terms_date_from=self.today)
        self.submit(request, self.rep_shanghai)
        self.approve(request, self.supervisor_shanghai)
        self.approve(request, self.manager_east)
        self.assertEqual(request.approval_state, "in_review")
        self.assertFalse(request.concession_ids)

    def test_the_customer_stays_as_it_is(self):
        """Over 1,000 random orders, and concessions, the customer's own term never changes."""
        randomly = random.Random(19)
        partners = (self.mill | self.shop).partner_id
        self._granted(terms_date_from=self.today)
        self._granted(terms_order_id=self._order().id)
        for day in range(0, 40, 8):
            with self._at(self._days(day)):
                orders = self.env["sale.order"].create(
                    [
                        self._order_vals(randomly.choice([self.mill, self.shop]))
                        for _number in range(200)
                    ]
                )
                orders[::10].action_confirm()
                for order in orders[::40]:
                    order.copy()
                orders.write({"date_order": f"{self._days(day + 3)} 08:00:00"})
        self.env.flush_all()
        self.env.invalidate_all()
        for partner in partners.with_company(self.company):
            self.assertEqual(partner.property_payment_term_id, self.own_term)
