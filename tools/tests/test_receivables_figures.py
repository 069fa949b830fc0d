"""A loaded file leads to the same credit figures as a calculation from the file alone."""

from datetime import date, timedelta
from decimal import Decimal

from odoo.tests import tagged

from .receivables_common import ReceivablesCase
from .receivables_files import as_csv, generated
from .receivables_oracle import Figures, figures

# The last day of a year, a leap day, the day after it, a day in the thick of it, after the end.
DAYS = ("2012-02-29", "2012-03-01", "2012-12-31", "2013-05-17", "2013-12-31", "2016-06-30")


def on_the_edges(day):
    """Return one customer's records on and beside each limit of the windows that end on a day."""
    year, month = timedelta(days=365), timedelta(days=30)
    records = []
    for shift in range(-2, 3):
        near = day + timedelta(days=shift)
        for invoiced, due, settled in (
            (near - year - month, near - year, near - year + month),
            (near - year, near - year / 2, near - year / 2),
            (near - month, near, near),
            (day - 2 * month, day - month, near),
            (day - year - 2 * month, day - year - month, near),
        ):
            records.append(
                {
                    "customer": f"edges of {day}",
                    "invoice_number": f"{day}/{len(records)}",
                    "invoice_date": invoiced.isoformat(),
                    "due_date": due.isoformat(),
                    # Unlike sums, whichever of them counts wrongly.
                    "amount": f"{1000 + len(records) ** 2}.00",
                    "settled_date": settled.isoformat(),
                }
            )
    return records


@tagged("post_install", "-at_install")
class TestReceivablesFigures(ReceivablesCase):
    def test_figures_equal_the_oracle(self):
        days = [date.fromisoformat(day) for day in DAYS]
        records = generated(23, invoices=150, customers=20)
        content = as_csv(records + [record for day in days for record in on_the_edges(day)])
        self.load(content)
        rated = set()
        for day in days:
            with self.subTest(day=day):
                rated |= self.compare(content, day)
        self.assertGreater(len(rated), 30, "the file must give many different rates")

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
                self.assertIs(answer["fulfilment_rate"], False, customer)
                continue
            self.assertIsNot(answer["fulfilment_rate"], False, customer)
            self.assertAlmostEqual(
                answer["fulfilment_rate"], float(right.rate), delta=1e-9, msg=customer
            )
            rates.add(right.rate)
        return rates
