from datetime import date

from odoo.tests import tagged

from ..common import TODAY, KamCreditCommon, day
from ..oracle import Oracle


@tagged("post_install", "-at_install")
class TestKamCreditTurnover(KamCreditCommon):
    """The transaction amount, and the invoices that ``kam.credit.turnover`` shows behind it."""

    def assertTurnover(self, expected, **arguments):
        row = self.evaluate(self.customer, **arguments)
        self.assertAlmostEqual(row["transaction_amount"], expected, 2)
        oracle = Oracle(
            self.company,
            arguments.get("as_of", TODAY),
            with_tax=self.company.kam_credit_with_tax,
        )
        slow = oracle.figures()[self.customer.id].transaction_amount
        self.assertAlmostEqual(float(slow), expected, 2, "The oracle finds another amount.")

    def test_first_and_last_day_of_the_twelve_months(self):
        self.invoice(self.customer, 1, date=day(-365))
        self.invoice(self.customer, 10, date=day(-364))
        self.invoice(self.customer, 100, date=TODAY)
        self.assertTurnover(110)

    def test_twelve_months_after_a_leap_day(self):
        self.invoice(self.customer, 1, date=date(2024, 2, 28))
        self.invoice(self.customer, 10, date=date(2024, 2, 29))
        self.assertTurnover(11, as_of=date(2025, 2, 27))
        self.assertTurnover(10, as_of=date(2025, 2, 28))

    def test_twelve_months_before_a_leap_day(self):
        self.invoice(self.customer, 1, date=date(2023, 2, 28))
        self.invoice(self.customer, 10, date=date(2023, 3, 1))
        self.assertTurnover(10, as_of=date(2024, 2, 29))

    def test_invoices_after_the_day_do_not_count(self):
        self.invoice(self.customer, 100, date=day(-20))
        self.invoice(self.customer, 50, date=day(-10))
        self.assertTurnover(150)
        self.assertTurnover(100, as_of=day(-11))

    def test_refund_lowers_and_a_later_one_does_not(self):
        invoice = self.invoice(self.customer, 100, date=day(-20))
        self.credit_note(invoice, 30, on=day(-10))
        self.assertTurnover(70)
        self.assertTurnover(100, as_of=day(-11))

    def test_receipts_count(self):
        self.invoice(self.customer, 100, date=day(-20), move_type="out_receipt")
        self.assertTurnover(100)

    def test_whoever_bought_only_long_ago_is_a_debtor(self):
        self.invoice(self.customer, 100, date=day(-800))
        payer = self.make_customer("Paid in advance")
        self.receive(payer, 50)
        rows = {row["partner_id"]: row for row in self.evaluate()}
        self.assertEqual(rows[self.customer.id]["transaction_amount"], 0)
        self.assertNotIn(payer.id, rows)
        self.assertTurnover(0)

    def test_bills_and_drafts_do_not_count(self):
        self.invoice(self.customer, 100, date=day(-20))
        self.invoice(self.customer, 70, date=day(-20), move_type="in_invoice")
        self.invoice(self.customer, 50, date=day(-20)).button_draft()
        self.assertTurnover(100)

    def test_net_and_with_tax(self):
        tax = self.env["account.tax"].create(
            {"name": "Ten percent", "amount_type": "percent", "amount": 10}
        )
        self.invoice(self.customer, 100, date=day(-20), tax=tax)
        self.assertTurnover(100)
        self.company.kam_credit_with_tax = True
        self.assertTurnover(110)

    def test_foreign_currency_counts_in_company_currency(self):
        self.invoice(self.customer, 1000, date=day(-20), currency=self.eur)
        self.assertTurnover(2000)

    def test_contacts_count_for_the_company(self):
        contact = self.make_customer("Branch office", parent=self.customer)
        self.invoice(contact, 100, date=day(-20))
        self.assertTurnover(100)

    def test_each_company_for_itself(self):
        other = self.setup_other_company()
        self.invoice(self.customer, 100, date=day(-20))
        self.invoice(self.customer, 30, date=day(-20), company=other)
        self.assertTurnover(100)
        row = self.evaluate(self.customer, company_id=other.id)
        self.assertEqual(row["transaction_amount"], 30)

    def test_rows_behind_the_amount(self):
        invoice = self.invoice(self.customer, 100, date=day(-20))
        refund = self.credit_note(invoice, 30, on=day(-10))
        old = self.invoice(self.customer, 7, date=day(-400))
        self.store(self.customer)
        profile = self.profile(self.customer)
        action = profile.action_open_turnover()
        rows = self.root[action["res_model"]].with_context(action["context"])
        rows = rows.search(action["domain"])
        self.assertEqual(rows._name, "kam.credit.turnover")
        self.assertEqual(rows.move_id, invoice | refund)
        self.assertNotIn(old, rows.move_id)
        self.assertEqual(sum(rows.mapped("amount")), profile.transaction_amount)
        self.assertEqual(rows[:1].action_open_move()["res_id"], rows[:1].move_id.id)
