import random
from collections import defaultdict
from datetime import timedelta

from odoo.tests import tagged

from odoo.addons.kam_management.tests.seeds import seeds
from odoo.addons.kam_management.tests.world import books_of

from ..bookkeeping import KamCreditBookkeeping
from ..common import TODAY, day
from ..oracle import Oracle
from ..random_bookkeeper import UnusualBookings, prepare

SEED = 20250611
ROUNDS = 150
DEBTORS = 8
DAYS = (TODAY, day(-45), day(-200), day(-401))


class Bookkeeper(UnusualBookings):
    """Books invoices at random, and lets customers do what customers do with them."""

    def __init__(self, test, seed):
        self.test = test
        self.random = random.Random(seed)
        self.done = defaultdict(int)
        self.terms = {
            "discount": test.early_discount_term(),
            "thirds": test.split_term((33.33, 0), (33.33, 30), (33.34, 60)),
            "parts": test.split_term((30, 0), (70, 30)),
        }
        self.actions = [
            (4, self.leave_open),
            (8, self.pay_all),
            (5, self.pay_in_parts),
            (3, self.pay_with_write_off),
            (3, self.pay_several),
            (4, self.credit),
            (3, self.discount),
            (2, self.net),
            (2, self.write_off_by_entry),
            (3, self.undo),
            (2, self.prepay),
            (2, self.transfer),
            (3, self.pay_in_other_currency),
            *((weight, getattr(self, name)) for name, weight in self.unusual),
        ]

    def run(self, partners, companies, number):
        for _number in range(number):
            weights, actions = zip(*self.actions, strict=True)
            action = self.random.choices(actions, weights)[0]
            # the second company has the smaller part of the business
            company = self.random.choices(companies, (3, 1))[0]
            action(self.random.choice(partners), company)
            self.done[action.__name__] += 1

    def amount(self):
        return self.random.choice(
            (self.random.randint(1, 90) * 10, self.random.randint(1, 9999) / 7)
        )

    def invoice(self, partner, company, term=None, currency=None):
        test = self.test
        if currency is None and self.random.random() < 0.3:
            currency = test.eur
        if term is None and self.random.random() < 0.3:
            term = self.terms[self.random.choice(("thirds", "parts"))]
        invoiced = day(-self.random.randint(1, 800))
        return test.invoice(
            partner,
            round(self.amount(), 2),
            date=invoiced,
            due=invoiced + timedelta(days=self.random.randint(0, 60)),
            company=company,
            currency=currency,
            term=term or None,
        )

    def when(self, invoice, spread=50):
        """Return a day around the last due date of an invoice, not after today."""
        due = invoice.invoice_date_due + timedelta(days=self.random.randint(-spread, spread))
        return min(max(due, invoice.invoice_date), TODAY)

    def part(self, invoice, low=0.1, high=0.9):
        open_amount = invoice.amount_residual
        return max(round(open_amount * self.random.uniform(low, high), 2), 0.01)

    # what customers do

    def leave_open(self, partner, company):
        self.invoice(partner, company)

    def pay_all(self, partner, company):
        invoice = self.invoice(partner, company)
        self.test.pay(invoice, on=self.when(invoice), currency=invoice.currency_id)

    def pay_in_parts(self, partner, company):
        invoice = self.invoice(partner, company)
        for _number in range(self.random.randint(1, 3)):
            self.test.pay(
                invoice, self.part(invoice), on=self.when(invoice), currency=invoice.currency_id
            )

    def pay_with_write_off(self, partner, company):
        invoice = self.invoice(partner, company, currency=company.currency_id)
        self.test.pay(
            invoice,
            self.part(invoice, 0.5, 0.99),
            on=self.when(invoice),
            write_off=self.write_off_account(company),
        )

    def pay_several(self, partner, company):
        term = self.random.choice((None, self.terms["discount"]))
        invoices = self.test.env["account.move"]
        for _number in range(3):
            invoices |= self.invoice(partner, company, term, company.currency_id)
        on = max(*invoices.mapped("invoice_date"), self.when(invoices[0]))
        total = round(sum(invoices.mapped("amount_residual")) * 0.9, 2)
        self.test.pay(invoices, total, on=on, write_off=self.write_off_account(company))

    def credit(self, partner, company):
        invoice = self.invoice(partner, company)
        self.test.credit_note(invoice, self.part(invoice), on=self.when(invoice))
        if self.random.random() < 0.7:
            self.test.pay(invoice, on=self.when(invoice), currency=invoice.currency_id)

    def discount(self, partner, company):
        invoice = self.invoice(partner, company, self.terms["discount"], company.currency_id)
        on = min(invoice.invoice_date + timedelta(days=self.random.randint(0, 20)), TODAY)
        if self.random.random() < 0.5:
            self.test.pay(invoice, on=on)
        else:
            self.test.pay(
                invoice,
                self.part(invoice, 0.9, 0.99),
                on=on,
                write_off=self.write_off_account(company),
            )

    def net(self, partner, company):
        invoice = self.invoice(partner, company, currency=company.currency_id)
        amount = invoice.amount_residual
        netted = self.random.choice((amount, round(amount * 0.6, 2)))
        commercial = partner.commercial_partner_id
        accounts = self.accounts(company)
        lines = [(accounts["payable"], commercial, netted)]
        if netted != amount:
            lines.append((accounts["expense"], commercial, round(amount - netted, 2)))
        lines.append((accounts["receivable"], commercial, -amount))
        entry = self.test.entry(self.when(invoice), *lines, company=company)
        self.test.match(invoice, entry)

    def write_off_by_entry(self, partner, company):
        invoice = self.invoice(partner, company, currency=company.currency_id)
        amount = self.part(invoice)
        accounts = self.accounts(company)
        commercial = partner.commercial_partner_id
        entry = self.test.entry(
            self.when(invoice),
            (accounts["expense"], commercial, amount),
            (accounts["receivable"], commercial, -amount),
            company=company,
        )
        self.test.match(invoice, entry)

    def undo(self, partner, company):
        invoice = self.invoice(partner, company)
        payment = self.test.pay(invoice, on=self.when(invoice), currency=invoice.currency_id)
        payment.action_draft()
        payment.action_cancel()
        if self.random.random() < 0.5:
            self.test.pay(
                invoice, self.part(invoice), on=self.when(invoice), currency=invoice.currency_id
            )

    def prepay(self, partner, company):
        invoice = self.invoice(partner, company, currency=company.currency_id)
        early = invoice.invoice_date - timedelta(days=self.random.randint(1, 90))
        payment = self.test.receive(
            partner, round(invoice.amount_residual * 1.2, 2), on=early, company=company
        )
        self.test.match(invoice, payment.move_id)

    def transfer(self, partner, company):
        invoice = self.invoice(partner, company, term=False, currency=company.currency_id)
        bank = self.test.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
        )
        line = self.test.env["account.bank.statement.line"].create(
            {
                "payment_ref": "transfer",
                "journal_id": bank.id,
                "amount": self.part(invoice, 0.5, 1),
                "date": self.when(invoice),
            }
        )
        suspense = line._seek_for_lines()[1]
        receivable = self.test.open_lines(invoice)
        suspense.write(
            {"account_id": receivable.account_id.id, "partner_id": receivable.partner_id.id}
        )
        (suspense + receivable).reconcile()

    def pay_in_other_currency(self, partner, company):
        invoice = self.invoice(partner, company, currency=self.test.eur)
        part = self.random.choice((None, self.part(invoice) * 1.5))
        self.test.pay(
            invoice,
            part and round(part, 2),
            on=self.when(invoice),
            currency=company.currency_id,
        )

    def accounts(self, company):
        return self.test.books_by_company[company]

    def write_off_account(self, company):
        return self.accounts(company)["expense"]


