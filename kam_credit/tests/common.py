from datetime import timedelta

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import TransactionCase

from odoo.addons.kam_management.tests.world import books_of, set_rate

from .oracle import DebtorFigures, Oracle
from .world import NOW, TODAY, CreditWorld, day

# What an answer of the evaluation may hold nothing of.
MAY_BE_NOTHING = ("fulfilment_rate", "tier_by_amount", "tier", "current_tier", "reason")
# The day on which :meth:`KamCreditCommon.owe` has something fall due.
DUE = day(-40)


class KamCreditCommon(CreditWorld, TransactionCase):
    """A language to tell what customers owed, when they paid, and what became of them.

    ``invoice``, ``owe``, ``pay``, ``credit_note``, ``receive``, ``net`` book; ``make_key`` makes a
    key account; ``evaluate`` and ``run_job`` ask for figures.
    """

    # Nothing depends on when the tests run, midnight and weekends included.
    frozen_at = NOW

    @classmethod
    def setUpClass(cls):
        if cls.frozen_at:
            cls.startClassPatcher(freeze_time(cls.frozen_at))
        super().setUpClass()
        cls._enter_books()
        cls.root = cls.env["kam.credit.profile"].sudo().env
        cls.books = books_of(cls.company)
        cls.receivable = cls.books["receivable"]
        cls.payable = cls.books["payable"]
        cls.write_off_account = cls.books["expense"]
        cls.eur = set_rate(cls.company, "EUR", 0.5)
        cls.customer = cls.make_customer("Acme")
        cls.set_bands(green=10_000, yellow=5_000, red=1_000, black=200)

    @classmethod
    def set_bands(cls, company=None, **lows):
        """Let the tiers of a company begin at the amounts given, without gaps."""
        tiers = cls.root["kam.credit.tier"].search(
            [("company_id", "=", (company or cls.company).id)]
        )
        high = 0
        vals = {}
        for tier in tiers.sorted("amount_from", reverse=True):
            vals[tier] = {"amount_from": lows[tier.code], "amount_to": high}
            high = lows[tier.code]
        tiers._write_bands(vals)
        if not company:
            cls.tiers = {tier.code: tier for tier in tiers}

    @classmethod
    def make_customer(cls, name, parent=None):
        """Return a customer, or a contact of one."""
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": not parent,
                "parent_id": parent.id if parent else False,
                "type": "invoice" if parent else "contact",
                "property_payment_term_id": False,
                "invoice_sending_method": "manual",
            }
        )

    # ------------------------------------------------------------------
    # booking
    # ------------------------------------------------------------------

    @classmethod
    def invoice(cls, partner, amount, due=None, **options):
        """Post an invoice.

        :param partner: customer or contact
        :param amount: untaxed amount
        :param due: due date; the invoice is dated 30 days before unless ``date`` is given
        :param options: ``date``, ``tax``, ``currency``, ``term``, ``company``, ``move_type``
        """
        company = options.get("company", cls.company)
        invoiced = options.get("date") or (due or day(-30)) - timedelta(days=30)
        tax = options.get("tax")
        term = options.get("term")
        journal_type = "purchase" if options.get("move_type", "").startswith("in_") else "sale"
        journal = cls.env["account.journal"].search(
            [("type", "=", journal_type), ("company_id", "=", company.id)], limit=1
        )
        vals = {
            "move_type": options.get("move_type", "out_invoice"),
            "partner_id": partner.id,
            "journal_id": journal.id,
            "invoice_date": invoiced,
            "date": invoiced,
            "currency_id": (options.get("currency") or company.currency_id).id,
            "invoice_payment_term_id": term.id if term else False,
            "invoice_line_ids": [
                Command.create(
                    {
                        "name": "Goods",
                        "quantity": 1,
                        "price_unit": amount,
                        "tax_ids": [Command.set(tax.ids if tax else [])],
                    }
                )
            ],
        }
        if not term:
            vals["invoice_date_due"] = due or invoiced
        move = cls.env["account.move"].with_company(company).create(vals)
        move.action_post()
        return move

    @classmethod
    def owe(cls, amount=100, due=DUE, partner=None, **options):
        """Post an invoice that fell due 40 days ago; see :meth:`invoice`."""
        return cls.invoice(partner or cls.customer, amount, due=due, **options)

    @classmethod
    def pay(cls, invoices, amount=None, on=None, **options):
        """Pay invoices with one payment and match it to them.

        :param invoices: posted invoices of one customer
        :param amount: money; None for all that is open
        :param on: day of the payment; today by default
        :param options: ``write_off`` True for letting the rest go, or the account for it;
            ``currency``
        """
        write_off = options.get("write_off")
        vals = {
            "payment_date": on or TODAY,
            "group_payment": True,
            "installments_mode": "full",
        }
        if options.get("currency"):
            vals["currency_id"] = options["currency"].id
        wizard = (
            cls.env["account.payment.register"]
            .with_company(invoices.company_id)
            .with_context(active_model="account.move", active_ids=invoices.ids)
            .create(vals)
        )
        if amount is not None:
            wizard.amount = amount
            wizard.payment_difference_handling = "open"
        if write_off:
            wizard.payment_difference_handling = "reconcile"
            account = cls.write_off_account if write_off is True else write_off
            wizard.writeoff_account_id = account
        return wizard._create_payments()

    @classmethod
    def receive(cls, partner, amount, on=None, company=None):
        """Book a payment that nobody matches to an invoice."""
        company = company or cls.company
        journal = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
        )
        payment = (
            cls.env["account.payment"]
            .with_company(company)
            .create(
                {
                    "amount": amount,
                    "date": on or TODAY,
                    "payment_type": "inbound",
                    "partner_type": "customer",
                    "partner_id": partner.id,
                    "journal_id": journal.id,
                }
            )
        )
        payment.action_post()
        return payment

    @classmethod
    def open_lines(cls, moves):
        """Return the receivable lines of moves that are still open."""
        return moves.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable" and not line.reconciled
        )

    @classmethod
    def match(cls, *moves):
        """Reconcile what is open on the receivable lines of moves with each other."""
        return cls.open_lines(cls.env["account.move"].union(*moves)).reconcile()

    @classmethod
    def credit_note(cls, invoice, amount, on=None, match=True, **options):
        """Post a credit note and match it to an invoice."""
        refund = cls.invoice(
            invoice.partner_id,
            amount,
            date=on or invoice.invoice_date,
            due=on or invoice.invoice_date,
            move_type="out_refund",
            company=invoice.company_id,
            currency=invoice.currency_id,
            **options,
        )
        if match:
            cls.match(invoice, refund)
        return refund

    @classmethod
    def entry(cls, on, *lines, company=None):
        """Post an entry of ``(account, partner, balance)`` lines."""
        company = company or cls.company
        journal = cls.env["account.journal"].search(
            [("type", "=", "general"), ("company_id", "=", company.id)], limit=1
        )
        move = cls.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": journal.id,
                "date": on,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "partner_id": partner.id,
                            "debit": max(balance, 0),
                            "credit": max(-balance, 0),
                        }
                    )
                    for account, partner, balance in lines
                ],
            }
        )
        move.action_post()
        return move

    @classmethod
    def net(cls, invoice, amount, on, payable_of=None):
        """Set an invoice off against a payable of the same (or another) partner."""
        partner = invoice.commercial_partner_id
        entry = cls.entry(
            on,
            (cls.payable, payable_of or partner, amount),
            (cls.receivable, partner, -amount),
        )
        cls.match(invoice, entry)
        return entry

    @classmethod
    def early_discount_term(cls, percent=2, days=10):
        """Return a payment term with a discount for paying early."""
        return cls.env["account.payment.term"].create(
            {
                "name": f"{percent} % within {days} days",
                "early_discount": True,
                "discount_percentage": percent,
                "discount_days": days,
                "early_pay_discount_computation": "included",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})
                ],
            }
        )

    @classmethod
    def split_term(cls, *parts):
        """Return a payment term of ``(percent, days)`` instalments."""
        return cls.env["account.payment.term"].create(
            {
                "name": "/".join(str(percent) for percent, _days in parts),
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": percent, "nb_days": days})
                    for percent, days in parts
                ],
            }
        )

    # ------------------------------------------------------------------
    # accounts
    # ------------------------------------------------------------------

    @classmethod
    def make_organisation(cls):
        """Give the class units, and a user per role, see :class:`CreditWorld`."""
        cls._enter_organisation()

    @classmethod
    def setup_other_company(cls):
        """Let who asks work for the second company as well.

        :return: that company
        """
        cls.env.user.company_ids = [Command.link(cls.other_company.id)]
        return cls.other_company

    @classmethod
    def make_key(cls, partner, tier=None, unit=None, manager=None, company=None, since=None):
        """Make a customer a key account, holding a tier when one is given.

        :return: its ``kam.account``
        """
        company = company or cls.company
        account = cls.root["kam.account"]._get_or_create(partner, company)
        account._confirm_key(
            "takeover", "Taken over", unit or cls.area, manager or cls.representative, date=since
        )
        if tier:
            cls.profile(partner, company)._assign_tier(tier, "Taken over")
        return account

    @classmethod
    def make_falling(cls, name="Late payer", amount=1000, tier=None, **options):
        """Return a key account that owes an overdue invoice and nothing else."""
        partner = cls.make_customer(name)
        cls.invoice(partner, amount, due=day(-10))
        cls.make_key(partner, tier=tier, **options)
        return partner

    @classmethod
    def profile(cls, partner, company=None):
        """Return the credit profile of a customer, as superuser."""
        return cls.root["kam.credit.profile"].search(
            [
                ("partner_id", "=", partner.commercial_partner_id.id),
                ("company_id", "=", (company or cls.company).id),
            ]
        )

    # ------------------------------------------------------------------
    # asking
    # ------------------------------------------------------------------

    def evaluate(self, partner=None, user=None, **arguments):
        """Evaluate one customer (or all) and return its row (or all rows).

        :param user: who asks; the superuser by default
        """
        arguments.setdefault("company_id", self.company.id)
        model = self.root["kam.credit.profile"]
        if user:
            model = model.with_user(user)
        if partner is None:
            return [_as_python(row) for row in model.evaluate(**arguments)]
        (row,) = model.evaluate(partner_ids=partner.ids, **arguments)
        return _as_python(row)

    def store(self, *partners):
        """Evaluate customers, store the figures and act on them."""
        ids = [partner.id for partner in partners] or None
        return self.evaluate(partner_ids=ids, simulate=False)

    def assertRate(self, expected, partner=None, **arguments):
        """Assert the contract fulfilment rate of a customer, by evaluation and by the oracle."""
        partner = partner or self.customer
        row = self.evaluate(partner, **arguments)
        if expected is None:
            self.assertIsNone(row["fulfilment_rate"])
        else:
            self.assertIsNotNone(row["fulfilment_rate"], "There is no rate.")
            self.assertAlmostEqual(row["fulfilment_rate"], expected, 9)
        as_of = arguments.get("as_of") or TODAY
        oracle = Oracle(self.company, as_of, grace=self.company.kam_credit_grace_days).figures()
        slow = oracle.get(partner.commercial_partner_id.id, DebtorFigures()).rate(
            minimum=self.company.kam_credit_minimum_due,
            by_count=self.company.kam_credit_basis == "count",
        )
        if expected is None:
            self.assertIsNone(slow, "The oracle finds a rate.")
        else:
            self.assertAlmostEqual(float(slow), expected, 9, "The oracle finds another rate.")
        return row


def _as_python(row):
    """Return an answer with None for what there is none of, which is told as False."""
    nothing = {name for name in MAY_BE_NOTHING if row[name] is False}
    return {**row, **dict.fromkeys(nothing)}
