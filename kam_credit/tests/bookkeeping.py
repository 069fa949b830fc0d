from freezegun import freeze_time

from odoo.fields import Command

from .common import KamCreditCommon
from .oracle import Oracle
from .world import TODAY


class KamCreditBookkeeping(KamCreditCommon):
    """What bookkeepers do by hand: accounts, entries line by line, bank lines, branches.

    ``item`` is a line, ``book`` an entry of lines, ``bank_line`` a line of a bank statement;
    ``settle`` matches what they credit with invoices, partner by partner.
    """

    @classmethod
    def account(cls, name, kind="asset_current", treatment=None, reconcile=True):
        """Return a new account, with a treatment of its own when one is given."""
        account = cls.env["account.account"].create(
            {
                "name": name,
                "code": f"KAM{name.upper().replace(' ', '')[:12]}",
                "account_type": kind,
                "reconcile": reconcile,
            }
        )
        if treatment:
            cls.treat(account, treatment)
        return account

    @classmethod
    def treat(cls, account, treatment):
        """Let the company treat an account as something."""
        return cls.root["kam.credit.treatment"].create(
            {
                "company_id": cls.company.id,
                "account_id": account.id,
                "treatment": treatment,
            }
        )

    @staticmethod
    def item(account, balance, partner=None, **vals):
        """Return the values of a line of an entry."""
        return {
            "account_id": account.id,
            "balance": balance,
            "partner_id": partner.id if partner else False,
            **vals,
        }

    @classmethod
    def paid_off(cls, amount, partner=None, **vals):
        """Return the line of an entry that credits a customer's receivable."""
        return cls.item(cls.receivable, -amount, partner or cls.customer, **vals)

    @classmethod
    def journal(cls, kind="general", company=None):
        """Return a journal of a company, or of those it is a branch of; see ``make_branch``."""
        journals = cls.env["account.journal"].sudo()
        company = company or cls.company
        return journals.search([("type", "=", kind), ("company_id", "=", company.id)], limit=1)

    @classmethod
    def book(cls, on, *items, journal=None, company=None, settles=()):
        """Post an entry.

        :param on: its day
        :param items: its lines, see :meth:`item`
        :param settles: invoices that its credits are matched with
        """
        move = (
            cls.env["account.move"]
            .with_company(company or cls.company)
            # as Odoo's payments do: lines of taxes stay as they are
            .with_context(skip_invoice_sync=True)
            .create(
                {
                    "move_type": "entry",
                    "journal_id": (journal or cls.journal(company=company)).id,
                    "date": on,
                    "line_ids": [Command.create(cls._dated(vals, on)) for vals in items],
                }
            )
        )
        move.action_post()
        cls.settle(move, settles)
        return move

    @classmethod
    def _dated(cls, vals, on):
        """Give what is owed a due date."""
        account = cls.env["account.account"].browse(vals["account_id"])
        if account.account_type in ("asset_receivable", "liability_payable"):
            return {"date_maturity": on, **vals}
        return vals

    @classmethod
    def bank_line(cls, on, amount, *items, company=None, partner=None, settles=()):
        """Enter a line of a bank statement, and book what it was for.

        :param amount: what the bank account got
        :param items: lines in place of the suspense account, see :meth:`item`
        :param settles: invoices that its credits are matched with
        """
        line = (
            cls.env["account.bank.statement.line"]
            .with_company(company or cls.company)
            .create(
                {
                    "payment_ref": "transfer",
                    "journal_id": cls.journal("bank", company).id,
                    "partner_id": partner.id if partner else False,
                    "amount": amount,
                    "date": on,
                }
            )
        )
        if items:
            suspense = line._seek_for_lines()[1]
            first, *others = (cls._dated(vals, on) for vals in items)
            # as the reconciliation screen does with a line that is posted from the start
            line.move_id.with_context(skip_readonly_check=True).line_ids = [
                Command.update(suspense.id, first),
                *(Command.create(vals) for vals in others),
            ]
        cls.settle(line.move_id, settles)
        return line

    @classmethod
    def settle(cls, entry, moves):
        """Match what an entry credits with documents of the same partner on the same account."""
        # whoever matches over branches has ticked them all
        entry = entry.with_env(cls.env)
        moves = cls.env["account.move"].union(*moves)
        credited = entry.line_ids.filtered(
            lambda line: line.account_id.reconcile and line.balance < 0 and not line.reconciled
        )
        owed = moves.line_ids.filtered(lambda line: line.balance > 0 and not line.reconciled)
        for (partner, account), lines in owed.grouped(
            lambda line: (line.partner_id.commercial_partner_id, line.account_id)
        ).items():
            own = credited.filtered(
                lambda line, p=partner, a=account: (
                    line.account_id == a and line.partner_id.commercial_partner_id == p
                )
            )
            if own:
                (own + lines).reconcile()

    @classmethod
    def make_branch(cls, name="Branch", parent=None, books=None):
        """Return a branch with journals of its own, and the accounts of its parent's books."""
        books = books or cls.books
        branch = cls.root["res.company"].create(
            {"name": name, "parent_id": (parent or cls.company).id}
        )
        cls.env.user.sudo().company_ids = [Command.link(branch.id)]
        for kind in ("receivable", "payable"):
            cls.root["ir.default"].set(
                "res.partner", f"property_account_{kind}_id", books[kind].id, company_id=branch.id
            )
        journals = cls.root["account.journal"].with_company(branch)
        for number, (label, kind) in enumerate(
            (("Bank", "bank"), ("Various", "general"), ("Sales", "sale"), ("Bills", "purchase"))
        ):
            journal = journals.create(
                {
                    "name": f"{label} of {name}",
                    "type": kind,
                    "code": f"{name[:3].upper()}{number}",
                    "company_id": branch.id,
                    "default_account_id": {
                        "sale": books["income"].id,
                        "purchase": books["expense"].id,
                    }.get(kind, False),
                }
            )
            if kind == "bank":
                journal.suspense_account_id = books["bank"].suspense_account_id
                journal.inbound_payment_method_line_ids[:1].payment_account_id = (
                    books["bank"].inbound_payment_method_line_ids[:1].payment_account_id
                )
        return branch.with_env(cls.env)

    @classmethod
    def euro_rates(cls, *rates):
        """Let the euro be worth ``(since, units per company currency)``."""
        cls.eur.rate_ids.unlink()
        cls.env["res.currency.rate"].create(
            [
                {
                    "name": since,
                    "rate": rate,
                    "currency_id": cls.eur.id,
                    "company_id": cls.company.id,
                }
                for since, rate in rates
            ]
        )

    def on(self, moment):
        """Return a context manager in which it is a day."""
        return freeze_time(f"{moment} 10:00:00")

    # ------------------------------------------------------------------
    # asking
    # ------------------------------------------------------------------

    def assertFigures(self, due, on_time, partner=None, **arguments):
        """Assert what fell due and what was honoured on time, and the rate that follows.

        Asked for one customer, and for everybody, which takes shorter ways.
        """
        row = self.assertRate(on_time / due if due else None, partner, **arguments)
        self.assertAlmostEqual(row["amount_due"], due, 2)
        self.assertAlmostEqual(row["amount_on_time"], on_time, 2)
        everybody = {other["partner_id"]: other for other in self.evaluate(**arguments)}
        self.assertEqual(everybody.get(row["partner_id"], row), row)
        return row

    def assertHonoured(self, amount, partner=None):
        """Assert that an amount was due and honoured in full, by amount and by instalment."""
        self.assertFigures(amount, amount, partner)
        self.company.kam_credit_basis = "count"
        self.assertRate(1, partner)
        self.company.kam_credit_basis = "amount"

    def debtors(self, company=None, as_of=TODAY):
        """Return the rows of all debtors by id, found alike by evaluation and by the oracle."""
        company = company or self.company
        rows = {row["partner_id"]: row for row in self.evaluate(company_id=company.id, as_of=as_of)}
        oracle = Oracle(company, as_of).figures()
        self.assertEqual(rows.keys(), oracle.keys())
        for partner_id, slow in oracle.items():
            for fname in ("transaction_amount", "amount_due", "amount_on_time"):
                self.assertAlmostEqual(rows[partner_id][fname], float(getattr(slow, fname)), 2)
        return rows

    def kinds(self, partner=None):
        """Return what settled the instalments of a customer: ``{(kind, day, amount)}``."""
        self.store(partner or self.customer)
        self.env.invalidate_all()
        rows = self.root["kam.credit.settlement"].with_context(allowed_company_ids=self.company.ids)
        profile = self.profile(partner or self.customer)
        return {
            (row.kind, row.date, round(row.amount, 2))
            for row in rows.search([("profile_id", "=", profile.id)])
        }
