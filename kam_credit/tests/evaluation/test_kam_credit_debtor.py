from odoo.fields import Command
from odoo.tests import tagged

from ..bookkeeping import KamCreditBookkeeping
from ..common import DUE, day


@tagged("post_install", "-at_install")
class TestKamCreditDebtor(KamCreditBookkeeping):
    """Whose a document is: its stored debtor's, whatever becomes of the contact."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.make_customer("Another Ltd")
        cls.contact = cls.make_customer("Contact", parent=cls.customer)

    def assertOwed(self, partner, turnover, due, on_time=0):
        """Assert the figures of a debtor in the row of the list of all."""
        row = self.debtors().get(partner.id)
        figures = row and (row["transaction_amount"], row["amount_due"], row["amount_on_time"])
        self.assertEqual(figures, (turnover, due, on_time))

    def assertNothing(self, partner):
        """Assert that a customer has no figures."""
        row = self.evaluate(partner)
        self.assertEqual((row["transaction_amount"], row["amount_due"]), (0, 0))
        self.assertIsNone(row["fulfilment_rate"])

    # ------------------------------------------------------------------
    # contacts that go elsewhere
    # ------------------------------------------------------------------

    def test_contact_moves_to_another_company(self):
        self.owe(300, partner=self.contact)
        self.contact.parent_id = self.other
        self.assertEqual(self.contact.commercial_partner_id, self.other)
        self.assertFigures(300, 0)
        self.assertOwed(self.customer, 300, 300)
        self.assertNothing(self.other)

    def test_contact_takes_credit_notes_and_payments_not_along(self):
        invoice = self.owe(300, partner=self.contact)
        self.credit_note(invoice, 100, on=day(-50))
        self.pay(invoice, 150, on=DUE)
        self.contact.parent_id = self.other
        self.assertFigures(200, 150)
        self.assertOwed(self.customer, 200, 200, 150)
        self.assertNothing(self.other)

    def test_invoices_from_before_and_after_the_move(self):
        self.owe(300, partner=self.contact)
        self.contact.parent_id = self.other
        self.pay(self.owe(40, partner=self.contact), on=DUE)
        self.assertOwed(self.customer, 300, 300)
        self.assertOwed(self.other, 40, 40, 40)

    def test_paid_after_the_move(self):
        invoice = self.owe(300, partner=self.contact)
        self.contact.parent_id = self.other
        self.pay(invoice, on=DUE)
        self.assertFigures(300, 300)
        self.assertNothing(self.other)

    def test_netted_after_the_move(self):
        invoice = self.owe(300, partner=self.contact)
        self.contact.parent_id = self.other
        self.net(invoice, 300, DUE)
        self.assertFigures(300, 300)

    def test_contact_becomes_a_company(self):
        self.owe(300, partner=self.contact)
        self.contact.write({"parent_id": False, "is_company": True})
        self.assertEqual(self.contact.commercial_partner_id, self.contact)
        self.assertOwed(self.customer, 300, 300)
        self.assertNothing(self.contact)

    def test_contact_is_merged_into_another_company_s(self):
        self.owe(300, partner=self.contact)
        colleague = self.make_customer("Colleague", parent=self.other)
        wizard = self.root["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.contact | colleague).ids, colleague)
        self.env.invalidate_all()
        self.assertFalse(self.contact.exists())
        self.assertOwed(self.customer, 300, 300)
        self.assertNothing(self.other)

    def test_customers_that_are_merged_become_one(self):
        self.owe(300)
        self.owe(100, partner=self.other)
        wizard = self.root["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.customer | self.other).ids, self.customer)
        self.env.invalidate_all()
        self.assertOwed(self.customer, 400, 400)

    def test_moved_there_and_back(self):
        self.owe(300, partner=self.contact)
        self.contact.parent_id = self.other
        self.owe(100, partner=self.contact)
        self.contact.parent_id = self.customer
        self.assertOwed(self.customer, 300, 300)
        self.assertOwed(self.other, 100, 100)

    def test_archived_contacts_count_as_ever(self):
        self.owe(300, partner=self.contact)
        self.contact.active = False
        self.assertFigures(300, 0)

    # ------------------------------------------------------------------
    # who pays and what the rows say
    # ------------------------------------------------------------------

    def test_paid_by_somebody_else(self):
        invoice = self.owe(300)
        payment = self.receive(self.other, 300, on=DUE)
        self.match(invoice, payment.move_id)
        self.assertFigures(300, 300)
        self.assertNothing(self.other)

    def test_entry_without_a_debtor_goes_by_its_line(self):
        opening = self.journal().copy({"name": "Opening", "code": "OPN"})
        self.company.kam_credit_opening_journal_ids = opening
        equity = self.account("Opening balance", "equity")
        self.book(
            day(-60),
            self.item(self.receivable, 70, self.contact, date_maturity=DUE),
            self.item(self.receivable, 30, self.other, date_maturity=DUE),
            self.item(equity, -100),
            journal=opening,
        )
        self.assertOwed(self.customer, 0, 70)
        self.assertOwed(self.other, 0, 30)

    def test_rows_behind_the_figures(self):
        invoice = self.owe(300, partner=self.contact)
        self.contact.parent_id = self.other
        self.store(self.customer, self.other)
        for partner, moves in ((self.customer, invoice), (self.other, invoice.browse())):
            profile = self.profile(partner)
            for model in ("kam.credit.instalment", "kam.credit.turnover"):
                rows = self.root[model].with_context(allowed_company_ids=self.company.ids)
                rows = rows.search([("profile_id", "=", profile.id)])
                with self.subTest(model=model, partner=partner.name):
                    self.assertEqual(rows.move_id, moves)
                    self.assertEqual(rows.partner_id, partner if moves else partner.browse())

    def test_debtor_of_each_company_for_itself(self):
        elsewhere = self.setup_other_company()
        self.owe(300, partner=self.contact)
        self.owe(50, partner=self.contact, company=elsewhere)
        self.contact.parent_id = self.other
        self.assertOwed(self.customer, 300, 300)
        rows = self.debtors(elsewhere)
        self.assertEqual(rows[self.customer.id]["amount_due"], 50)
        self.assertNotIn(self.other.id, rows)

    def test_contact_of_a_contact(self):
        below = self.make_customer("Below", parent=self.contact)
        self.owe(300, partner=below)
        below.parent_id = False
        self.assertOwed(self.customer, 300, 300)
        self.env["res.partner"].browse(below.id).write({"child_ids": [Command.clear()]})
        self.assertNothing(below)
