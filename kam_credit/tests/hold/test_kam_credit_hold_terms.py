from odoo.fields import Command
from odoo.tests import tagged

from ..common import TODAY, day
from .common import KamCreditHoldCommon


@tagged("post_install", "-at_install")
class TestKamCreditHoldTerms(KamCreditHoldCommon):
    """Terms and prices better than granted hold an order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.term = cls.split_term((100, 30))
        cls.pricelist = cls.make_pricelist(cls.company.currency_id)
        cls.product.list_price = 100
        cls.red.write(
            {
                "checks_terms": True,
                "payment_term_id": cls.term.id,
                "pricelist_id": cls.pricelist.id,
                "price_tolerance": 0.05,
            }
        )
        cls.env.flush_all()

    def try_term(self, term):
        return self.try_order(self.line(100), payment_term_id=term.id)

    def test_terms(self):
        self.assertConfirmed(self.try_term(self.term))
        self.assertConfirmed(self.try_term(self.split_term((50, 0), (50, 60))))
        self.assertHeld(self.try_term(self.split_term((50, 0), (50, 62))), "term")
        self.assertHeld(self.try_term(self.early_discount_term(percent=3)), "term")

    def test_a_valid_concession_counts_as_granted(self):
        longer, longest = self.split_term((100, 90)), self.split_term((100, 120))
        orders = [
            self.quotation(self.line(100), user_id=self.seller.id, payment_term_id=longer.id)
            for _number in range(3)
        ]
        self.concede(orders[0], longer)
        self.concede(orders[2], longer)
        orders[2].payment_term_id = longest
        for order in orders:
            order.with_user(self.seller).action_confirm()
        self.assertConfirmed(orders[0])
        self.assertHeld(orders[1], "term")
        self.assertHeld(orders[2], "term")
        self.assertIn("90 days are granted", self.hold(orders[2]).reason_note)

    def concede(self, order, term):
        """Grant a payment term to an order."""
        account = self.acme.account_id
        request = (
            self.env["kam.service.request"]
            .with_user(account.manager_id)
            .create(
                {
                    "account_id": account.id,
                    "line_ids": [
                        Command.create(
                            {
                                "content_id": self.env.ref(
                                    "kam_management.service_content_terms"
                                ).id,
                                "date_wanted": day(10),
                            }
                        )
                    ],
                }
            )
        )
        self.root["kam.service.concession"]._grant(
            request.sudo(),
            {
                "order_id": order.id,
                "order_name": order.name,
                "terms_id": term.id,
                "date_from": TODAY,
                "date_to": day(30),
            },
        )

    def test_prices(self):
        self.assertConfirmed(self.try_order(self.line(95)))
        self.assertHeld(self.try_order(self.line(94.99)), "price")
        self.assertHeld(self.try_order(self.line(100, discount=6)), "price")
        self.assertConfirmed(self.try_order(self.line(120)))

    def test_what_has_no_list_price(self):
        free = self.make_product("Free", list_price=0)
        order = self.try_order(self.line(5, product_id=free.id))
        self.assertConfirmed(order)

    def test_gift_lines(self):
        order = self.try_order(self.line(100), self.line(0))
        self.assertHeld(order, "price")

    def test_who_does_not_check(self):
        self.red.checks_terms = False
        self.assertConfirmed(self.try_order(self.line(1)))

    def test_the_own_price_list_where_none_is_granted(self):
        self.red.pricelist_id = False
        cheap = self.make_pricelist(self.company.currency_id)
        cheap.item_ids = [
            Command.create(
                {"compute_price": "percentage", "percent_price": 20, "applied_on": "3_global"}
            )
        ]
        self.acme._protected_write({"own_pricelist_id": cheap.id})
        self.assertConfirmed(self.try_order(self.line(80)))
        self.assertHeld(self.try_order(self.line(75)), "price")
