"""A loaded file leads to the same credit figures as a calculation from the file alone."""

from datetime import date
from decimal import Decimal

from odoo.tests import tagged

from .receivables_common import ReceivablesCase
from .receivables_files import as_csv, generated
from .receivables_oracle import Figures, figures

# The last day of a year, a leap day, the day after it, a day in the thick of it, after the end.
DAYS = ("2012-02-29", "2012-03-01", "2012-12-31", "2013-05-17", "2013-12-31", "2016-06-30")


@tagged("post_install", "-at_install")
class TestReceivablesFigures(ReceivablesCase):
    def test_figures_equal_the_oracle(self):
        content = as_csv(generated(23, invoices=250, customers=30))
        self.load(content)
        rated = set()
        for day in map(date.fromisoformat, DAYS):
            with self.subTest(day=day):
                rated |= self.compare(content, day)
        self.assertGreater(len(rated), 50, "the file must give many different rates")

    def compare(self, content, day):
        """Compare every customer on one day; return the rates."""
        answers = self.env["kam.credit.profile"].evaluate(
            as_of=day.isoformat(), company_id=self.company.id
        )
        names = self.env["res.partner"].browse([one["partner_id"] for one in answers])
        found = {
            partner.ref: one for partner, one in zip(names, answers, strict=True) if partner.ref
        }
        expected = figures(content, day)
        self.assertLessEqual(set(found), set(expected))
        rates = set()
        for customer, right in expected.items():
            if customer not in found:
                self.assertEqual(right, Figures(), f"{customer} is missing")
                continue
            answer = found[customer]
            cents = round(Decimal(answer["transaction_amount"]), 2)
            self.assertEqual(cents, right.transaction_amount, customer)
            if right.rate is None:
                self.assertIsNone(answer["fulfilment_rate"], customer)
                continue
            self.assertIsNotNone(answer["fulfilment_rate"], customer)
            self.assertAlmostEqual(
                answer["fulfilment_rate"], float(right.rate), delta=1e-9, msg=customer
            )
            rates.add(right.rate)
        return rates
