"""Exposure and ageing of a loaded file equal a calculation from the file alone, to the cent.

``KAM_OPEN_ITEMS=file.csv make test ARGS="tools/tests/test_receivables_ageing.py -s"`` does the same
with a file of one's own, in the companies that it names, as of ``KAM_OPEN_ITEMS_DAY``.
"""

import csv
import io
import os
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from unittest import skipUnless

from odoo.tests import tagged

from odoo.addons.kam_credit.queries.parties import Asked

from tools.receivables import companies, load, parse

from .receivables_common import ReceivablesCase
from .receivables_files import as_csv, generated

FILE = os.environ.get("KAM_OPEN_ITEMS")
DAY = date.fromisoformat(os.environ.get("KAM_OPEN_ITEMS_DAY", "2020-06-01"))
TOLERATED = 30
# last day after the due date of each bucket, the last one without end
BOUNDS = (0, 30, 60, 90)


def calculated(content, day):
    """Return what is open by the file: ``{(company, customer): (open, overdue, by bucket)}``.

    :param bytes content: the file
    :param date day: the day
    """
    found = defaultdict(lambda: [Decimal(0), Decimal(0), [Decimal(0)] * 5])
    for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig"))):
        invoiced, due = (date.fromisoformat(row[name]) for name in ("invoice_date", "due_date"))
        settled = row["settled_date"]
        if invoiced > day or (settled and date.fromisoformat(settled) <= day):
            continue
        amount, late = Decimal(row["amount"]), (day - due).days
        one = found[row.get("company", ""), row["customer"]]
        one[0] += amount
        one[1] += amount if late > TOLERATED else 0
        buckets = list(one[2])
        buckets[sum(late > bound for bound in BOUNDS)] += amount
        one[2] = buckets
    return {key: one for key, one in found.items() if one[0]}


@tagged("post_install", "-at_install")
class TestReceivablesAgeing(ReceivablesCase):
    def compare(self, content, code, company, day, is_now=True):
        """Compare every customer of a company; return how many there are, and their sum."""
        expected = {
            customer: one
            for (of_company, customer), one in calculated(content, day).items()
            if of_company == code
        }
        partners = self.env["res.partner"].search([("ref", "!=", False)])
        known = self.env["account.move"].search([("company_id", "=", company.id)]).partner_id
        partners &= known
        # gives each debtor the profile by which rows are told
        self.env["kam.credit.profile"].evaluate(company_id=company.id, simulate=False)
        if is_now:
            # what is open now: the file tells the same of every day after its last payment
            found = self.env["kam.credit.ledger"]._exposures(
                company,
                day,
                [Asked(one.id, None, day - timedelta(days=TOLERATED)) for one in partners],
            )
            exposures = {
                partner.ref: (found[partner.id].total, found[partner.id].overdue)
                for partner in partners
                if partner.id in found and found[partner.id].total
            }
            self.assertEqual(
                exposures, {customer: (one[0], one[1]) for customer, one in expected.items()}
            )
        names = [f"amount_{name}" for name in ("not_due", "days_30", "days_60", "days_90")]
        names.append("amount_over_90")
        rows = (
            self.env["kam.credit.ageing"]
            .sudo()
            .with_context(kam_credit_as_of=str(day), allowed_company_ids=company.ids)
            ._read_group(
                [("company_id", "=", company.id)],
                ["partner_id"],
                ["amount:sum", *(f"{name}:sum" for name in names)],
            )
        )
        ages = {
            partner.ref: [round(Decimal(amount), 2) for amount in amounts]
            for partner, *amounts in rows
        }
        self.assertEqual(ages, {customer: [one[0], *one[2]] for customer, one in expected.items()})
        total = sum(one[0] for one in expected.values())
        overdue = sum(one[1] for one in expected.values())
        return len(expected), total, overdue

    def test_generated(self):
        content = as_csv(generated(29, invoices=150, customers=20))
        self.load(content)
        for day, is_now in (
            (date(2012, 2, 29), False),
            (date(2013, 5, 17), False),
            (date(2016, 6, 30), True),
        ):
            with self.subTest(day=day):
                count, _total, _overdue = self.compare(content, "", self.company, day, is_now)
                self.assertGreater(count, 10)

    @skipUnless(FILE, "KAM_OPEN_ITEMS names no file of open items")
    def test_file(self):
        content = Path(FILE).read_bytes()
        rows, bad = parse.parse(content)
        self.assertFalse(bad)
        parts, bad = companies.divide(self.env, rows)
        self.assertFalse(bad)
        for part in parts:
            for batch in load.batches(part.plan.tasks):
                load.write_batch(part.env, part.books, batch)
        for part in parts:
            company = part.books.company
            code = part.plan.tasks[0].row.company
            count, total, overdue = self.compare(content, code, company, DAY)
            print(f"{code}: {count} customers owe {total}, of it overdue {overdue}: the same")
