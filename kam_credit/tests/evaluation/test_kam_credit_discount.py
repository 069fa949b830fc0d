from odoo.fields import Command
from odoo.tests import tagged

from ..bookkeeping import KamCreditBookkeeping
from ..common import DUE, day


@tagged("post_install", "-at_install")
class TestKamCreditDiscount(KamCreditBookkeeping):
    """Early-payment discounts as Odoo computes them, in the currency of the invoice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tax = cls.env["account.tax"].create(
            {"name": "Ten percent", "amount_type": "percent", "amount": 10}
        )

    def term(self, computation):
        term = self.early_discount_term()
        term.early_pay_discount_computation = computation
        return term

    def invoice_of(self, *lines, term):
        """Post an invoice of ``(amount, tax)`` lines, dated 70 days ago."""
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_date": day(-70),
                "invoice_payment_term_id": term.id,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Goods", "price_unit": amount, "tax_ids": [Command.set(tax.ids)]}
                    )
                    for amount, tax in lines
                ],
            }
        )
        move.action_post()
        return move

    def test_lines_of_both_signs(self):
        no_tax = self.tax.browse()
        invoice = self.invoice_of((1000, self.tax), (-900, no_tax), term=self.term("included"))
        self.assertEqual(invoice.amount_total, 200)
        payment = self.pay(invoice, on=day(-65))
        self.assertEqual(payment.amount, 196)
        self.assertHonoured(196)

    def test_every_computation(self):
        # 2 % of 110 when the tax is lowered too, else of 100; mixed taxes 98 from the start
        for computation, total, paid in (
            ("included", 110, 107.8),
            ("excluded", 110, 108),
            ("mixed", 109.8, 107.8),
        ):
            with self.subTest(computation=computation):
                partner = self.customer = self.make_customer(computation)
                invoice = self.invoice_of((100, self.tax), term=self.term(computation))
                self.assertAlmostEqual(invoice.amount_total, total)
                self.assertAlmostEqual(self.pay(invoice, on=day(-65)).amount, paid)
                self.assertHonoured(paid, partner)

    def test_amounts_that_do_not_divide(self):
        for amount in (33.33, 66.67, 0.37):
            with self.subTest(amount=amount):
                partner = self.customer = self.make_customer(str(amount))
                invoice = self.invoice_of((amount, self.tax), term=self.term("included"))
                payment = self.pay(invoice, on=day(-65))
                self.assertHonoured(payment.amount, partner)

    def test_foreign_currency_with_the_rate_moved_either_way(self):
        for rate, paid in ((0.625, 156.8), (0.4, 196), (0.5, 196)):
            with self.subTest(rate=rate):
                self.euro_rates((day(-900), 0.5), (day(-66), rate))
                partner = self.make_customer(f"Paid at {rate}")
                invoice = self.owe(
                    partner=partner, date=day(-70), term=self.term("included"), currency=self.eur
                )
                payment = self.pay(invoice, on=day(-65), currency=self.eur)
                self.assertEqual(payment.amount, 98)
                self.assertHonoured(paid, partner)

    def test_foreign_currency_with_amounts_that_do_not_divide(self):
        for rate in (0.6173, 0.4111):
            with self.subTest(rate=rate):
                self.euro_rates((day(-900), 0.5123), (day(-66), rate))
                partner = self.make_customer(f"Paid at {rate}")
                invoice = self.owe(
                    33.37,
                    partner=partner,
                    date=day(-70),
                    term=self.term("included"),
                    currency=self.eur,
                )
                self.pay(invoice, on=day(-65), currency=self.eur)
                self.assertRate(1, partner)
                self.company.kam_credit_basis = "count"
                self.assertRate(1, partner)
                self.company.kam_credit_basis = "amount"

    def test_foreign_currency_and_too_late(self):
        self.euro_rates((day(-900), 0.5))
        invoice = self.owe(date=day(-70), term=self.term("included"), currency=self.eur)
        self.pay(invoice, 98, on=day(-50), currency=self.eur, write_off=True)
        self.assertFigures(200, 196)

    def test_bank_line_with_the_discount(self):
        invoice = self.owe(date=day(-70), term=self.term("included"))
        discount = self.item(self.write_off_account, 2)
        self.bank_line(day(-65), 98, self.paid_off(100), discount, settles=invoice)
        self.assertHonoured(98)

    def test_bank_line_with_the_discount_and_a_fee(self):
        # a difference of 5, of which 2 are granted and 3 lost
        invoice = self.owe(date=day(-70), term=self.term("included"))
        discount = self.item(self.write_off_account, 5)
        self.bank_line(day(-65), 95, self.paid_off(100), discount, settles=invoice)
        self.assertFigures(98, 95)

    def test_discount_on_the_last_day_and_the_day_after(self):
        for on, due in ((day(-60), 98), (day(-59), 100)):
            with self.subTest(on=on):
                partner = self.make_customer(str(on))
                invoice = self.owe(partner=partner, date=day(-70), term=self.term("included"))
                self.pay(invoice, 98, on=on, write_off=True)
                self.assertFigures(due, 98, partner)

    def test_discount_that_nobody_took(self):
        self.pay(self.owe(date=day(-70), term=self.term("included")), 100, on=day(-65))
        self.assertFigures(100, 100)

    def test_discount_with_a_withheld_tax(self):
        state = self.account("Withheld", treatment="withheld")
        invoice = self.owe(date=day(-70), term=self.term("included"))
        items = self.item(state, 10), self.item(self.write_off_account, 2)
        self.bank_line(day(-65), 88, self.paid_off(100), *items, settles=invoice)
        self.assertFigures(98, 98)

    def test_discount_of_one_invoice_of_two(self):
        entitled = self.owe(date=day(-70), term=self.term("included"))
        other = self.owe(300, due=DUE)
        discount = self.item(self.write_off_account, 2)
        self.bank_line(day(-65), 398, self.paid_off(400), discount, settles=entitled + other)
        self.assertHonoured(398)
