from unittest.mock import patch

from odoo.tests import tagged

from ..bookkeeping import KamCreditBookkeeping
from ..common import day

LAST = day(-10)


@tagged("post_install", "-at_install")
class TestKamCreditGuard(KamCreditBookkeeping):
    """Whatever is not matched yet and would lift the rate holds a downgrade up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_organisation()
        cls.company.kam_credit_allocation_user_id = cls.accountant
        cls.bank = cls.books["bank"].default_account_id

    def assertHeldUp(self, partner, expected=True):
        """Assert that accounting is asked to allocate, or that the downgrade happens."""
        self.store(partner)
        profile = self.profile(partner)
        self.assertEqual(profile.account_state, "key" if expected else "ordinary")
        self.assertEqual(bool(profile.date_allocation_due), expected)

    def falling(self, name, amount=1000, paid=0, **options):
        """Return a key account with one invoice, due ten days ago, paid in part on its day."""
        partner = self.make_customer(name)
        invoice = self.invoice(partner, amount, due=LAST, **options)
        if paid:
            self.pay(invoice, paid, on=LAST, currency=invoice.currency_id)
        self.make_key(partner)
        return partner, invoice

    def credited(self, partner, amount):
        return self.item(self.receivable, -amount, partner)

    # ------------------------------------------------------------------
    # what counts
    # ------------------------------------------------------------------

    def test_receipt(self):
        for amount, held_up in ((750, True), (749.99, False)):
            with self.subTest(amount=amount):
                partner, _invoice = self.falling(f"Sent {amount}")
                self.receive(partner, amount, on=LAST)
                self.assertHeldUp(partner, held_up)

    def test_bank_entry_by_hand(self):
        for on, held_up in ((LAST, True), (day(-9), False)):
            with self.subTest(on=on):
                partner, _invoice = self.falling(f"On {on}")
                self.book(on, self.item(self.bank, 1000), self.credited(partner, 1000))
                self.assertHeldUp(partner, held_up)

    def test_write_off_by_hand_is_no_money(self):
        partner, _invoice = self.falling("Written off")
        items = self.item(self.write_off_account, 1000), self.credited(partner, 1000)
        self.book(LAST, *items)
        self.assertHeldUp(partner, False)

    def test_bank_entry_with_a_fee(self):
        for fee, held_up in ((250, True), (251, False)):
            with self.subTest(fee=fee):
                partner, _invoice = self.falling(f"Fee of {fee}")
                items = self.item(self.bank, 1000 - fee), self.item(self.write_off_account, fee)
                self.book(LAST, *items, self.credited(partner, 1000))
                self.assertHeldUp(partner, held_up)

    def test_suspense_line(self):
        partner, _invoice = self.falling("Transferred")
        self.bank_line(LAST, 1000, partner=partner)
        self.assertHeldUp(partner)

    def test_suspense_line_too_late(self):
        partner, _invoice = self.falling("Transferred late")
        self.bank_line(day(-9), 1000, partner=partner)
        self.assertHeldUp(partner, False)

    def test_credit_note(self):
        # 600 of 1000 were paid; without 200 that are credited it is three quarters of 800
        for amount, held_up in ((200, True), (199, False)):
            with self.subTest(amount=amount):
                partner, invoice = self.falling(f"Credited {amount}", paid=600)
                self.credit_note(invoice, amount, on=day(-1), match=False)
                self.assertHeldUp(partner, held_up)

    def test_credit_note_and_receipt_together(self):
        for amount, held_up in ((150, True), (149, False)):
            with self.subTest(amount=amount):
                partner, invoice = self.falling(f"Both {amount}", paid=450)
                self.credit_note(invoice, 200, on=day(-30), match=False)
                self.receive(partner, amount, on=LAST)
                self.assertHeldUp(partner, held_up)

    def test_payment_that_is_not_booked_yet(self):
        # with other accounting addons payments wait for their bank line
        self.books["bank"].inbound_payment_method_line_ids.payment_account_id = False
        partner, _invoice = self.falling("In process")
        moves = type(self.env["account.move"])
        with patch.object(moves, "_get_invoice_in_payment_state", lambda self: "in_payment"):
            payment = self.receive(partner, 1000, on=LAST)
        self.assertEqual(payment.state, "in_process")
        self.assertFalse(payment.move_id)
        self.assertHeldUp(partner)

    def test_payment_that_was_cancelled(self):
        partner, _invoice = self.falling("Cancelled")
        payment = self.receive(partner, 1000, on=LAST)
        payment.action_draft()
        payment.action_cancel()
        self.assertHeldUp(partner, False)

    def test_money_sent_to_a_customer_is_no_receipt(self):
        partner, _invoice = self.falling("Refunded")
        payment = self.env["account.payment"].create(
            {
                "amount": 1000,
                "date": LAST,
                "payment_type": "outbound",
                "partner_type": "customer",
                "partner_id": partner.id,
                "journal_id": self.books["bank"].id,
            }
        )
        payment.action_post()
        self.assertHeldUp(partner, False)

    def test_withheld_entry(self):
        state = self.account("Withheld", treatment="withheld")
        partner, _invoice = self.falling("Withheld", paid=600)
        self.book(LAST, self.item(state, 200), self.credited(partner, 200))
        self.assertHeldUp(partner)

    # ------------------------------------------------------------------
    # how it is allocated
    # ------------------------------------------------------------------

    def test_oldest_first(self):
        # 750 go to the instalment that is long overdue, for which they are late
        partner, _invoice = self.falling("Older debt", amount=1000)
        self.invoice(partner, 200, due=day(-100))
        self.receive(partner, 950, on=LAST)
        # 200 are late, 750 in time, of 1200
        self.assertHeldUp(partner, False)

    def test_oldest_first_and_enough(self):
        partner, _invoice = self.falling("Older debt", amount=1000)
        self.invoice(partner, 200, due=day(-100))
        self.receive(partner, 1200, on=LAST)
        # 200 are late, 1000 in time, of 1200
        self.assertHeldUp(partner)

    def test_exchange_is_part_of_it(self):
        # of 1000 euro, then 2000, 790 at 1.60 are 1264; the loss of 316 on them falls not due
        for euros, held_up in ((790, True), (780, False)):
            with self.subTest(euros=euros):
                self.euro_rates((day(-900), 0.5), (day(-20), 0.625))
                partner, _invoice = self.falling(f"Sent {euros}", currency=self.eur)
                payment = self.env["account.payment"].create(
                    {
                        "amount": euros,
                        "currency_id": self.eur.id,
                        "date": LAST,
                        "payment_type": "inbound",
                        "partner_type": "customer",
                        "partner_id": partner.id,
                        "journal_id": self.books["bank"].id,
                    }
                )
                payment.action_post()
                self.assertEqual(self.lifts(payment), held_up)
                self.assertHeldUp(partner, held_up)

    def lifts(self, payment):
        """Return whether the rate reaches three quarters when a payment is really matched."""
        partner = payment.partner_id
        invoice = self.env["account.move"].search(
            [("partner_id", "=", partner.id), ("move_type", "=", "out_invoice")]
        )
        with self.cr.savepoint() as savepoint:
            self.match(invoice, payment.move_id)
            rate = self.evaluate(partner)["fulfilment_rate"]
            savepoint.rollback()
            self.env.invalidate_all()
        return rate is not None and rate >= 0.75

    def test_full_payment_in_a_currency_that_lost(self):
        self.euro_rates((day(-900), 0.5), (day(-20), 0.8))
        partner, _invoice = self.falling("In euro", currency=self.eur)
        payment = self.env["account.payment"].create(
            {
                "amount": 1000,
                "currency_id": self.eur.id,
                "date": LAST,
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": partner.id,
                "journal_id": self.books["bank"].id,
            }
        )
        payment.action_post()
        # 1250 of 2000 is less than three quarters, but it is all that is owed
        self.assertTrue(self.lifts(payment))
        self.assertHeldUp(partner)

    # ------------------------------------------------------------------
    # whose it is
    # ------------------------------------------------------------------

    def test_credit_note_of_a_contact_that_moved_away(self):
        partner, _invoice = self.falling("Left by its contact", paid=600)
        other, _invoice = self.falling("Joined by it", paid=600)
        contact = self.make_customer("Contact", parent=partner)
        self.invoice(contact, 200, date=day(-5), due=day(-5), move_type="out_refund")
        contact.parent_id = other
        self.assertHeldUp(partner)
        self.assertHeldUp(other, False)

    def test_receipt_in_a_branch(self):
        branch = self.make_branch()
        partner, _invoice = self.falling("Pays the branch")
        self.receive(partner, 1000, on=LAST, company=branch)
        self.assertHeldUp(partner)

    def test_receipt_elsewhere(self):
        other = self.setup_other_company()
        partner, _invoice = self.falling("Pays another")
        self.receive(partner, 1000, on=LAST, company=other)
        self.assertHeldUp(partner, False)

    def test_matched_receipts_do_not_count_twice(self):
        partner, _invoice = self.falling("Paid in part", paid=500)
        self.assertHeldUp(partner, False)
