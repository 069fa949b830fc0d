from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import TODAY, day
from .common import KamCreditHoldCommon


@tagged("post_install", "-at_install")
class TestKamCreditHoldInvoice(KamCreditHoldCommon):
    """Invoices beyond credit: noted or held, as the tier says; what lessens the debt never."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.red.invoice_policy = "hold"
        cls.env.flush_all()

    def draft(self, amount, move_type="out_invoice", **vals):
        return self.root["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": self.customer.id,
                "invoice_date": TODAY,
                "invoice_date_due": day(30),
                "invoice_line_ids": [
                    Command.create({"name": "Goods", "price_unit": amount, "tax_ids": []})
                ],
                **vals,
            }
        )

    def assertPosted(self, move):
        move.action_post()
        self.assertEqual(move.state, "posted")

    def test_held(self):
        move = self.draft(1200)
        with self.assertRaisesRegex(UserError, "needs a credit release"), self.cr.savepoint():
            move.action_post()
        self.assertEqual(move.state, "draft")
        self.root["kam.credit.hold"]._hold_apart("invoice", {move.id: 1200.0})
        hold = self.hold(move)
        self.assertEqual((hold.kind, hold.amount, hold.stake), ("invoice", 1200, 200))
        self.release(hold)
        self.assertPosted(move)

    def test_fits(self):
        self.assertPosted(self.draft(1000))

    def test_noted(self):
        self.red.invoice_policy = "warn"
        move = self.draft(1200)
        self.assertPosted(move)
        self.assertEqual(move.kam_hold_ids.state, "warned")

    def test_what_is_never_held(self):
        self.invoice(self.customer, 900, due=day(20))
        self.assertPosted(self.draft(5000, "out_refund"))
        self.assertPosted(self.draft(5000, "in_invoice"))
        self.entry(
            TODAY,
            (self.receivable, self.customer, 700),
            (self.write_off_account, self.customer, -700),
        )

    def test_of_an_order_it_was_looked_at_before(self):
        order = self.try_order(900)
        self.red.credit_limit = 100
        invoice = self.bill(order.sudo(), post=False)
        self.assertPosted(invoice)

    def test_other_ways_to_post(self):
        move = self.draft(1200)
        with self.assertRaisesRegex(UserError, "needs a credit release"), self.cr.savepoint():
            move.write({"state": "posted"})
        # an order that nobody has confirmed stands for nothing
        quotation = self.quotation(5)
        move.invoice_line_ids.sale_line_ids = quotation.order_line
        with self.assertRaises(UserError), self.cr.savepoint():
            move.action_post()

    def test_what_is_written_over_totals(self):
        """What is computed of lines and invoices is only stored: it tells the check nothing."""
        move = self.draft(1200)
        move.invoice_line_ids.write({"price_total": 1})
        move.write({"amount_total_signed": 1})
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "needs a credit release"), self.cr.savepoint():
            move.action_post()
        order = self.try_order(100)
        mixed = self.bill(order.sudo(), post=False)
        mixed.write({"invoice_line_ids": [Command.create({"name": "More", "price_unit": 1200})]})
        mixed.invoice_line_ids.write({"price_total": 1})
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "needs a credit release"), self.cr.savepoint():
            mixed.action_post()

    def test_of_an_ordinary_customer(self):
        other = self.make_customer("Other")
        self.assertPosted(self.draft(5000, partner_id=other.id))

    def test_the_job_leaves_it_out(self):
        blocked = self.draft(1200, auto_post="at_date", date=TODAY)
        other = self.draft(
            50, auto_post="at_date", date=TODAY, partner_id=self.make_customer("Other").id
        )
        with self.assertRaises(UserError), self.cr.savepoint():
            (blocked | other)._post()
        other._post()
        self.assertEqual((blocked.state, other.state), ("draft", "posted"))

    def test_cancelled(self):
        move = self.draft(1200)
        self.root["kam.credit.hold"]._hold_apart("invoice", {move.id: 1200.0})
        move.button_cancel()
        self.assertEqual(move.kam_hold_ids.state, "cancelled")

    def test_whoever_posts_reads_why_it_was_refused(self):
        move = self.draft(1200)
        self.root["kam.credit.hold"]._hold_apart("invoice", {move.id: 1200.0})
        seen = move.with_user(self.accountant)
        self.assertIn("needs a credit release", seen.kam_credit_sentence)
        self.hold(move).with_user(self.credit_officer).action_refuse("Please ask for a deposit")
        self.assertIn("Please ask for a deposit", seen.kam_credit_sentence)
