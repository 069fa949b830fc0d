from odoo.tests import tagged

from ..bookkeeping import KamCreditBookkeeping
from ..common import DUE, TODAY, day


@tagged("post_install", "-at_install")
class TestKamCreditOpening(KamCreditBookkeeping):
    """What was before these books: entries of the opening, and a former system's lines."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.opening = cls.journal().copy({"name": "Opening", "code": "OPN"})
        cls.equity = cls.account("Opening balance", "equity")
        cls.company.kam_credit_opening_journal_ids = cls.opening

    def bring_debit(self, amount, due=DUE, on=None, journal=None):
        return self.book(
            on or day(-60),
            self.item(self.receivable, amount, self.customer, date_maturity=due),
            self.item(self.equity, -amount),
            journal=journal or self.opening,
        )

    def bring_credit(self, amount, on, journal=None, settles=()):
        return self.book(
            on,
            self.item(self.equity, amount),
            self.paid_off(amount),
            journal=journal or self.opening,
            settles=settles,
        )

    def history(self, amount=100, due=DUE, settled=None, **vals):
        return self.root["kam.credit.history.line"].create(
            {
                "company_id": self.company.id,
                "partner_id": self.customer.id,
                "name": f"OLD-{self.root['kam.credit.history.line'].search_count([])}",
                "date_invoice": day(-70),
                "date_due": due,
                "amount": amount,
                "date_settled": settled,
                **vals,
            }
        )

    # ------------------------------------------------------------------
    # opening entries
    # ------------------------------------------------------------------

    def test_prepayment(self):
        self.bring_credit(100, day(-60), settles=self.owe())
        self.assertHonoured(100)

    def test_credit_of_a_late_day(self):
        self.bring_credit(100, day(-39), settles=self.owe())
        self.assertFigures(100, 0)

    def test_credit_note(self):
        # a credit of the opening tells not what it was: it is money of its day
        invoice = self.owe()
        self.bring_credit(30, day(-60), settles=invoice)
        self.pay(invoice, on=DUE)
        self.assertFigures(100, 100)

    def test_the_same_entry_in_another_journal_is_a_write_off(self):
        self.bring_credit(100, day(-60), journal=self.journal(), settles=self.owe())
        self.assertFigures(100, 0)

    def test_debit_is_an_instalment(self):
        self.bring_debit(100)
        row = self.assertFigures(100, 0)
        self.assertEqual(row["transaction_amount"], 0)

    def test_debit_paid_in_time(self):
        entry = self.bring_debit(100)
        payment = self.receive(self.customer, 60, on=DUE)
        self.match(entry, payment.move_id)
        self.assertFigures(100, 60)

    def test_debit_not_yet_due(self):
        self.bring_debit(100, due=TODAY)
        self.assertRate(None)

    def test_debit_of_long_ago(self):
        self.bring_debit(100, due=day(-500))
        self.assertFigures(100, 0)

    def test_debit_does_not_show_before_its_entry(self):
        self.bring_debit(100, due=day(-100), on=day(-60))
        self.assertFigures(100, 0, as_of=day(-60))
        self.assertRate(None, as_of=day(-61))

    def test_debits_of_other_entries_are_no_instalments(self):
        self.owe(10)
        self.bring_debit(100, journal=self.journal())
        self.assertFigures(10, 0)

    def test_debit_and_credit_of_the_opening_meet(self):
        entry = self.bring_debit(100)
        self.match(entry, self.bring_credit(40, DUE))
        self.assertFigures(100, 40)

    def test_credit_note_against_an_opening_debit(self):
        entry = self.bring_debit(100)
        refund = self.invoice(
            self.customer, 30, date=day(-50), due=day(-50), move_type="out_refund"
        )
        self.match(entry, refund)
        self.assertFigures(70, 0)

    def test_entries_before_figures_are_complete(self):
        self.company.kam_credit_complete_from = day(-400)
        journal = self.journal()
        self.bring_debit(100, due=day(-380), on=day(-401), journal=journal)
        self.bring_debit(10, due=day(-380), on=day(-400), journal=journal)
        self.assertFigures(100, 0, as_of=day(-30))

    def test_credit_before_figures_are_complete(self):
        self.company.kam_credit_complete_from = day(-50)
        journal = self.journal()
        self.bring_credit(60, day(-51), journal=journal, settles=self.owe(60))
        self.bring_credit(40, day(-50), journal=journal, settles=self.owe(40))
        self.assertFigures(100, 60)

    # ------------------------------------------------------------------
    # history lines
    # ------------------------------------------------------------------

    def test_settled_in_time_late_or_never(self):
        for settled, honoured in ((DUE, 100), (day(-39), 0), (False, 0)):
            with self.subTest(settled=settled), self.cr.savepoint() as savepoint:
                self.history(settled=settled)
                row = self.assertFigures(100, honoured)
                self.assertEqual(row["transaction_amount"], 100)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_together_with_the_ledger(self):
        self.history(settled=DUE)
        self.owe(300)
        row = self.assertFigures(400, 100)
        self.assertEqual(row["transaction_amount"], 400)

    def test_with_and_without_tax(self):
        self.history(110, amount_untaxed=100, settled=DUE)
        row = self.assertFigures(110, 110)
        self.assertEqual(row["transaction_amount"], 100)
        self.company.kam_credit_with_tax = True
        self.assertEqual(self.evaluate(self.customer)["transaction_amount"], 110)

    def test_grace(self):
        self.company.kam_credit_grace_days = 3
        self.history(settled=day(-37))
        self.history(settled=day(-36))
        self.assertFigures(200, 100)

    def test_window(self):
        self.history(due=day(-365), settled=day(-365))
        self.assertFigures(100, 100)
        self.history(due=day(-366), settled=day(-366))
        self.assertFigures(100, 100)
        self.history(50, due=day(-366))
        self.assertFigures(150, 100)

    def test_past_days(self):
        self.history(due=day(-50), settled=day(-40))
        self.assertFigures(100, 0, as_of=day(-45))
        self.assertRate(None, as_of=day(-50))
        self.history(due=day(-450), settled=day(-30), date_invoice=day(-480))
        self.assertFigures(200, 0, as_of=day(-31))
        self.assertFigures(100, 0, as_of=day(-30))

    def test_contact_that_moves_takes_nothing_along(self):
        contact = self.make_customer("Contact", parent=self.customer)
        other = self.make_customer("Another")
        self.history(partner_id=contact.id)
        contact.parent_id = other
        self.assertFigures(100, 0)
        self.assertNotIn(other.id, self.debtors())

    def test_by_count(self):
        self.company.kam_credit_basis = "count"
        self.history(settled=DUE)
        self.history()
        self.owe()
        self.pay(self.owe(), on=DUE)
        self.assertRate(0.5)
