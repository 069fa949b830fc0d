from odoo.tests import tagged

from ..bookkeeping import KamCreditBookkeeping
from ..common import DUE, day


@tagged("post_install", "-at_install")
class TestKamCreditMoneyDay(KamCreditBookkeeping):
    """On time is judged by the day of the money, not by that of the reconciliation."""

    def lock(self, until):
        """Close the books up to a day."""
        self.company.sudo().fiscalyear_lock_date = until

    # ------------------------------------------------------------------
    # invoices whose accounting date lies after the money
    # ------------------------------------------------------------------

    def test_invoice_posted_after_a_lock_date(self):
        payment = self.receive(self.customer, 100, on=day(-45))
        self.lock(day(-35))
        invoice = self.owe()
        self.assertGreater(invoice.date, DUE)
        self.match(invoice, payment.move_id)
        self.assertHonoured(100)

    def test_money_after_the_due_date_is_late_whatever_the_lock(self):
        payment = self.receive(self.customer, 100, on=day(-39))
        self.lock(day(-35))
        self.match(self.owe(), payment.move_id)
        self.assertFigures(100, 0)

    def test_grace_counts_from_the_due_date(self):
        self.company.kam_credit_grace_days = 1
        payment = self.receive(self.customer, 100, on=day(-39))
        self.lock(day(-35))
        self.match(self.owe(), payment.move_id)
        self.assertFigures(100, 100)

    def test_bank_line_before_an_invoice_posted_after_a_lock_date(self):
        line = self.bank_line(day(-45), 100, self.paid_off(100))
        self.lock(day(-35))
        invoice = self.owe()
        self.settle(line.move_id, invoice)
        self.assertHonoured(100)

    def test_set_off_before_an_invoice_posted_after_a_lock_date(self):
        entry = self.entry(
            day(-45), (self.payable, self.customer, 100), (self.receivable, self.customer, -100)
        )
        self.lock(day(-35))
        self.match(self.owe(), entry)
        self.assertHonoured(100)

    def test_advance_before_an_invoice_dated_after_its_due_date(self):
        payment = self.receive(self.customer, 100, on=day(-120))
        invoice = self.owe(due=day(-100), date=day(-30))
        self.match(invoice, payment.move_id)
        self.assertHonoured(100)

    def test_advance_after_the_due_date(self):
        payment = self.receive(self.customer, 100, on=day(-99))
        invoice = self.owe(due=day(-100), date=day(-30))
        self.match(invoice, payment.move_id)
        self.assertFigures(100, 0)

    def test_advance_in_part(self):
        advance = self.receive(self.customer, 30, on=day(-120))
        invoice = self.owe(due=day(-100), date=day(-30))
        self.match(invoice, advance.move_id)
        self.pay(invoice, on=day(-29))
        self.assertFigures(100, 30)

    def test_advance_does_not_show_before_the_invoice(self):
        payment = self.receive(self.customer, 100, on=day(-120))
        invoice = self.owe(due=day(-100), date=day(-30))
        self.match(invoice, payment.move_id)
        self.assertRate(None, as_of=day(-31))
        self.assertFigures(100, 100, as_of=day(-30))

    def test_withheld_on_the_day_of_its_entry(self):
        state = self.account("Withheld", treatment="withheld")
        entry = self.book(day(-45), self.item(state, 100), self.paid_off(100))
        self.lock(day(-35))
        self.settle(entry, self.owe())
        self.assertHonoured(100)

    def test_discount_taken_in_time_of_an_invoice_posted_after_a_lock_date(self):
        payment = self.bank_line(
            day(-65), 98, self.paid_off(100), self.item(self.write_off_account, 2)
        )
        self.lock(day(-35))
        invoice = self.owe(date=day(-70), term=self.early_discount_term())
        self.assertGreater(invoice.date, DUE)
        self.settle(payment.move_id, invoice)
        self.assertHonoured(98)

    def test_credit_note_dated_before_its_invoice(self):
        refund = self.invoice(
            self.customer, 30, date=day(-80), due=day(-80), move_type="out_refund"
        )
        invoice = self.owe()
        self.match(invoice, refund)
        self.pay(invoice, on=DUE)
        self.assertHonoured(70)

    # ------------------------------------------------------------------
    # what exists as of a day
    # ------------------------------------------------------------------

    def make_exchange_difference(self, rate, due=DUE):
        """Have an invoice of 100 euro, worth 200, paid on its day, its difference booked later."""
        self.euro_rates((day(-900), 0.5), (due, rate))
        payment = self.env["account.payment"].create(
            {
                "amount": 100,
                "currency_id": self.eur.id,
                "date": due,
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.customer.id,
                "journal_id": self.books["bank"].id,
            }
        )
        payment.action_post()
        invoice = self.owe(due=due, currency=self.eur)
        self.lock(day(-5))
        self.match(invoice, payment.move_id)
        exchange = invoice.line_ids.matched_credit_ids.exchange_move_id
        self.assertGreater(exchange.date, day(-5))
        return invoice

    def test_later_exchange_entry_changes_no_past_figure(self):
        for rate, worth in ((0.625, 160), (0.4, 200)):
            with self.subTest(rate=rate), self.cr.savepoint() as savepoint:
                self.make_exchange_difference(rate)
                for as_of in (day(-39), day(-6), day(0)):
                    self.assertFigures(worth, worth, as_of=as_of)
                    # everybody's reconciliations are read another way
                    one = self.evaluate(self.customer, as_of=as_of)
                    self.assertIn(one, self.evaluate(as_of=as_of))
                savepoint.rollback()
                self.env.invalidate_all()

    def test_later_exchange_entry_leaves_nothing_open(self):
        self.make_exchange_difference(0.625, due=day(-430))
        self.assertRate(None, as_of=day(-20))
        self.assertFigures(160, 160, as_of=day(-429))

    def test_reconciled_later_than_paid_is_seen_from_the_invoice_on(self):
        payment = self.receive(self.customer, 100, on=day(-45))
        self.lock(day(-35))
        invoice = self.owe()
        self.match(invoice, payment.move_id)
        self.assertFigures(100, 0, as_of=min(invoice.date, day(-36)))
        self.assertFigures(100, 100, as_of=invoice.date)

    def test_bill_booked_later_than_the_set_off(self):
        invoice = self.owe()
        entry = self.net(invoice, 100, DUE)
        bill = self.invoice(self.customer, 100, date=day(-10), move_type="in_invoice")
        (bill + entry).line_ids.filtered(
            lambda line: line.account_type == "liability_payable"
        ).reconcile()
        self.assertHonoured(100)

    def test_money_of_a_later_day_does_not_count(self):
        self.pay(self.owe(due=day(-100)), on=day(-100))
        self.pay(self.owe(due=day(-90)), on=day(-80))
        self.assertFigures(200, 100, as_of=day(-85))
        self.assertFigures(200, 100)
