from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import TODAY, KamCreditCommon, day
from .oracle import Oracle

DUE = day(-40)


@tagged("post_install", "-at_install")
class TestKamCreditFulfilment(KamCreditCommon):
    """The contract fulfilment rate, situation by situation."""

    def owe(self, amount=100, due=DUE, partner=None, **options):
        return self.invoice(partner or self.customer, amount, due=due, **options)

    # ------------------------------------------------------------------
    # on time or late
    # ------------------------------------------------------------------

    def test_paid_on_the_due_date(self):
        self.pay(self.owe(), on=DUE)
        row = self.assertRate(1)
        self.assertEqual((row["amount_due"], row["amount_on_time"]), (100, 100))

    def test_one_day_late_without_grace(self):
        self.pay(self.owe(), on=day(-39))
        row = self.assertRate(0)
        self.assertEqual((row["amount_due"], row["amount_on_time"]), (100, 0))

    def test_one_day_late_with_three_days_of_grace(self):
        self.company.kam_credit_grace_days = 3
        self.pay(self.owe(), on=day(-39))
        self.assertRate(1)

    def test_last_day_of_grace_and_the_day_after(self):
        self.company.kam_credit_grace_days = 3
        self.pay(self.owe(60), on=day(-37))
        self.pay(self.owe(40), on=day(-36))
        self.assertRate(0.6)

    def test_part_on_time_part_late(self):
        invoice = self.owe()
        self.pay(invoice, 60, on=DUE)
        self.pay(invoice, 40, on=day(-20))
        self.assertRate(0.6)

    def test_unpaid_and_overdue(self):
        self.owe()
        self.assertRate(0)

    def test_not_yet_due_gives_no_rate(self):
        self.owe(due=day(5))
        self.assertRate(None)

    def test_due_today_is_not_yet_late(self):
        self.owe(due=TODAY)
        self.assertRate(None)

    def test_due_yesterday_counts(self):
        self.owe(due=day(-1))
        self.assertRate(0)

    def test_days_of_grace_delay_when_an_instalment_counts(self):
        self.company.kam_credit_grace_days = 3
        self.owe(due=day(-3))
        self.assertRate(None)
        self.owe(due=day(-4))
        self.assertRate(0)

    def test_no_invoices_no_rate(self):
        row = self.evaluate(self.customer)
        self.assertIsNone(row["fulfilment_rate"])
        self.assertEqual(row["transaction_amount"], 0)

    # ------------------------------------------------------------------
    # window
    # ------------------------------------------------------------------

    def test_paid_instalments_count_for_365_days(self):
        self.pay(self.owe(due=day(-365)), on=day(-365))
        self.assertRate(1)

    def test_paid_instalments_older_than_the_window_do_not_count(self):
        self.pay(self.owe(due=day(-366)), on=day(-300))
        self.assertRate(None)

    def test_unpaid_for_400_days_still_counts(self):
        self.owe(300, due=day(-400))
        self.pay(self.owe(100), on=DUE)
        row = self.assertRate(0.25)
        self.assertEqual(row["amount_due"], 400)

    def test_old_instalment_paid_in_part_still_counts(self):
        invoice = self.owe(due=day(-400))
        self.pay(invoice, 60, on=day(-400))
        self.assertRate(0.6)
        self.pay(invoice, on=day(-100))
        self.assertRate(None)

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
        self.inbound_payment_method_line.payment_account_id = outstanding
        self.pay(self.owe(60), on=DUE)
        self.owe(40)
        journal = self.inbound_payment_method_line.journal_id
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
        self.pay_with_statement_line(
            invoice, self.company_data["default_journal_bank"].id, DUE, 100
        )
        self.assertRate(1)

    def test_write_off_in_a_bank_statement_line(self):
        invoice = self.owe()
        line = self.env["account.bank.statement.line"].create(
            {
                "payment_ref": "transfer",
                "journal_id": self.company_data["default_journal_bank"].id,
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

    # ------------------------------------------------------------------
    # undone, currencies, instalments, contacts
    # ------------------------------------------------------------------

    def test_cancelled_payment_does_not_count(self):
        payment = self.pay(self.owe(), on=DUE)
        self.assertRate(1)
        payment.action_draft()
        payment.action_cancel()
        self.assertRate(0)

    def test_foreign_currency_with_exchange_loss(self):
        self.eur.rate_ids.unlink()
        for since, rate in ((day(-400), 0.5), (day(-50), 0.625)):
            self.env["res.currency.rate"].create(
                {
                    "name": since,
                    "rate": rate,
                    "currency_id": self.eur.id,
                    "company_id": self.company.id,
                }
            )
        invoice = self.owe(date=day(-70), currency=self.eur)
        self.pay(invoice, on=DUE, currency=self.eur)
        # 100 EUR were 200, and 160 when they came in
        row = self.assertRate(1)
        self.assertEqual(row["transaction_amount"], 200)
        self.assertEqual((row["amount_due"], row["amount_on_time"]), (160, 160))

    def test_foreign_currency_with_exchange_gain(self):
        self.eur.rate_ids.unlink()
        for since, rate in ((day(-400), 0.5), (day(-50), 0.4)):
            self.env["res.currency.rate"].create(
                {
                    "name": since,
                    "rate": rate,
                    "currency_id": self.eur.id,
                    "company_id": self.company.id,
                }
            )
        invoice = self.owe(date=day(-70), currency=self.eur)
        self.pay(invoice, on=DUE, currency=self.eur)
        row = self.assertRate(1)
        self.assertEqual((row["amount_due"], row["amount_on_time"]), (200, 200))

    def test_second_instalment_unpaid(self):
        term = self.split_term((30, 0), (70, 30))
        invoice = self.owe(date=day(-70), term=term)
        self.pay(invoice, 30, on=day(-70))
        row = self.assertRate(0.3)
        self.assertEqual(row["amount_due"], 100)

    def test_second_instalment_not_yet_due(self):
        term = self.split_term((30, 0), (70, 30))
        invoice = self.owe(date=day(-10), term=term)
        self.pay(invoice, 30, on=day(-10))
        row = self.assertRate(1)
        self.assertEqual(row["amount_due"], 30)

    def test_invoice_to_a_contact_counts_for_the_company(self):
        contact = self.make_customer("Branch office", parent=self.customer)
        self.pay(self.owe(60, partner=contact), on=DUE)
        self.owe(40)
        row = self.assertRate(0.6)
        self.assertEqual(row["partner_id"], self.customer.id)
        self.assertEqual(self.evaluate(contact)["partner_id"], self.customer.id)

    def test_customer_that_became_a_contact_counts_for_the_company(self):
        contact = self.make_customer("Independent before")
        self.pay(self.owe(60, partner=contact), on=DUE)
        contact.write({"is_company": False, "parent_id": self.customer.id})
        self.assertEqual(contact.commercial_partner_id, self.customer)
        self.owe(40)
        row = self.assertRate(0.6)
        self.assertEqual(row["transaction_amount"], 100)

    def test_other_debtors_and_companies_do_not_count(self):
        other = self.setup_other_company(name="Elsewhere")["company"]
        self.pay(self.owe(), on=DUE)
        self.owe(due=DUE, company=other)
        self.owe(due=DUE, partner=self.make_customer("Another"))
        self.assertRate(1)

    def test_refunds_and_receipts_are_no_instalments(self):
        self.pay(self.owe(), on=DUE)
        self.invoice(self.customer, 50, due=DUE, move_type="out_receipt")
        self.assertRate(1)

    def test_draft_and_cancelled_invoices_do_not_count(self):
        self.pay(self.owe(), on=DUE)
        self.owe().button_draft()
        draft = self.owe()
        draft.button_draft()
        draft.button_cancel()
        self.assertRate(1)

    # ------------------------------------------------------------------
    # a day in the past
    # ------------------------------------------------------------------

    def test_payments_after_the_day_do_not_count(self):
        self.pay(self.owe(100, due=day(-100)), on=day(-100))
        self.pay(self.owe(100, due=day(-90)), on=day(-80))
        self.assertRate(0.5)
        self.assertRate(0.5, as_of=day(-85))
        self.assertRate(1, as_of=day(-95))

    def test_old_instalment_still_open_on_that_day(self):
        invoice = self.owe(100, due=day(-450))
        self.pay(invoice, on=day(-20))
        self.assertRate(None)
        self.assertRate(0, as_of=day(-21))
        self.assertRate(None, as_of=day(-20))

    def test_credit_notes_after_the_day_do_not_count(self):
        invoice = self.owe()
        self.pay(invoice, 70, on=DUE)
        self.credit_note(invoice, 30, on=day(-10))
        self.assertRate(1)
        self.assertRate(1, as_of=day(-10))
        row = self.assertRate(0.7, as_of=day(-11))
        self.assertEqual(row["amount_due"], 100)

    def test_invoices_after_the_day_do_not_count(self):
        self.pay(self.owe(100, due=day(-100)), on=day(-100))
        # due before it was written: accounting dates decide
        self.owe(100, due=day(-100), date=day(-30))
        self.assertRate(0.5)
        self.assertRate(1, as_of=day(-31))

    # ------------------------------------------------------------------
    # switches
    # ------------------------------------------------------------------

    def test_minimum_of_instalments(self):
        self.company.kam_credit_minimum_due = 2
        self.owe()
        self.assertRate(None)
        self.owe()
        self.assertRate(0)

    def test_credited_instalments_do_not_make_up_the_minimum(self):
        self.company.kam_credit_minimum_due = 2
        self.owe()
        self.credit_note(self.owe(), 100, on=day(-20))
        self.assertRate(None)

    def test_counting_instalments(self):
        self.company.kam_credit_basis = "count"
        self.pay(self.owe(10), on=DUE)
        self.pay(self.owe(10), on=DUE)
        self.owe(1000)
        part = self.owe(100)
        self.pay(part, 99, on=DUE)
        self.assertRate(0.5)

    def test_share_that_counts_as_honoured(self):
        self.company.kam_credit_basis = "count"
        self.company.kam_credit_honoured_share = 0.9
        self.pay(self.owe(), 90, on=DUE)
        self.pay(self.owe(), 89.99, on=DUE)
        self.assertEqual(self.evaluate(self.customer)["fulfilment_rate"], 0.5)
        figures = Oracle(self.company, TODAY).figures()[self.customer.id]
        self.assertEqual(figures.honoured(share=9 / 10), 1)

    def test_share_has_no_effect_on_amounts(self):
        self.company.kam_credit_honoured_share = 0.5
        self.pay(self.owe(), 60, on=DUE)
        self.assertRate(0.6)

    def test_policy_out_of_range_is_refused(self):
        for fname, value in (
            ("kam_credit_threshold", 75),
            ("kam_credit_threshold", -0.1),
            ("kam_credit_grace_days", -1),
            ("kam_credit_minimum_due", 0),
            ("kam_credit_honoured_share", 0),
            ("kam_credit_honoured_share", 1.1),
        ):
            with (
                self.subTest(field=fname, value=value),
                self.assertRaisesRegex(ValidationError, "enter a value from"),
                self.cr.savepoint(),
            ):
                self.company[fname] = value
