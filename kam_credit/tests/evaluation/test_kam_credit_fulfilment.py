from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..common import DUE, TODAY, KamCreditCommon, day
from ..oracle import Oracle


@tagged("post_install", "-at_install")
class TestKamCreditFulfilment(KamCreditCommon):
    """The contract fulfilment rate, situation by situation."""

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
        other = self.setup_other_company()
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
