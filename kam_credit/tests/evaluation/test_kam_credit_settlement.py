from odoo.fields import Command
from odoo.tests import tagged

from ..common import DUE, KamCreditCommon, day


@tagged("post_install", "-at_install")
class TestKamCreditSettlement(KamCreditCommon):
    """What of a settlement is money, and what it takes off what fell due."""

    # ------------------------------------------------------------------
    # what is no money
    # ------------------------------------------------------------------

    def test_credit_note_lowers_what_was_due(self):
        invoice = self.owe()
        self.credit_note(invoice, 30, on=day(-20))
        self.pay(invoice, on=day(-41))
        row = self.assertRate(1)
        self.assertEqual(row["amount_due"], 70)

    def test_fully_credited_invoice_gives_no_rate(self):
        self.credit_note(self.owe(), 100, on=day(-20))
        self.assertRate(None)

    def test_write_off_is_not_money(self):
        self.pay(self.owe(), 80, on=DUE, write_off=True)
        row = self.assertRate(0.8)
        self.assertEqual(row["amount_due"], 100)

    def test_write_off_on_a_current_asset_is_not_money(self):
        # such an account looks like one for money on its way to the bank, and is none
        prepaid = self.env["account.account"].create(
            {
                "name": "Prepaid expenses",
                "code": "PREPAID",
                "account_type": "asset_current",
                "reconcile": True,
            }
        )
        self.pay(self.owe(), 80, on=DUE, write_off=prepaid)
        self.assertRate(0.8)

    def test_archived_accounts_and_journals_count_as_ever(self):
        outstanding = self.env["account.account"].create(
            {
                "name": "On the way",
                "code": "ONTHEWAY",
                "account_type": "asset_current",
                "reconcile": True,
            }
        )
        self.books["bank"].inbound_payment_method_line_ids[0].payment_account_id = outstanding
        self.pay(self.owe(60), on=DUE)
        self.owe(40)
        journal = self.books["bank"]
        (self.receivable | outstanding).active = False
        journal.active = False
        row = self.assertRate(0.6)
        self.assertEqual(row["amount_due"], 100)

    def test_write_off_by_entry_is_not_money(self):
        invoice = self.owe()
        self.pay(invoice, 80, on=DUE)
        entry = self.entry(
            DUE,
            (self.write_off_account, self.customer, 20),
            (self.receivable, self.customer, -20),
        )
        self.match(invoice, entry)
        self.assertRate(0.8)

    def test_write_off_over_several_invoices_is_shared_by_amount(self):
        first, second = self.owe(300), self.owe(100, due=day(-60))
        # 40 of 400 are let go: 30 of the first, 10 of the second, which is late
        self.pay(first + second, 360, on=DUE, write_off=True)
        row = self.assertRate(270 / 400)
        self.assertEqual(row["amount_on_time"], 270)

    def test_shared_write_off_of_thirds_is_exact(self):
        invoices = self.owe(100) + self.owe(100) + self.owe(100)
        self.pay(invoices, 200, on=DUE, write_off=True)
        self.assertRate(2 / 3)

    def test_bank_statement_line_counts_as_money(self):
        invoice = self.owe()
        line = self.env["account.bank.statement.line"].create(
            {
                "payment_ref": "ref",
                "journal_id": self.books["bank"].id,
                "amount": 100,
                "date": DUE,
            }
        )
        unsynchronised = line.with_context(skip_account_move_synchronization=True)
        _liquidity, suspense, _others = unsynchronised._seek_for_lines()
        receivable = invoice.line_ids.filtered(lambda item: item.account_type == "asset_receivable")
        suspense.account_id = receivable.account_id
        (suspense + receivable).reconcile()
        self.assertRate(1)

    def test_write_off_in_a_bank_statement_line(self):
        invoice = self.owe()
        line = self.env["account.bank.statement.line"].create(
            {
                "payment_ref": "transfer",
                "journal_id": self.books["bank"].id,
                "amount": 90,
                "date": DUE,
            }
        )
        suspense = line._seek_for_lines()[1]
        # as the reconciliation screen does with a statement line that is posted from the start
        line.move_id.with_context(skip_readonly_check=True).line_ids = [
            Command.update(
                suspense.id,
                {
                    "account_id": self.receivable.id,
                    "credit": 100,
                    "partner_id": self.customer.id,
                },
            ),
            Command.create({"account_id": self.write_off_account.id, "debit": 10}),
        ]
        self.match(invoice, line.move_id)
        self.assertRate(0.9)

    def test_discount_taken_in_time(self):
        term = self.early_discount_term()
        invoice = self.owe(date=day(-70), term=term)
        payment = self.pay(invoice, on=day(-65))
        self.assertEqual(payment.amount, 98)
        row = self.assertRate(1)
        self.assertEqual((row["amount_due"], row["amount_on_time"]), (98, 98))

    def test_discount_taken_too_late_is_a_write_off(self):
        term = self.early_discount_term()
        invoice = self.owe(date=day(-70), term=term)
        self.pay(invoice, 98, on=day(-50), write_off=True)
        row = self.assertRate(0.98)
        self.assertEqual(row["amount_due"], 100)

    def test_discount_in_time_of_a_late_payment(self):
        term = self.early_discount_term(days=45)
        invoice = self.owe(date=day(-80), term=term)
        self.pay(invoice, 98, on=day(-40), write_off=True)
        row = self.assertRate(0)
        self.assertEqual(row["amount_due"], 98)

    def test_write_off_of_a_late_payment(self):
        invoice = self.owe(due=DUE)
        payment = self.pay(invoice, 90, on=day(-30), write_off=True)
        row = self.assertRate(0)
        self.assertEqual(row["amount_due"], 100)
        self.store(self.customer)
        settlement = self.root["kam.credit.settlement"].search(
            [("move_id", "=", payment.move_id.id)]
        )
        self.assertEqual(settlement.amount_money, 90)

    def test_reconciled_with_nothing_beside_a_full_payment(self):
        invoice = self.owe(due=DUE)
        self.pay(invoice, on=DUE)
        invoice.line_ids.matched_credit_ids.copy({"amount": 0})
        row = self.assertRate(1)
        self.assertEqual((row["amount_due"], row["amount_on_time"]), (100, 100))

    def test_write_off_beyond_the_discount(self):
        term = self.early_discount_term()
        invoice = self.owe(date=day(-70), term=term)
        self.pay(invoice, 80, on=day(-65), write_off=True)
        row = self.assertRate(80 / 98)
        self.assertEqual((row["amount_due"], row["amount_on_time"]), (98, 80))

    def test_discount_within_a_payment_over_several_invoices(self):
        entitled = self.owe(date=day(-70), term=self.early_discount_term())
        other = self.owe(due=DUE)
        self.pay(entitled + other, 198, on=day(-65), write_off=True)
        row = self.assertRate(1)
        self.assertEqual(row["amount_due"], 198)

    def test_discounts_in_time_and_too_late_within_one_payment(self):
        term = self.early_discount_term()
        in_time = self.owe(date=day(-70), term=term)
        too_late = self.owe(date=day(-90), term=term)
        self.pay(in_time + too_late, 198, on=day(-65), write_off=True)
        row = self.assertRate(1)
        self.assertEqual((row["amount_due"], row["amount_on_time"]), (198, 198))

    # ------------------------------------------------------------------
    # netting
    # ------------------------------------------------------------------

    def test_netted_against_a_bill_in_time(self):
        bill = self.invoice(self.customer, 100, date=day(-60), move_type="in_invoice")
        entry = self.net(self.owe(), 100, DUE)
        (bill + entry).line_ids.filtered(
            lambda line: line.account_type == "liability_payable"
        ).reconcile()
        self.assertRate(1)

    def test_netted_too_late(self):
        self.net(self.owe(), 100, day(-39))
        self.assertRate(0)

    def test_netted_in_part(self):
        invoice = self.owe()
        entry = self.entry(
            DUE,
            (self.payable, self.customer, 60),
            (self.write_off_account, self.customer, 40),
            (self.receivable, self.customer, -100),
        )
        self.match(invoice, entry)
        self.assertRate(0.6)

    def test_payable_of_somebody_else_is_no_netting(self):
        self.net(self.owe(), 100, DUE, payable_of=self.make_customer("Another"))
        self.assertRate(0)

    def test_set_off_of_somebody_else_in_the_same_entry(self):
        another = self.make_customer("Another")
        invoice, other = self.owe(50), self.owe(50, partner=another)
        entry = self.entry(
            DUE,
            (self.payable, another, 100),
            (self.receivable, another, -50),
            (self.receivable, self.customer, -50),
        )
        lines = self.open_lines(entry)
        for move in invoice, other:
            partner = move.partner_id
            (
                lines.filtered(lambda line, p=partner: line.partner_id == p) + self.open_lines(move)
            ).reconcile()
        self.assertRate(0)
        self.assertRate(1, another)
