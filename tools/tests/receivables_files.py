"""Makes files of receivables: the same ones for the same seed."""

import csv
import io
import random
from datetime import date, timedelta

COLUMNS = (
    "customer",
    "country_code",
    "invoice_number",
    "invoice_date",
    "due_date",
    "amount",
    "disputed",
    "settled_date",
)


def generated(seed, invoices, customers, first=date(2011, 6, 1), days=900):
    """Return random records: open, early, late, paid at once and on the last day.

    :param seed: what the random choices start from
    :param invoices: how many invoices
    :param customers: among how many customers
    :param first: the first possible invoice date
    :param days: over how many days the invoice dates spread
    :return: a list of dictionaries of texts
    """
    chance = random.Random(seed)
    records = []
    for number in range(invoices):
        invoiced = first + timedelta(days=chance.randrange(days))
        due = invoiced + timedelta(days=chance.choice([0, 14, 30, 30, 60, 90]))
        late = chance.choice([None, None, 0, 1, -1, chance.randrange(-40, 40), 120, 400])
        settled = "" if late is None else max(invoiced, due + timedelta(days=late)).isoformat()
        cents = chance.choice([0, 1, 99, 100, *(chance.randrange(10**7) for _ in range(8))])
        records.append(
            {
                "customer": f"{seed}-{chance.randrange(customers):03d}",
                "country_code": chance.choice(["391", "406", ""]),
                "invoice_number": f"{seed}{number:06d}",
                "invoice_date": invoiced.isoformat(),
                "due_date": due.isoformat(),
                "amount": f"{cents // 100}.{cents % 100:02d}",
                "disputed": chance.choice(["yes", "no"]),
                "settled_date": settled,
            }
        )
    return records


def as_csv(records):
    """Return the bytes of a file with these records."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)
    return text.getvalue().encode()
