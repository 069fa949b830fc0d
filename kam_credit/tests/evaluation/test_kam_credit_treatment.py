from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from ..bookkeeping import KamCreditBookkeeping
from ..common import DUE, day


@tagged("post_install", "-at_install")
class TestKamCreditTreatment(KamCreditBookkeeping):
    """What settles a receivable is split by what stands in the entry, netted by treatment."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bank = cls.books["bank"].default_account_id

    def fee(self, amount, partner=None):
        """A line on an account without a treatment: a cost, or income when negative."""
        return self.item(self.write_off_account, amount, partner)

    # ------------------------------------------------------------------
    # money
    # ------------------------------------------------------------------

    def test_bank_entry_by_hand(self):
        self.book(DUE, self.item(self.bank, 100), self.paid_off(100), settles=self.owe())
        self.assertHonoured(100)

    def test_bank_entry_by_hand_too_late(self):
        self.book(day(-39), self.item(self.bank, 100), self.paid_off(100), settles=self.owe())
        self.assertFigures(100, 0)

    def test_bank_entry_by_hand_with_a_fee(self):
        items = self.item(self.bank, 98), self.fee(2), self.paid_off(100)
        self.book(DUE, *items, settles=self.owe())
        self.assertFigures(100, 98)

    def test_outstanding_and_suspense_accounts_by_hand(self):
        outstanding = self.books["bank"].inbound_payment_method_line_ids[0].payment_account_id
        suspense = self.books["bank"].suspense_account_id
        for account in outstanding, suspense, self.company.transfer_account_id:
            with self.subTest(account=account.name):
                partner = self.make_customer(account.name)
                items = self.item(account, 100), self.paid_off(100, partner)
                self.book(DUE, *items, settles=self.owe(partner=partner))
                self.assertFigures(100, 100, partner)

    def test_invoice_paid_at_the_till(self):
        till = self.company.account_default_pos_receivable_account_id
        self.assertEqual(till.account_type, "asset_receivable")
        self.book(DUE, self.item(till, 100), self.paid_off(100), settles=self.owe())
        self.assertHonoured(100)

    def test_acceptance_bill(self):
        for kind in ("asset_current", "asset_receivable"):
            with self.subTest(kind=kind):
                partner = self.make_customer(kind)
                bills = self.account(f"{kind[6:9]} bills", kind, "money")
                items = self.item(bills, 100, partner), self.paid_off(100, partner)
                self.book(day(-50), *items, settles=self.owe(partner=partner))
                self.assertFigures(100, 100, partner)

    def test_bad_debt_through_a_cash_journal(self):
        cash = self.env["account.journal"].create(
            {"name": "Till", "type": "cash", "code": "TILL", "company_id": self.company.id}
        )
        items = self.fee(100), self.paid_off(100)
        self.book(DUE, *items, journal=cash, settles=self.owe())
        self.assertFigures(100, 0)

    def test_cost_account_of_a_way_to_pay_is_no_money(self):
        losses = self.account("Losses", "expense")
        self.books["bank"].inbound_payment_method_line_ids[0].payment_account_id = losses
        self.book(DUE, self.item(losses, 100), self.paid_off(100), settles=self.owe())
        self.assertFigures(100, 0)

    def test_overpaid(self):
        payment = self.receive(self.customer, 150, on=DUE)
        self.match(self.owe(), payment.move_id)
        self.assertHonoured(100)

    def test_overpaid_with_a_fee(self):
        # 144 and a fee of 6 for 150: two thirds of the fee lie on the invoice of 100
        items = self.paid_off(150), self.fee(6)
        self.bank_line(DUE, 144, *items, settles=self.owe())
        self.assertFigures(100, 96)

    def test_bank_line_with_interest_income(self):
        items = self.paid_off(100), self.fee(-3)
        self.bank_line(DUE, 103, *items, settles=self.owe())
        self.assertHonoured(100)

    def test_bank_line_with_a_fee_and_more_interest(self):
        # netted: the interest of 3 bears the fee of 2
        items = self.paid_off(100), self.fee(2), self.fee(-3)
        self.bank_line(DUE, 101, *items, settles=self.owe())
        self.assertHonoured(100)

    def test_bank_line_with_interest_and_a_higher_fee(self):
        items = self.paid_off(100), self.fee(5), self.fee(-3)
        self.bank_line(DUE, 98, *items, settles=self.owe())
        self.assertFigures(100, 98)

    def test_bank_line_with_what_else_was_paid(self):
        # 40 more went to the customer's payable: no part of the invoice
        items = self.paid_off(60), self.item(self.payable, -40, self.customer)
        self.bank_line(DUE, 100, *items, settles=self.owe(60))
        self.assertHonoured(60)

    def test_bank_line_in_part_unknown(self):
        items = self.paid_off(100), self.item(self.books["bank"].suspense_account_id, -50)
        self.bank_line(DUE, 150, *items, settles=self.owe())
        self.assertHonoured(100)

    def test_bank_line_of_several_customers_with_a_fee(self):
        other = self.make_customer("Another")
        invoices = self.owe(60) + self.owe(20) + self.owe(20, partner=other)
        items = self.paid_off(80), self.paid_off(20, other), self.fee(10)
        self.bank_line(DUE, 90, *items, settles=invoices)
        self.assertFigures(80, 72)
        self.assertFigures(20, 18, other)

    def take_credit_note(self, on):
        """Pay 100 for an invoice of 120 and a credit note of 20."""
        invoice = self.owe(120)
        refund = self.credit_note(invoice, 20, on=day(-50), match=False)
        opened = self.item(self.receivable, 20, self.customer)
        line = self.bank_line(on, 100, self.paid_off(120), opened, settles=invoice)
        debit = line.move_id.line_ids.filtered(
            lambda item: item.account_id == self.receivable and item.balance > 0
        )
        (debit + self.open_lines(refund)).reconcile()

    def test_bank_line_takes_a_credit_note_into_account(self):
        self.take_credit_note(DUE)
        self.assertHonoured(100)

    def test_late_bank_line_takes_a_credit_note_into_account(self):
        self.take_credit_note(day(-39))
        self.assertFigures(100, 0)

    def test_payment_booked_on_the_wrong_customer(self):
        other = self.make_customer("Another")
        payment = self.receive(other, 100, on=DUE)
        items = self.item(self.receivable, 100, other), self.paid_off(100)
        entry = self.book(day(-5), *items, settles=self.owe())
        debit = entry.line_ids.filtered(lambda line: line.balance > 0)
        (debit + self.open_lines(payment.move_id)).reconcile()
        self.assertFigures(100, 100)

    def test_payment_that_leaves_the_rest_on_the_receivable(self):
        # a new receivable in place of the old one is no money
        items = self.paid_off(100), self.item(self.receivable, 20, self.customer)
        self.bank_line(DUE, 80, *items, settles=self.owe())
        self.assertFigures(100, 80)

    # ------------------------------------------------------------------
    # withheld
    # ------------------------------------------------------------------

    def withhold(self, percent, on=DUE):
        """Pay an invoice of 100 less a tax, with the pair of base lines that Odoo adds."""
        tax = self.env["account.tax"].create(
            {
                "name": f"Withheld {percent}",
                "amount_type": "percent",
                "amount": -percent,
                "invoice_repartition_line_ids": [
                    Command.create({"repartition_type": "base"}),
                    Command.create({"repartition_type": "tax"}),
                ],
            }
        )
        part = tax.invoice_repartition_line_ids.filtered(lambda row: row.repartition_type == "tax")
        state = self.account(f"State {percent}", "asset_current")
        base = self.account(f"Base {percent}", "income")
        ledger = type(self.env["kam.credit.ledger"])
        self.startPatcher(
            patch.object(ledger, "_withholding_tax_ids", lambda self, companies: (tax.id,))
        )
        self.book(
            on,
            self.item(self.bank, 100 - percent),
            self.item(state, percent, tax_repartition_line_id=part.id),
            self.item(base, 100),
            self.item(base, -100),
            self.paid_off(100),
            settles=self.owe(),
        )

    def test_withheld_1_percent(self):
        self.withhold(1)
        self.assertHonoured(100)

    def test_withheld_30_percent(self):
        self.withhold(30)
        self.assertHonoured(100)

    def test_withheld_with_a_late_payment(self):
        self.withhold(30, on=day(-39))
        self.assertFigures(100, 0)

    def test_withheld_by_account(self):
        state = self.account("Withheld", treatment="withheld")
        base = self.account("Withheld base", "income")
        items = self.item(state, 30), self.item(base, 100), self.item(base, -100)
        self.bank_line(DUE, 70, self.paid_off(100), *items, settles=self.owe())
        self.assertHonoured(100)

    def test_base_pair_alone_changes_nothing(self):
        base = self.account("Base", "income")
        items = self.fee(10), self.item(base, 100), self.item(base, -100)
        self.bank_line(DUE, 90, self.paid_off(100), *items, settles=self.owe())
        self.assertFigures(100, 90)

    # ------------------------------------------------------------------
    # exchange
    # ------------------------------------------------------------------

    def test_exchange_loss_within_a_payment(self):
        loss = self.company.expense_currency_exchange_account_id
        items = self.paid_off(100), self.item(loss, 4)
        self.bank_line(DUE, 96, *items, settles=self.owe())
        self.assertHonoured(96)

    def test_exchange_gain_within_a_payment(self):
        gain = self.company.income_currency_exchange_account_id
        items = self.paid_off(100), self.item(gain, -4)
        self.bank_line(DUE, 104, *items, settles=self.owe())
        self.assertHonoured(100)

    def test_exchange_by_account(self):
        own = self.account("Rate differences", "expense", "exchange")
        items = self.paid_off(100), self.item(own, 4)
        self.bank_line(DUE, 96, *items, settles=self.owe())
        self.assertHonoured(96)

    # ------------------------------------------------------------------
    # moved
    # ------------------------------------------------------------------

    def retain(self, kind="asset_current", due=DUE, treatment="moved"):
        """Pay 80 of an invoice of 100 in time, and keep 20 back; return the entry."""
        self.retention = self.account("Retention", kind, treatment)
        items = self.paid_off(100), self.item(self.retention, 20, self.customer)
        return self.bank_line(due, 80, *items, settles=self.owe(due=due)).move_id

    def release(self, entry, amount, on, *items):
        line = self.bank_line(on, amount, *items) if items else None
        credit = line.move_id.line_ids.filtered(lambda row: row.account_id == self.retention)
        (entry.line_ids.filtered(lambda row: row.account_id == self.retention) + credit).reconcile()

    def test_rest_kept_back(self):
        self.retain()
        self.assertFigures(100, 80)

    def test_rest_on_another_receivable_account(self):
        self.retain("asset_receivable", treatment=None)
        self.assertFigures(100, 80)

    def test_kept_back_and_released_in_time(self):
        entry = self.retain(due=day(-50))
        self.release(entry, 20, day(-50), self.item(self.retention, -20, self.customer))
        self.assertFigures(100, 100)

    def test_kept_back_and_released_late(self):
        entry = self.retain(due=day(-50))
        self.release(entry, 20, day(-49), self.item(self.retention, -20, self.customer))
        self.assertFigures(100, 80)

    def test_kept_back_and_released_in_part_with_a_fee(self):
        entry = self.retain(due=day(-50))
        items = self.item(self.retention, -10, self.customer), self.fee(1)
        self.release(entry, 9, day(-50), *items)
        self.assertFigures(100, 89)

    def test_kept_back_and_written_off(self):
        entry = self.retain(due=day(-50))
        items = self.item(self.retention, -20, self.customer), self.fee(20)
        write_off = self.book(day(-50), *items)
        lines = (entry + write_off).line_ids
        lines.filtered(lambda row: row.account_id == self.retention).reconcile()
        self.assertFigures(100, 80)

    def test_kept_back_long_ago_is_still_due(self):
        entry = self.retain(due=day(-400))
        self.assertFigures(100, 80)
        self.release(entry, 20, day(-10), self.item(self.retention, -20, self.customer))
        self.assertFigures(100, 80, as_of=day(-11))
        self.assertRate(None)

    def test_doubtful_receivable(self):
        doubtful = self.account("Doubtful", "asset_receivable")
        items = self.item(doubtful, 100, self.customer), self.paid_off(100)
        entry = self.book(day(-50), *items, settles=self.owe())
        self.assertFigures(100, 0)
        items = (self.item(doubtful, -100, self.customer),)
        line = self.bank_line(DUE, 100, *items)
        lines = (entry + line.move_id).line_ids
        lines.filtered(lambda row: row.account_id == doubtful).reconcile()
        self.assertFigures(100, 100)

    # ------------------------------------------------------------------
    # assigned, written off, mixed
    # ------------------------------------------------------------------

    def test_assigned_receivable_is_neutral(self):
        factor = self.account("Factor", treatment="assigned")
        items = self.item(factor, 100), self.paid_off(100)
        self.book(day(-50), *items, settles=self.owe())
        self.assertRate(None)
        self.assertFigures(0, 0, as_of=day(-20))

    def test_assigned_in_part(self):
        factor = self.account("Factor", treatment="assigned")
        invoice = self.owe()
        self.book(day(-50), self.item(factor, 60), self.paid_off(60), settles=invoice)
        self.assertFigures(40, 0)
        self.pay(invoice, on=DUE)
        self.assertFigures(40, 40)

    def test_known_until_it_is_assigned(self):
        factor = self.account("Factor", treatment="assigned")
        items = self.item(factor, 100), self.paid_off(100)
        self.book(day(-20), *items, settles=self.owe())
        self.assertFigures(100, 0, as_of=day(-21))
        self.assertRate(None)

    def test_late_bank_line_with_an_exchange_loss(self):
        loss = self.company.expense_currency_exchange_account_id
        items = self.paid_off(100), self.item(loss, 4)
        self.bank_line(day(-39), 96, *items, settles=self.owe())
        self.assertFigures(96, 0)

    def test_late_bank_line_with_an_assigned_part(self):
        factor = self.account("Factor", treatment="assigned")
        items = self.paid_off(100), self.item(factor, 40)
        self.bank_line(day(-39), 60, *items, settles=self.owe())
        self.assertFigures(60, 0)

    def test_late_bank_line_of_long_ago_with_a_rest_kept_back(self):
        retention = self.account("Retention", treatment="moved")
        items = self.paid_off(100), self.item(retention, 20, self.customer)
        self.bank_line(day(-390), 80, *items, settles=self.owe(due=day(-400)))
        self.assertFigures(100, 0)

    def test_own_treatment_wins_over_the_default(self):
        self.treat(self.bank, "written_off")
        self.book(DUE, self.item(self.bank, 100), self.paid_off(100), settles=self.owe())
        self.assertFigures(100, 0)

    def test_everything_at_once_over_two_invoices(self):
        state = self.account("Withheld", treatment="withheld")
        factor = self.account("Factor", treatment="assigned")
        retention = self.account("Retention", treatment="moved")
        invoices = self.owe(300) + self.owe(100)
        self.bank_line(
            DUE,
            200,
            self.paid_off(400),
            self.item(state, 40),
            self.item(factor, 80),
            self.item(retention, 60, self.customer),
            self.fee(20),
            settles=invoices,
        )
        # 400 less 80 assigned; 200 and 40 honoured
        self.assertFigures(320, 240)

    def test_set_off_first_and_the_rest_shared(self):
        other = self.make_customer("Another")
        invoices = self.owe(100) + self.owe(100, partner=other)
        self.book(
            DUE,
            self.item(self.payable, 60, self.customer),
            self.item(self.bank, 70),
            self.fee(70),
            self.paid_off(100),
            self.paid_off(100, other),
            settles=invoices,
        )
        # 40 and 100 are left for money and loss, half and half
        self.assertFigures(100, 80)
        self.assertFigures(100, 50, other)

    def test_set_off_is_netted(self):
        # 100 and -40 on the payable are 60
        items = self.item(self.payable, 100, self.customer), self.fee(40)
        items += self.item(self.payable, -40, self.customer), self.paid_off(100)
        self.book(DUE, *items, settles=self.owe())
        self.assertFigures(100, 60)

    def test_kinds_in_the_drill_down(self):
        factor = self.account("Factor", treatment="assigned")
        state = self.account("Withheld", treatment="withheld")
        for account, kind in ((factor, "assigned"), (state, "withheld"), (self.bank, "payment")):
            with self.subTest(kind=kind):
                partner = self.make_customer(kind)
                items = self.item(account, 100), self.paid_off(100, partner)
                self.book(day(-50), *items, settles=self.owe(partner=partner))
                # in the window, so that there is something to look at
                self.owe(1, partner=partner)
                self.assertIn((kind, day(-50), 100), self.kinds(partner))
