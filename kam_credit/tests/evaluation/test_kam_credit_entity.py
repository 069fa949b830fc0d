from odoo.tests import tagged

from ..bookkeeping import KamCreditBookkeeping
from ..common import DUE, TODAY, day


@tagged("post_install", "-at_install")
class TestKamCreditEntity(KamCreditBookkeeping):
    """A head office and its branches are one legal entity."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls.make_branch()

    def branch_fee(self, amount):
        return self.item(self.write_off_account, amount)

    # ------------------------------------------------------------------
    # money of a branch
    # ------------------------------------------------------------------

    def test_bank_line_of_a_branch_pays_head_office_s_invoices(self):
        invoices = self.owe(60) + self.owe(40)
        self.bank_line(DUE, 100, self.paid_off(100), company=self.branch, settles=invoices)
        self.assertHonoured(100)

    def test_bank_line_of_a_branch_with_a_fee(self):
        invoices = self.owe(60) + self.owe(40)
        self.bank_line(
            DUE,
            98,
            self.paid_off(100),
            self.branch_fee(2),
            company=self.branch,
            settles=invoices,
        )
        self.assertFigures(100, 98)

    def test_bank_line_of_head_office_pays_a_branch_s_invoice(self):
        invoice = self.owe(100, company=self.branch)
        self.bank_line(DUE, 98, self.paid_off(100), self.branch_fee(2), settles=invoice)
        self.assertFigures(100, 98)

    def test_payment_of_a_branch(self):
        invoice = self.owe()
        payment = self.receive(self.customer, 60, on=DUE, company=self.branch)
        self.match(invoice, payment.move_id)
        self.assertFigures(100, 60)

    def test_bank_entry_by_hand_in_a_branch(self):
        invoice = self.owe()
        bank = self.journal("bank", self.branch).default_account_id
        self.book(
            DUE, self.item(bank, 100), self.paid_off(100), company=self.branch, settles=invoice
        )
        self.assertHonoured(100)

    def test_one_branch_pays_for_another(self):
        second = self.make_branch("Second")
        invoice = self.owe(100, company=second)
        self.bank_line(DUE, 100, self.paid_off(100), company=self.branch, settles=invoice)
        self.assertHonoured(100)

    def test_late_money_of_a_branch(self):
        self.bank_line(day(-39), 100, self.paid_off(100), company=self.branch, settles=self.owe())
        self.assertFigures(100, 0)

    # ------------------------------------------------------------------
    # what a branch sold
    # ------------------------------------------------------------------

    def test_overdue_in_a_branch_lowers_the_rate(self):
        self.pay(self.owe(), on=DUE)
        self.owe(300, company=self.branch)
        row = self.assertFigures(400, 100)
        self.assertEqual(row["transaction_amount"], 400)

    def test_branch_of_a_branch(self):
        below = self.make_branch("Third", parent=self.branch)
        self.owe(300, company=below)
        row = self.assertFigures(300, 0)
        self.assertEqual(row["transaction_amount"], 300)

    def test_credit_note_of_a_branch(self):
        invoice = self.owe()
        refund = self.invoice(
            self.customer,
            30,
            date=day(-50),
            due=day(-50),
            move_type="out_refund",
            company=self.branch,
        )
        self.match(invoice, refund)
        self.pay(invoice, on=DUE)
        row = self.assertFigures(70, 70)
        self.assertEqual(row["transaction_amount"], 70)

    def test_netted_against_a_branch_s_payable(self):
        invoice = self.owe()
        self.book(
            DUE,
            self.item(self.payable, 100, self.customer),
            self.paid_off(100),
            company=self.branch,
            settles=invoice,
        )
        self.assertHonoured(100)

    def test_write_off_of_a_branch(self):
        invoice = self.owe()
        self.pay(invoice, 80, on=DUE)
        self.book(
            DUE,
            self.item(self.write_off_account, 20),
            self.paid_off(20),
            company=self.branch,
            settles=invoice,
        )
        self.assertFigures(100, 80)

    def test_treatments_hold_for_branches(self):
        factor = self.account("Factor", treatment="assigned")
        invoice = self.owe(100, company=self.branch)
        self.book(
            day(-50),
            self.item(factor, 40),
            self.paid_off(40),
            company=self.branch,
            settles=invoice,
        )
        self.pay(invoice, on=DUE)
        self.assertFigures(60, 60)

    # ------------------------------------------------------------------
    # who is asked
    # ------------------------------------------------------------------

    def test_a_branch_s_figures_are_those_of_its_root(self):
        self.pay(self.owe(), on=DUE)
        self.owe(300, company=self.branch)
        answers = [
            self.evaluate(self.customer, company_id=company.id)
            for company in (self.company, self.branch)
        ]
        self.assertEqual(answers[0], answers[1])
        self.assertEqual(answers[0]["amount_due"], 400)

    def test_same_figures_whatever_companies_are_ticked(self):
        self.owe(300, company=self.branch)
        for companies in (self.company, self.branch, self.branch + self.company):
            model = self.root["kam.credit.profile"].with_context(allowed_company_ids=companies.ids)
            (row,) = model.evaluate(partner_ids=self.customer.ids, company_id=self.company.id)
            self.assertEqual(row["amount_due"], 300)

    def test_current_company_may_be_a_branch(self):
        self.owe(300, company=self.branch)
        model = self.root["kam.credit.profile"].with_company(self.branch)
        (row,) = model.evaluate(partner_ids=self.customer.ids)
        self.assertEqual((row["transaction_amount"], row["amount_due"]), (300, 300))

    def test_another_legal_entity_does_not_count(self):
        elsewhere = self.setup_other_company()
        self.owe(70, company=elsewhere)
        self.owe(300, company=self.branch)
        self.assertFigures(300, 0)
        self.assertEqual(self.debtors(elsewhere)[self.customer.id]["amount_due"], 70)

    def test_past_days(self):
        self.bank_line(
            DUE, 100, self.paid_off(100), company=self.branch, settles=self.owe(due=day(-50))
        )
        self.assertFigures(100, 0)
        self.assertFigures(100, 0, as_of=day(-45))
        self.assertRate(None, as_of=day(-50))

    def test_stored_with_the_root(self):
        invoice = self.owe(300, company=self.branch)
        self.invoice(self.customer, 50, date=TODAY)
        self.store(self.customer)
        profile = self.profile(self.customer)
        self.assertEqual((profile.transaction_amount, profile.amount_due), (350, 300))
        self.assertFalse(self.profile(self.customer, self.branch))
        rows = self.root["kam.credit.instalment"].with_context(allowed_company_ids=self.company.ids)
        self.assertEqual(rows.search([("profile_id", "=", profile.id)]).move_id, invoice)
