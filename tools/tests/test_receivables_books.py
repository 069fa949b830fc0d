"""What the loader books in large batches is what Odoo books document by document."""

from odoo import Command
from odoo.tests import tagged

from tools.receivables import plan

from .receivables_common import ReceivablesCase
from .receivables_files import as_csv, generated

# Theirs by nature: who wrote a row and when, and the books that it stands in.
_OWN = {"id", "create_uid", "create_date", "write_uid", "write_date", "company_id"}
# What only the loader writes: it tells what the file says and Odoo has no field for.
_TOLD = {"narration"}
# Numbers of their own table; what they hold together is compared as a set.
_MARKS = {"matching_number", "full_reconcile_id"}


@tagged("post_install", "-at_install")
class TestReceivablesBooks(ReceivablesCase):
    """Two companies with the same chart of accounts and the same customers."""

    def test_books_equal_those_of_odoo(self):
        records = generated(31, invoices=30, customers=6)
        self.load(as_csv(records))
        ranks = self.ranks(records)
        theirs = self.env["res.company"].create({"name": "Receivables by Hand"})
        self.env["account.chart.template"].try_loading("generic_coa", theirs, install_demo=False)
        env = self.env(context={**self.env.context, "allowed_company_ids": theirs.ids})
        self.book(env, records)
        mine, others = self.read(self.env), self.read(env)
        self.assertEqual(len(mine["account.move"]), 30 + len(mine["account.payment"]))
        self.assertGreater(len(mine["account.partial.reconcile"]), 10)
        for model, rows in mine.items():
            self.assertEqual(rows.keys(), others[model].keys(), model)
            for key, values in rows.items():
                with self.subTest(model=model, key=key):
                    self.assertEqual(values, others[model][key])
        twice = {reference: 2 * rank for reference, rank in ranks.items()}
        self.assertEqual(self.ranks(records), twice)

    def ranks(self, records):
        """Return how many documents Odoo has counted for each customer, to be written or not."""
        self.env.flush_all()
        counted = self.env.cr.postcommit.data.get("account.res.partner.increase_rank.customer_rank")
        partners = plan.customers(self.env, self.books, {one["customer"] for one in records})
        return {
            reference: partner.customer_rank + (counted or {}).get(partner.id, 0)
            for reference, partner in partners.items()
        }

    def book(self, env, records):
        """Book each record through Odoo as a person would, one document after the other."""
        books = plan.Books.of(env)
        partners = plan.customers(env, books, [one["customer"] for one in records])
        ordered = sorted(records, key=lambda one: (one["invoice_date"], one["invoice_number"]))
        for record in ordered:
            self.invoice_by_hand(env, books, record, partners[record["customer"]])
        paid = [one for one in records if one["settled_date"] and float(one["amount"])]
        for record in sorted(paid, key=lambda one: (one["settled_date"], one["invoice_number"])):
            self.pay_by_hand(env, books, record)

    def invoice_by_hand(self, env, books, record, partner):
        invoice = env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "ref": record["invoice_number"],
                "invoice_date": record["invoice_date"],
                "invoice_payment_term_id": False,
                "invoice_date_due": record["due_date"],
                "invoice_user_id": False,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": f"Invoice {record['invoice_number']}",
                            "account_id": books.income.id,
                            "price_unit": float(record["amount"]),
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        invoice.action_post()

    def pay_by_hand(self, env, books, record):
        invoice = plan.invoices(env, books, [record["invoice_number"]])[record["invoice_number"]]
        payment = env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": invoice.commercial_partner_id.id,
                "journal_id": books.bank.id,
                "payment_method_line_id": books.method.id,
                "amount": invoice.amount_residual,
                "date": record["settled_date"],
                "memo": record["invoice_number"],
                "invoice_ids": [Command.link(invoice.id)],
            }
        )
        payment.action_post()
        both = (invoice | payment.move_id).line_ids
        both.filtered(lambda line: line.account_type == "asset_receivable").reconcile()

    def read(self, env):
        """Return everything that a company's books store, by model and by what a row is."""
        env.flush_all()
        env.invalidate_all()
        moves = env["account.move"].search([("company_id", "=", env.company.id)])
        partials = moves.line_ids.matched_debit_ids | moves.line_ids.matched_credit_ids
        records = (moves, moves.line_ids, moves.origin_payment_id, partials)
        return {some._name: {self.key(one): self.values(one) for one in some} for some in records}

    def key(self, record):
        """Return what a record is, whichever company it belongs to."""
        if not record:
            return None
        if record._name in ("account.move", "account.payment"):
            return record.name
        if record._name == "account.move.line":
            return record.move_id.name, record.account_id.code
        if record._name == "account.partial.reconcile":
            return self.key(record.debit_move_id), self.key(record.credit_move_id)
        if record._name == "account.full.reconcile":
            return sorted(self.key(line) for line in record.reconciled_line_ids)
        return record.display_name

    def values(self, record):
        """Return the stored values of a record; relations by what they lead to."""
        values = {}
        for name, field in record._fields.items():
            if not field.store or name in _OWN | _TOLD or self.is_talk(field):
                continue
            value = record[name]
            if name in _MARKS:
                value = bool(value) and self.held_together(record)
            elif field.type in ("one2many", "many2many"):
                value = sorted(map(str, map(self.key, value)))
            elif field.relational:
                value = self.key(value)
            values[name] = value
        return values

    def is_talk(self, field):
        """Tell whether a field leads to what was said of a record, which the loader leaves out."""
        return field.relational and field.comodel_name.startswith("mail.")

    def held_together(self, record):
        """Return the rows that are reconciled with each other, and whether fully."""
        lines = record
        if record._name == "account.partial.reconcile":
            lines = record.debit_move_id | record.credit_move_id
        together = lines._all_reconciled_lines()
        return sorted(self.key(line) for line in together), bool(record.full_reconcile_id)
