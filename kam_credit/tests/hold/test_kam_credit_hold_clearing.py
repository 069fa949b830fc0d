from odoo.tests import tagged

from ..common import day
from .common import KamCreditHoldCommon


@tagged("post_install", "-at_install")
class TestKamCreditHoldClearing(KamCreditHoldCommon):
    """Doing exactly what a hold says clears it; doing less does not."""

    def note(self, order):
        note = self.hold(order).with_context(lang="en_US").clearing_note
        return note.replace("$\xa0", "").replace("$", "")

    def is_held_still(self, order):
        self.recheck()
        return bool(self.hold(order))

    def test_payment_of_invoices(self):
        old = self.invoice(self.customer, 300, due=day(10))
        new = self.invoice(self.customer, 400, due=day(20))
        order = self.try_order(650)
        self.assertEqual(
            self.note(order).split("\n"),
            [f"Payment of {old.name}: 300.00, {new.name}: 50.00", "Or: 350.00 more credit"],
        )
        self.pay(old)
        self.assertTrue(self.is_held_still(order))
        self.assertEqual(self.note(order).split("\n")[0], f"Payment of {new.name}: 50.00")
        self.pay(new, amount=49.99)
        self.assertTrue(self.is_held_still(order))
        self.pay(new, amount=0.01)
        self.assertFalse(self.is_held_still(order))

    def test_more_credit(self):
        order = self.try_order(1300)
        self.assertEqual(self.note(order), "Prepayment of 300.00\nOr: 300.00 more credit")
        self.red.credit_limit = 1299.99
        self.assertTrue(self.is_held_still(order))
        self.red.credit_limit = 1300
        self.assertFalse(self.is_held_still(order))

    def test_overdue_and_over_limit_together(self):
        late = self.invoice(self.customer, 200, due=day(-5))
        self.invoice(self.customer, 700, due=day(20))
        order = self.try_order(250)
        self.assertHeld(order, "over_limit", "overdue")
        self.assertEqual(self.note(order), f"Payment of {late.name}: 200.00")
        self.pay(late, amount=199.99)
        self.assertTrue(self.is_held_still(order))
        self.pay(late, amount=0.01)
        self.assertFalse(self.is_held_still(order))

    def test_what_is_tolerated_need_not_be_paid(self):
        self.red.overdue_tolerated = 50
        late = self.invoice(self.customer, 200, due=day(-5))
        order = self.try_order(10)
        self.assertEqual(self.note(order), f"Payment of {late.name}: 150.00")
        self.pay(late, amount=149.99)
        self.assertTrue(self.is_held_still(order))
        self.pay(late, amount=0.01)
        self.assertFalse(self.is_held_still(order))

    def test_more_than_is_open(self):
        late = self.invoice(self.customer, 200, due=day(-5))
        order = self.try_order(1300)
        self.assertEqual(
            self.note(order).split("\n"),
            [f"Payment of {late.name}: 200.00", "Prepayment of 300.00"],
        )
        self.receive(self.customer, 300)
        self.assertTrue(self.is_held_still(order))
        self.pay(late)
        self.assertFalse(self.is_held_still(order))

    def test_what_no_payment_clears(self):
        self.acme.with_user(self.credit_officer).action_block("Insolvent")
        self.assertEqual(self.note(self.try_order(10)), "The customer's orders are let go again")

    def test_the_promise_that_is_proposed(self):
        late = self.invoice(self.customer, 300, due=day(-20))
        hold = self.hold(self.try_order(900))
        context = hold.with_user(self.credit_approver).action_take_promise()["context"]
        [line] = self.open_lines(late)
        self.assertEqual(context["default_amount"], 300)
        self.assertEqual(context["default_receivable_ids"][0][2], line.ids)

    def test_releases_before(self):
        self.invoice(self.customer, 900, due=day(20))
        first = self.try_order(200)
        self.release(self.hold(first))
        first.action_confirm()
        second = self.hold(self.try_order(300))
        self.assertIn(
            "Releases in 12 months: 1, of which paid 0, overdue 0, open 1", second.history_note
        )
        invoice = self.bill(first.sudo())
        invoice = invoice.sudo()
        second.invalidate_recordset(["history_note"])
        self.pay(invoice)
        second.invalidate_recordset(["history_note"])
        self.assertIn("paid 1", second.history_note)
