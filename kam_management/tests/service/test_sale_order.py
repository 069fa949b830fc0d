import random

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..seeds import seeds
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

    def test_an_order_begun_before_it_was_granted(self):
        """What is granted to one order ends for it like all else, however old the order is."""
        order = self._order()
        order.date_order = f"{self._days(-5)} 08:00:00"
        self._granted(terms_order_id=order.id)
        self.assertEqual(order.payment_term_id, self.long_term)
        self.assertIn("Granted by", self.seen_by(self.rep_shanghai, order).kam_concession)
        self.assertEqual(order.copy().payment_term_id, self.own_term)
        with self._at(self._days(21)):
            order.action_confirm()
            self.assertEqual(order.payment_term_id, self.own_term)

    def test_taken_back_from_an_order_begun_before(self):
        order = self._order()
        order.date_order = f"{self._days(-5)} 08:00:00"
        self._granted(terms_order_id=order.id)
        self.mill._downgrade("manual", "They buy no more")
        self.assertEqual(order.payment_term_id, self.own_term)

    def test_the_customer_stays_as_it_is(self):
        """Over random orders and concessions, the customer's own term never changes.

        Nor has any order a term that is granted neither to it nor to its day.
        """
        for seed in seeds(1):
            with self.subTest(seed=seed), self.cr.savepoint() as savepoint:
                self._play(random.Random(seed))
                savepoint.rollback()

    def _play(self, randomly):
        """Let things happen to 200 orders of two customers, one of which is granted terms."""
        named = self._order(date_order=f"{self._days(-3)} 08:00:00")
        held = self._granted(terms_date_from=self.today, terms_date_to=self._days(15))
        held |= self._granted(terms_order_id=named.id)
        orders = named
        steps = (self._dates, self._confirms, self._copies, self._changes_customer)
        while len(orders) < 200:
            with self._at(self._days(randomly.randrange(40))):
                account = randomly.choice([self.mill, self.shop])
                orders |= self._order(account)
                orders |= randomly.choice(steps)(randomly, randomly.choice(orders))
        self.env.flush_all()
        self.env.invalidate_all()
        for partner in (self.mill | self.shop).partner_id.with_company(self.company):
            self.assertEqual(partner.property_payment_term_id, self.own_term)
        for order in orders:
            day = self.company._kam_day_of(order.date_order)
            is_granted = order.partner_id == self.mill.partner_id and any(
                day <= each.date_to
                and (each.order_id == order if each.order_id else each.date_from <= day)
                for each in held
            )
            if order.payment_term_id == self.long_term:
                self.assertTrue(is_granted, order.name)

    def _dates(self, randomly, order):
        if order.state == "draft":
            order.date_order = f"{self._days(randomly.randrange(-5, 40))} 08:00:00"
        return order

    def _confirms(self, _randomly, order):
        if order.state == "draft":
            order.action_confirm()
        return order

    def _copies(self, _randomly, order):
        return order.copy()

    def _changes_customer(self, randomly, order):
        if order.state == "draft":
            order.partner_id = randomly.choice([self.mill, self.shop]).partner_id
        return order
