from contextlib import suppress

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..bookkeeping import KamCreditBookkeeping
from ..common import DUE, TODAY, day


@tagged("post_install", "-at_install")
class TestKamCreditDueMoved(KamCreditBookkeeping):
    """A due date that is moved after it passed stays missed; before, the new day holds."""

    def instalment(self, invoice):
        return invoice.line_ids.filtered(lambda line: line.account_type == "asset_receivable")

    def move_to(self, invoice, new):
        """Move the due date of an invoice on its journal item."""
        self.instalment(invoice).date_maturity = new

    def move_in_draft(self, invoice, new):
        """Move the due date of an invoice by taking it back to draft."""
        invoice.button_draft()
        invoice.invoice_date_due = new
        invoice.action_post()

    def changes(self, invoice):
        rows = self.root["kam.credit.due.change"].search([("move_id", "=", invoice.id)])
        return [(row.date_from, row.date_to, row.is_missed) for row in rows.sorted("id")]

    # ------------------------------------------------------------------
    # after the day has passed
    # ------------------------------------------------------------------

    def test_moved_after_it_was_missed(self):
        invoice = self.owe()
        self.move_to(invoice, day(30))
        self.assertEqual(self.instalment(invoice).kam_date_missed, DUE)
        self.assertFigures(100, 0)
        self.assertEqual(self.changes(invoice), [(DUE, day(30), True)])
        change = self.root["kam.credit.due.change"].search([("move_id", "=", invoice.id)])
        self.assertEqual(change.create_uid, self.env.user)

    def test_moved_in_draft_after_it_was_missed(self):
        invoice = self.owe()
        self.move_in_draft(invoice, day(30))
        self.assertEqual(self.instalment(invoice).kam_date_missed, DUE)
        self.assertFigures(100, 0)
        self.assertIn((DUE, day(30), True), self.changes(invoice))

    def test_other_terms_after_it_was_missed(self):
        invoice = self.owe()
        invoice.button_draft()
        invoice.invoice_payment_term_id = self.split_term((50, 90), (50, 120))
        invoice.action_post()
        self.assertEqual(set(self.instalment(invoice).mapped("kam_date_missed")), {DUE})
        self.assertFigures(100, 0)

    def test_later_invoice_date_after_it_was_missed(self):
        invoice = self.owe(date=day(-70), term=self.split_term((100, 30)))
        invoice.button_draft()
        invoice.invoice_date = TODAY
        invoice.action_post()
        self.assertFigures(100, 0)

    def test_paid_by_the_new_day_is_late(self):
        invoice = self.owe()
        self.move_to(invoice, TODAY)
        self.pay(invoice, on=day(-1))
        self.assertFigures(100, 0)

    def test_paid_by_the_day_that_passed_is_on_time(self):
        invoice = self.owe()
        self.pay(invoice, 60, on=DUE)
        self.move_to(invoice, TODAY)
        self.assertFigures(100, 60)

    def test_moved_twice_goes_by_the_first_day_missed(self):
        invoice = self.owe()
        self.move_to(invoice, day(-5))
        self.move_to(invoice, day(30))
        self.assertEqual(self.instalment(invoice).kam_date_missed, DUE)
        self.assertEqual(self.changes(invoice), [(DUE, day(-5), True), (day(-5), day(30), True)])

    def test_moved_and_moved_back(self):
        invoice = self.owe()
        self.move_to(invoice, day(30))
        self.move_to(invoice, DUE)
        self.assertFigures(100, 0)

    def test_past_days_go_by_the_day_missed_too(self):
        invoice = self.owe()
        self.move_to(invoice, day(30))
        self.assertFigures(100, 0, as_of=day(-20))
        self.assertRate(None, as_of=DUE)

    def test_of_a_branch(self):
        branch = self.make_branch()
        invoice = self.owe(company=branch)
        self.move_to(invoice, day(30))
        self.assertFigures(100, 0)

    def test_one_instalment_of_two(self):
        invoice = self.owe(date=day(-70), term=self.split_term((30, 0), (70, 90)))
        first = self.instalment(invoice).sorted("date_maturity")[0]
        first.date_maturity = day(30)
        self.assertFigures(30, 0)

    def test_nobody_sets_or_clears_the_day_missed(self):
        invoice = self.owe()
        self.move_to(invoice, day(30))
        line = self.instalment(invoice)
        # refused or passed over: it stays
        with suppress(UserError), self.cr.savepoint():
            line.write({"kam_date_missed": False})
        self.env.invalidate_all()
        self.assertEqual(line.kam_date_missed, DUE)
        self.assertFigures(100, 0)

    def test_a_copy_has_missed_nothing(self):
        invoice = self.owe()
        self.move_to(invoice, day(30))
        copy = invoice.copy()
        self.assertFalse(any(self.instalment(copy).mapped("kam_date_missed")))

    # ------------------------------------------------------------------
    # before
    # ------------------------------------------------------------------

    def test_moved_before_it_passed(self):
        with self.on(day(-45)):
            invoice = self.owe()
            self.move_to(invoice, day(-10))
        self.assertFalse(self.instalment(invoice).kam_date_missed)
        self.pay(invoice, on=day(-10))
        self.assertFigures(100, 100)

    def test_moved_in_draft_before_it_passed(self):
        with self.on(day(-45)):
            invoice = self.owe()
            self.move_in_draft(invoice, day(-10))
        self.pay(invoice, on=day(-10))
        self.assertFigures(100, 100)

    def test_moved_on_the_day_itself_and_the_day_after(self):
        for on, honoured in ((DUE, 100), (day(-39), 0)):
            with self.subTest(on=on):
                partner = self.make_customer(str(on))
                with self.on(on):
                    invoice = self.owe(partner=partner)
                    self.move_to(invoice, day(-10))
                self.pay(invoice, on=day(-10))
                self.assertFigures(100, honoured, partner)

    def test_draft_invoices_miss_nothing(self):
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_date": day(-70),
                "invoice_date_due": DUE,
                "invoice_line_ids": [Command.create({"name": "Goods", "price_unit": 100})],
            }
        )
        invoice.invoice_date_due = day(-5)
        invoice.action_post()
        self.assertFalse(any(self.instalment(invoice).mapped("kam_date_missed")))

    def test_bills_are_not_watched(self):
        bill = self.invoice(self.customer, 100, due=DUE, move_type="in_invoice")
        line = bill.line_ids.filtered(lambda row: row.account_type == "liability_payable")
        line.date_maturity = day(30)
        self.assertFalse(line.kam_date_missed)
        self.assertFalse(self.changes(bill))
