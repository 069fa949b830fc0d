"""A backtest over a loaded file says what a calculation from the file alone says.

``KAM_RECEIVABLES=file.csv make test ARGS="tools/tests/test_receivables_backtest.py -s"`` does the
same with a file of one's own, cut at ``KAM_RECEIVABLES_CUT`` and looked at until
``KAM_RECEIVABLES_END``; ``KAM_RECEIVABLES_AUC`` and ``KAM_RECEIVABLES_AUC_CUSTOMERS`` say which
areas are expected, to 0.005.
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

from .receivables_common import ReceivablesCase
from .receivables_files import as_csv, generated

FILE = os.environ.get("KAM_RECEIVABLES")
CUT = date.fromisoformat(os.environ.get("KAM_RECEIVABLES_CUT", "2012-12-17"))
END = date.fromisoformat(os.environ.get("KAM_RECEIVABLES_END", "2014-06-30"))
TOLERANCE = 0.005
THRESHOLD = Decimal("0.75")
# fewest cases for a figure
FEWEST = 10


def area(pairs):
    """Return ``(bad, good, area)`` of ``(value, is bad)`` cases, by comparing all pairs."""
    bad = [value for value, is_bad in pairs if is_bad]
    good = [value for value, is_bad in pairs if not is_bad]
    won = sum((one > other) + (one == other) / 2 for one in bad for other in good)
    return len(bad), len(good), won / max(len(bad) * len(good), 1)


def calculated(content, cut, end, late_days=0):
    """Return ``(bad, good, area)`` of instalments, and of customers below 75 %, by the file."""
    known = cut - timedelta(days=1)
    sums = defaultdict(lambda: [Decimal(0)] * 4)
    late = defaultdict(list)
    for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig"))):
        invoiced, due = (date.fromisoformat(row[name]) for name in ("invoice_date", "due_date"))
        settled = date.fromisoformat(row["settled_date"]) if row["settled_date"] else date.max
        amount = Decimal(row["amount"])
        customer = sums[row["customer"]]
        if invoiced < cut:
            counts = due < known and (due >= known - timedelta(days=365) or settled > known)
        else:
            counts = cut <= due < end
        if not amount or not counts:
            continue
        place = 2 if invoiced >= cut else 0
        customer[place] += amount
        customer[place + 1] += amount if settled <= due else 0
        if place and due + timedelta(days=late_days) < end:
            late[row["customer"]].append(settled > due + timedelta(days=late_days))
    rated = {name: -one[1] / one[0] for name, one in sums.items() if one[0]}
    instalments = [(value, is_bad) for name, value in rated.items() for is_bad in late[name]]
    customers = [
        (value, sums[name][3] < THRESHOLD * sums[name][2])
        for name, value in rated.items()
        if sums[name][2]
    ]
    return area(instalments), area(customers)


@tagged("post_install", "-at_install")
class TestReceivablesBacktest(ReceivablesCase):
    def compare(self, content, cut, end, late_days=0):
        """Compare both areas; return them."""
        self.company.kam_credit_grace_days = 0
        backtest = self.env["kam.credit.backtest"]._run(self.company, (cut, end), late_days, FEWEST)
        found = []
        expected = calculated(content, cut, end, late_days)
        for outcome, (bad, good, auc) in zip(("instalment", "below"), expected, strict=True):
            figure = backtest.figure_ids.filtered(
                lambda one, outcome=outcome: (one.predictor, one.outcome) == ("rate", outcome)
            )
            self.assertEqual((figure.count_bad, figure.count_good), (bad, good), outcome)
            self.assertEqual(figure.has_figure, min(bad, good) >= FEWEST, outcome)
            if figure.has_figure:
                self.assertAlmostEqual(figure.auc, auc, delta=0.0005, msg=outcome)
            found.append(figure)
        return found

    def test_generated(self):
        content = as_csv(generated(31, invoices=300, customers=40))
        self.load(content)
        for late_days in (0, 10):
            with self.subTest(late_days=late_days):
                figure, _below = self.compare(
                    content, date(2012, 12, 17), date(2014, 6, 30), late_days
                )
                self.assertTrue(figure.has_figure)

    @skipUnless(FILE, "KAM_RECEIVABLES names no file of receivables")
    def test_file(self):
        content = Path(FILE).read_bytes()
        self.load(content)
        for late_days in (0, 10, 60):
            with self.subTest(late_days=late_days):
                figures = self.compare(content, CUT, END, late_days)
                for figure, name in zip(figures, ("AUC", "AUC_CUSTOMERS"), strict=True):
                    wanted = os.environ.get(f"KAM_RECEIVABLES_{name}")
                    print(f"{late_days} days, {figure.display_name}: {figure.sentence}")
                    if wanted and not late_days:
                        self.assertAlmostEqual(figure.auc, float(wanted), delta=TOLERANCE)
