from datetime import timedelta

from odoo.fields import Command

from .world import TODAY, day


class UnusualBookings:
    """What a random bookkeeper meets beside invoices and payments; a mixin of it.

    Uses ``test`` (a :class:`KamCreditBookkeeping` class with ``kinds_of_account``), ``random``,
    ``invoice``, ``when``, ``part`` and ``accounts`` of the bookkeeper.
    """

    unusual = (
        ("settle_mixed", 8),
        ("settle_by_hand", 3),
        ("bank_of_branch", 4),
        ("invoice_of_branch", 4),
        ("retain_and_release", 4),
        ("move_due_date", 4),
        ("move_contact", 2),
        ("open_with_debit", 2),
        ("open_with_credit", 2),
        ("remember", 3),
        ("advance", 3),
        ("take_credit_into_account", 3),
    )

    def own_invoice(self, partner, company):
        return self.invoice(partner, company, term=False, currency=company.currency_id)

    def special(self, company, name):
        """Return an account with a treatment in a company."""
        return self.test.kinds_of_account[company.root_id][name]

    def items(self, company, partner, total, names):
        """Return lines that make up a total: parts of treatments, the rest is money."""
        accounts = self.accounts(company)
        items, left = [], total
        for name in names:
            sign = -1 if name == "interest" else 1
            amount = round(total * self.random.uniform(0.01, 0.3), 2)
            account = (
                accounts["expense"] if name in ("fee", "interest") else self.special(company, name)
            )
            items.append(self.test.item(account, sign * amount, partner))
            left -= sign * amount
        return items, round(left, 2)

    def credits(self, company, invoices):
        receivable = self.accounts(company)["receivable"]
        return [
            self.test.item(receivable, -invoice.amount_residual, invoice.commercial_partner_id)
            for invoice in invoices
        ]

    def names(self):
        known = ("withheld", "moved", "assigned", "exchange", "fee", "interest")
        return self.random.sample(known, self.random.randint(0, 3))

    def settle_mixed(self, partner, company):
        invoices = self.own_invoice(partner, company)
        if self.random.random() < 0.5:
            invoices |= self.own_invoice(self.random.choice(self.test.debtors_at_play), company)
        credits = self.credits(company, invoices)
        total = -sum(item["balance"] for item in credits)
        items, money = self.items(company, partner.commercial_partner_id, total, self.names())
        self.test.bank_line(
            self.when(invoices[0]), money, *credits, *items, company=company, settles=invoices
        )

    def settle_by_hand(self, partner, company):
        invoice = self.own_invoice(partner, company)
        credits = self.credits(company, invoice)
        total = -sum(item["balance"] for item in credits)
        items, money = self.items(company, partner.commercial_partner_id, total, self.names())
        bank = self.accounts(company)["bank"].default_account_id
        till = company.account_default_pos_receivable_account_id
        account = self.random.choice((bank, till, self.special(company, "money")))
        self.test.book(
            self.when(invoice),
            self.test.item(account, money),
            *items,
            *credits,
            company=company,
            settles=invoice,
        )

    def bank_of_branch(self, partner, company):
        branch = self.test.branches[company.root_id]
        invoices = self.own_invoice(partner, company) | self.own_invoice(partner, company)
        credits = self.credits(company, invoices)
        total = -sum(item["balance"] for item in credits)
        names = self.random.choice(((), ("fee",), ("withheld", "fee")))
        items, money = self.items(company, partner.commercial_partner_id, total, names)
        self.test.bank_line(
            self.when(invoices[0]), money, *credits, *items, company=branch, settles=invoices
        )

    def invoice_of_branch(self, partner, company):
        branch = self.test.branches[company.root_id]
        invoice = self.own_invoice(partner, branch)
        payment = self.test.receive(
            partner, self.part(invoice), on=self.when(invoice), company=company
        )
        self.test.match(invoice, payment.move_id)

    def retain_and_release(self, partner, company):
        invoice = self.own_invoice(partner, company)
        retention = self.special(company, "moved")
        receivable = self.accounts(company)["receivable"]
        commercial = partner.commercial_partner_id
        total = invoice.amount_residual
        kept = round(total * 0.2, 2)
        on = self.when(invoice)
        item = self.test.item
        entry = self.test.bank_line(
            on,
            round(total - kept, 2),
            item(receivable, -total, commercial),
            item(retention, kept, commercial),
            company=company,
            settles=invoice,
        ).move_id
        if self.random.random() < 0.3:
            return
        fee = self.random.choice((0, round(kept * 0.1, 2)))
        items = [item(retention, -kept, commercial)]
        if fee:
            items.append(item(self.accounts(company)["expense"], fee))
        later = min(on + timedelta(days=self.random.randint(0, 40)), TODAY)
        release = self.test.bank_line(later, round(kept - fee, 2), *items, company=company).move_id
        lines = (entry + release).line_ids.filtered(lambda line: line.account_id == retention)
        lines.reconcile()

    def move_due_date(self, partner, company):
        invoice = self.invoice(partner, company)
        if self.random.random() < 0.7:
            self.test.pay(
                invoice, self.part(invoice), on=self.when(invoice), currency=invoice.currency_id
            )
        line = invoice.line_ids.filtered(lambda row: row.account_type == "asset_receivable")[:1]
        line.date_maturity += timedelta(days=self.random.randint(-20, 90))

    def move_contact(self, partner, company):
        contact = self.test.make_customer("Moves", parent=partner.commercial_partner_id)
        invoice = self.invoice(contact, company)
        self.test.pay(
            invoice, self.part(invoice), on=self.when(invoice), currency=invoice.currency_id
        )
        contact.parent_id = self.random.choice(
            self.test.debtors_at_play.filtered(lambda other: other.is_company)
        )
        self.invoice(contact, company)

    def open_with_debit(self, partner, company):
        amount = round(self.amount(), 2)
        on = day(-self.random.randint(200, 800))
        due = on + timedelta(days=self.random.randint(0, 60))
        entry = self.test.book(
            on,
            self.test.item(
                self.accounts(company)["receivable"],
                amount,
                partner.commercial_partner_id,
                date_maturity=due,
            ),
            self.test.item(self.accounts(company)["expense"], -amount),
            journal=company.root_id.kam_credit_opening_journal_ids,
            company=company,
        )
        paid = round(amount * self.random.uniform(0.3, 1), 2)
        on = min(due + timedelta(days=self.random.randint(-9, 9)), TODAY)
        payment = self.test.receive(partner, paid, on=on, company=company)
        self.test.match(entry, payment.move_id)

    def open_with_credit(self, partner, company):
        invoice = self.own_invoice(partner, company)
        amount = self.part(invoice)
        self.test.book(
            self.when(invoice),
            self.test.item(self.accounts(company)["expense"], amount),
            self.test.item(
                self.accounts(company)["receivable"], -amount, partner.commercial_partner_id
            ),
            journal=company.root_id.kam_credit_opening_journal_ids,
            company=company,
            settles=invoice,
        )

    def remember(self, partner, company):
        invoiced = day(-self.random.randint(1, 800))
        due = invoiced + timedelta(days=self.random.randint(0, 60))
        settled = due + timedelta(days=self.random.randint(-20, 40))
        amount = round(self.amount(), 2)
        lines = self.test.root["kam.credit.history.line"]
        lines.create(
            {
                "company_id": company.root_id.id,
                "partner_id": partner.id,
                "name": f"OLD-{lines.search_count([])}",
                "date_invoice": invoiced,
                "date_due": due,
                "amount": amount,
                "amount_untaxed": round(amount * 0.9, 2),
                "date_settled": settled if settled <= TODAY else False,
            }
        )

    def advance(self, partner, company):
        invoiced = day(-self.random.randint(1, 700))
        due = invoiced - timedelta(days=self.random.randint(0, 60))
        invoice = self.test.invoice(
            partner, round(self.amount(), 2), date=invoiced, due=due, company=company
        )
        paid = due + timedelta(days=self.random.randint(-30, 10))
        payment = self.test.receive(
            partner, self.part(invoice, 0.5, 1), on=min(paid, TODAY), company=company
        )
        self.test.match(invoice, payment.move_id)

    def take_credit_into_account(self, partner, company):
        invoice = self.own_invoice(partner, company)
        amount = self.part(invoice, 0.1, 0.5)
        refund = self.test.credit_note(invoice, amount, on=invoice.invoice_date, match=False)
        receivable = self.accounts(company)["receivable"]
        commercial = partner.commercial_partner_id
        total = invoice.amount_residual
        entry = self.test.bank_line(
            self.when(invoice),
            round(total - amount, 2),
            self.test.item(receivable, -total, commercial),
            self.test.item(receivable, amount, commercial),
            company=company,
            settles=invoice,
        ).move_id
        debit = entry.line_ids.filtered(
            lambda line: line.account_id == receivable and line.balance > 0
        )
        (debit + self.test.open_lines(refund)).reconcile()


def prepare(test):
    """Give a test class what the unusual bookings need, in each of its ``companies``."""
    test.kinds_of_account, test.branches = {}, {}
    for company in test.companies:
        accounts = {}
        for name in ("withheld", "moved", "assigned", "exchange", "money"):
            account = (
                test.env["account.account"]
                .with_company(company)
                .create(
                    {
                        "name": f"{name.title()} of {company.name}",
                        "code": f"RND{name[:4].upper()}",
                        "account_type": "asset_current",
                        "reconcile": True,
                        "company_ids": [Command.set(company.ids)],
                    }
                )
            )
            test.root["kam.credit.treatment"].create(
                {"company_id": company.id, "account_id": account.id, "treatment": name}
            )
            accounts[name] = account
        test.kinds_of_account[company] = accounts
        company.kam_credit_opening_journal_ids = test.journal(company=company).copy(
            {"name": "Opening", "code": "OPN"}
        )
        test.branches[company] = test.make_branch(
            f"{'AB'[len(test.branches)]} Branch",
            parent=company,
            books=test.books_by_company[company],
        )