@tagged("post_install", "-at_install")
class TestKamCreditRandom(KamCreditBookkeeping):
    """A ledger nobody thought of, calculated twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.setup_other_company()
        cls.companies = cls.company | cls.other
        cls.books_by_company = {company: books_of(company) for company in cls.companies}
        prepare(cls)
        cls.books_by_company.update(
            {branch: cls.books_by_company[root] for root, branch in cls.branches.items()}
        )
        cls.set_up_rates()
        cls.bookkeeper = cls.fill_ledger(SEED)

    @classmethod
    def fill_ledger(cls, seed):
        """Book at random with new customers, and return who did it."""
        partners = cls.env["res.partner"]
        for number in range(DEBTORS):
            partner = cls.make_customer(f"Debtor {number}")
            partners |= partner
            if number % 2:
                partners |= cls.make_customer(f"Contact {number}", parent=partner)
        cls.debtors_at_play = partners
        bookkeeper = Bookkeeper(cls, seed)
        bookkeeper.run(partners, cls.companies, ROUNDS)
        cls.env.flush_all()
        return bookkeeper

    @classmethod
    def set_up_rates(cls):
        cls.eur.rate_ids.unlink()
        generator = random.Random(SEED)
        cls.env["res.currency.rate"].create(
            [
                {
                    "name": day(-930 + 60 * number),
                    "rate": round(generator.uniform(0.4, 0.6), 4),
                    "currency_id": cls.eur.id,
                    "company_id": company.id,
                }
                for company in cls.companies
                for number in range(16)
            ]
        )

    def rows(self, company, as_of):
        return {row["partner_id"]: row for row in self.evaluate(company_id=company.id, as_of=as_of)}

    def assertSame(self, company, as_of, **oracle_options):
        by_count = company.kam_credit_basis == "count"
        rows = self.rows(company, as_of)
        oracle = Oracle(company, as_of, **oracle_options).figures()
        self.assertEqual(rows.keys(), oracle.keys())
        for partner_id, slow in oracle.items():
            row = rows[partner_id]
            with self.subTest(company=company.name, as_of=as_of, partner=partner_id):
                for fname in ("transaction_amount", "amount_due", "amount_on_time"):
                    self.assertAlmostEqual(row[fname], float(getattr(slow, fname)), 2, fname)
                rate = slow.rate(minimum=company.kam_credit_minimum_due, by_count=by_count)
                if rate is None:
                    self.assertIsNone(row["fulfilment_rate"])
                else:
                    self.assertAlmostEqual(row["fulfilment_rate"], float(rate), 7)

    def test_the_ledger_holds_every_situation(self):
        self.assertEqual(
            set(self.bookkeeper.done),
            {action.__name__ for _weight, action in self.bookkeeper.actions},
        )
        kinds = {row.kind for row in self.stored("kam.credit.settlement", self.company)}
        # a bank line is named by the most of it
        self.assertGreaterEqual(
            kinds, {"payment", "netting", "credit_note", "exchange", "write_off", "opening"}
        )
        treatments = {
            part.treatment
            for company in self.companies
            for figures in Oracle(company, TODAY).figures().values()
            for item in figures.instalments
            for part in item.parts
            if part.amount
        }
        self.assertEqual(
            treatments,
            {
                "money",
                "netting",
                "credited",
                "granted",
                "exchange",
                "withheld",
                "moved",
                "assigned",
                "written_off",
                "opening",
            },
        )

    def test_by_amount(self):
        for company in self.companies:
            for as_of in DAYS:
                self.assertSame(company, as_of)

    def test_more_ledgers(self):
        if not seeds(0):
            self.skipTest("KAM_SEEDS asks for no more")
        for seed in seeds(0):
            with self.subTest(seed=seed), self.cr.savepoint() as savepoint:
                self.fill_ledger(seed)
                for company in self.companies:
                    for as_of in DAYS:
                        self.assertSame(company, as_of)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_by_count_with_grace(self):
        self.companies.write({"kam_credit_basis": "count", "kam_credit_grace_days": 4})
        for company in self.companies:
            for as_of in DAYS[::2]:
                self.assertSame(company, as_of, grace=4)

    # ------------------------------------------------------------------
    # the rows behind the figures
    # ------------------------------------------------------------------

    def stored(self, model, company, as_of=None):
        """Return the rows behind the figures of all debtors, after evaluating them."""
        self.evaluate(company_id=company.id, simulate=False)
        # each request of a client has a cache of its own; rows of two days share their ids
        self.env.invalidate_all()
        context = {"allowed_company_ids": company.ids}
        if as_of:
            context["kam_credit_as_of"] = str(as_of)
        return self.root[model].with_context(**context).search([])

    @staticmethod
    def row_id(line):
        """Return the id of the row of an instalment: a history line's is negative."""
        return -line.id if line._name == "kam.credit.history.line" else line.id

    def test_instalments_one_by_one(self):
        for company in self.companies:
            for as_of in (None, DAYS[2]):
                rows = self.stored("kam.credit.instalment", company, as_of)
                oracle = Oracle(company, as_of or TODAY).figures()
                slow = {
                    self.row_id(item.line): (partner_id, item)
                    for partner_id, figures in oracle.items()
                    for item in figures.instalments
                }
                self.assertEqual(set(rows.ids), set(slow))
                for row in rows:
                    partner_id, item = slow[row.id]
                    self.assertEqual(row.partner_id.id, partner_id)
                    self.assertEqual(row.date_due, item.due)
                    if row.id > 0:
                        self.assertEqual(row.move_id, item.line.move_id)
                    self.assertAlmostEqual(row.amount_due, float(item.base), 5)
                    self.assertAlmostEqual(row.amount_on_time, float(item.on_time), 5)
                    self.assertEqual(row.amount_open > 0, item.is_open, row.move_name)

    def test_rows_sum_up_to_the_figures(self):
        for company in self.companies:
            for as_of in (None, DAYS[1]):
                figures = self.rows(company, as_of or TODAY)
                instalments = self.stored("kam.credit.instalment", company, as_of)
                turnover = self.stored("kam.credit.turnover", company, as_of)
                for partner_id, row in figures.items():
                    own = instalments.filtered(lambda r, p=partner_id: r.partner_id.id == p)
                    sold = turnover.filtered(lambda r, p=partner_id: r.partner_id.id == p)
                    self.assertAlmostEqual(sum(own.mapped("amount_due")), row["amount_due"], 2)
                    self.assertAlmostEqual(
                        sum(own.mapped("amount_on_time")), row["amount_on_time"], 2
                    )
                    self.assertAlmostEqual(sum(sold.mapped("amount")), row["transaction_amount"], 2)

    def test_settlements_sum_up_to_the_instalments(self):
        for company in self.companies:
            instalments = self.stored("kam.credit.instalment", company)
            settlements = self.stored("kam.credit.settlement", company)
            self.assertEqual(settlements.instalment_id, settlements.instalment_id & instalments)
            moved = {
                self.row_id(item.line)
                for figures in Oracle(company, TODAY).figures().values()
                for item in figures.instalments
                if any(part.treatment == "moved" for part in item.parts)
            }
            for row in instalments:
                own = settlements.filtered(lambda s, row=row: s.instalment_id == row)
                settled = sum(own.mapped("amount")) - sum(own.mapped("amount_moved"))
                if not row.is_history:
                    self.assertAlmostEqual(settled, row.amount - row.amount_open, 5)
                self.assertAlmostEqual(sum(own.mapped("amount_reduced")), row.amount_reduced, 5)
                if row.id in moved or row.is_history:
                    # what came for it later is told with the instalment alone
                    continue
                on_time = own.filtered("is_on_time")
                self.assertAlmostEqual(
                    min(sum(on_time.mapped("amount_money")), row.amount_due),
                    row.amount_on_time,
                    5,
                )

    def test_stored_figures_are_the_evaluated_ones(self):
        for company in self.companies:
            rows = self.evaluate(company_id=company.id, simulate=False)
            profiles = self.root["kam.credit.profile"].search([("company_id", "=", company.id)])
            by_partner = profiles.grouped(lambda profile: profile.partner_id.id)
            self.assertEqual({row["partner_id"] for row in rows}, set(by_partner))
            for row in rows:
                profile = by_partner[row["partner_id"]]
                for fname in ("transaction_amount", "amount_due", "amount_on_time"):
                    self.assertAlmostEqual(profile[fname], row[fname], 2)
                self.assertEqual(profile.has_rate, row["fulfilment_rate"] is not None)
                self.assertAlmostEqual(profile.fulfilment_rate, row["fulfilment_rate"] or 0, 9)
                self.assertEqual(profile.tier_by_amount_id.code or None, row["tier_by_amount"])
                self.assertEqual(profile.tier_led_id.code or None, row["tier"])
