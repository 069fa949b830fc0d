"""Credit figures worked out slowly from a file alone: no Odoo, no SQL, nothing of the loader.

The window is the year up to the day, there are no grace days, and amounts are counted.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction


@dataclass
class Figures:
    """What one customer's invoices amount to on a day."""

    transaction_amount: Decimal = Decimal(0)
    due: Decimal = Decimal(0)
    on_time: Decimal = Decimal(0)

    @property
    def rate(self):
        """The share honoured on time, exactly, or None when nothing was due."""
        return Fraction(self.on_time) / Fraction(self.due) if self.due else None


def figures(content, as_of):
    """Work out the figures of every customer in a file.

    :param content: the file's bytes
    :param as_of: the day
    :return: :class:`Figures` by customer id; a customer without figures has zeros
    """
    by_number = {
        record["invoice_number"]: record
        for record in csv.DictReader(io.StringIO(content.decode("utf-8")))
    }
    result = {}
    for record in by_number.values():
        mine = result.setdefault(record["customer"], Figures())
        _add(mine, record, as_of)
    return result


def _add(mine, record, as_of):
    """Add one invoice as far as it was known on the day."""
    amount = Decimal(record["amount"])
    invoiced = date.fromisoformat(record["invoice_date"])
    due = date.fromisoformat(record["due_date"])
    settled = date.fromisoformat(record["settled_date"]) if record["settled_date"] else None
    if invoiced > as_of:
        return
    if invoiced > _year_before(as_of):
        mine.transaction_amount += amount
    if due >= as_of:
        return
    paid = settled is not None and settled <= as_of
    if due < as_of - timedelta(days=365) and paid:
        return
    mine.due += amount
    if paid and settled <= due:
        mine.on_time += amount


def _year_before(day):
    """Return the same day of the year before; 28 February stands for 29 February."""
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)
