"""Reads a CSV file of receivables and finds what is wrong with it. Knows nothing of Odoo."""

import csv
import io
import re
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
# Odoo recognises the year in a document number only within these.
_YEARS = range(1900, 2200)
# Odoo computes money in floats, which hold 15 digits.
_MOST = Decimal(10) ** 13
# What spreadsheets separate columns with, the usual one first.
_SEPARATORS = {",": "a comma", ";": "a semicolon", "\t": "a tab"}
# Nobody gives more time to pay: a due date beyond is a slip of the pen.
_MOST_YEARS = 20


@dataclass(frozen=True)
class Row:
    """One invoice of the file."""

    line: int
    customer: str
    country_code: str
    invoice_number: str
    invoice_date: date
    due_date: date
    amount: Decimal
    disputed: str
    settled_date: date | None
    company: str = ""
    name: str = ""
    payment_terms: str = ""

    def difference(self, other):
        """Return the first column in which two rows differ, or None."""
        for column in ALL_COLUMNS:
            if getattr(self, column) != getattr(other, column):
                return column
        return None


ALL_COLUMNS = tuple(field.name for field in fields(Row) if field.name != "line")
# What a file may leave out: the company's own, the customer's id as name, nothing to tell.
OPTIONAL = ("country_code", "disputed", "company", "name", "payment_terms")
EXTRA = ("company", "name", "payment_terms")
COLUMNS = tuple(column for column in ALL_COLUMNS if column not in EXTRA)
NEEDED = tuple(column for column in COLUMNS if column not in OPTIONAL)


@dataclass(frozen=True)
class BadCell:
    """What is wrong in one place of the file."""

    line: int
    column: str
    text: str

    def __str__(self):
        place = f"line {self.line}, {self.column}" if self.column else f"line {self.line}"
        return f"{place}: {self.text}"


class _Wrong(Exception):
    """A cell cannot be used; the text says why and what would be right."""


def read(path):
    """Read a file of receivables.

    :param path: a :class:`pathlib.Path`
    :return: see :func:`parse`
    :raises OSError: when the file cannot be read
    """
    return parse(path.read_bytes())


def parse(content):
    """Read the bytes of a file of receivables and check every line of it.

    :param content: the bytes: UTF-8 with or without a mark, any kind of line end
    :return: the rows without repetitions, and the list of :class:`BadCell`; the rows are only
        fit for use when that list is empty
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return [], [BadCell(line, "", "this is not UTF-8 text: save the file as CSV UTF-8")]
    rows, bad, seen, header = [], [], {}, None
    separator = _find_separator(text)
    for line, cells in _records(text, separator, bad):
        if header is None:
            header = [cell.lower() for cell in cells]
            wrong = _header_fault(header)
            if wrong:
                return [], [BadCell(line, "", wrong)]
            continue
        row = _row(line, header, cells, bad, separator)
        if row and _is_new(row, seen, bad):
            rows.append(row)
    if not seen and not bad:
        missing = "an invoice" if header else f"the columns {', '.join(NEEDED)}"
        bad.append(BadCell(text.count("\n") + 1, "", f"the file ends without {missing}"))
    return rows, bad


def _find_separator(text):
    """Return what separates the columns: with it the first line names most of them."""
    lines = (line for line in re.split(r"[\r\n]+", text) if line.strip(" ,;\t"))
    head = next(lines, "").lower().replace('"', "")
    return max(
        _SEPARATORS,
        key=lambda separator: sum(
            cell.strip() in ALL_COLUMNS for cell in head.split(separator) if separator in head
        ),
    )


def _records(text, separator, bad):
    """Yield the first line and the trimmed cells of each record that is not blank."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            trimmed = [cell.strip() for cell in cells]
            if any(trimmed):
                yield line, trimmed
            line = reader.line_num + 1
    except csv.Error as error:
        bad.append(BadCell(line, "", f"this is not CSV ({error}): check the quotes from here on"))


def _header_fault(header):
    """Return what is wrong with the names of the columns, or None."""
    missing = [name for name in NEEDED if name not in header]
    unknown = [name or "(no name)" for name in header if name not in ALL_COLUMNS]
    twice = sorted({name for name in header if header.count(name) > 1} & set(ALL_COLUMNS))
    faults = [
        f"{title} {', '.join(names)}"
        for title, names in (("missing", missing), ("unknown", unknown), ("twice", twice))
        if names
    ]
    if not faults:
        return None
    separated = ", separated by commas, semicolons or tabs" if len(header) == 1 else ""
    return (
        f"columns {'; '.join(faults)}: the columns are {','.join(NEEDED)}, and where there are "
        f"any {','.join(OPTIONAL)}{separated}"
    )


def _row(line, header, cells, bad, separator):
    """Return the row of one record, or None after noting what is wrong with it."""
    if len(cells) != len(header):
        column = header[min(len(cells), len(header) - 1)]
        text = (
            f"{len(cells)} values for {len(header)} columns: quote values that hold "
            f"{_SEPARATORS[separator]}"
        )
        bad.append(BadCell(line, column, text))
        return None
    given = dict(zip(header, cells, strict=True))
    values = {"line": line}
    before = len(bad)
    for column in ALL_COLUMNS:
        try:
            values[column] = _READERS[column](given.get(column, ""))
        except _Wrong as wrong:
            bad.append(BadCell(line, column, str(wrong)))
    _check_order(values, bad)
    return Row(**values) if len(bad) == before else None


def _check_order(values, bad):
    """Refuse what is yet to come, and slips of the pen.

    Money may come before the invoice (it was paid in advance), and so may the due date, where terms
    count from a day before the invoice was booked.
    """
    invoiced, due = values.get("invoice_date"), values.get("due_date")
    if invoiced and due and due.year - invoiced.year > _MOST_YEARS:
        text = f"{due} is more than {_MOST_YEARS} years after the invoice date: correct it"
        bad.append(BadCell(values["line"], "due_date", text))
    for column in PAST:
        day = values.get(column)
        if day and day > _latest_today():
            bad.append(BadCell(values["line"], column, future(day)))


# What has happened. A due date may be yet to come.
PAST = ("invoice_date", "settled_date")


def future(day):
    """Return what is said of a day that should be past."""
    return f"{day} is yet to come: give the day on which it happened"


def _latest_today():
    """Return the day that it is where the day begins first; the plan knows the company's own."""
    return (datetime.now(timezone.utc) + timedelta(hours=14)).date()


def _is_new(row, seen, bad):
    """Tell whether the invoice was not in the file before; other content is noted as bad."""
    first = seen.setdefault((row.company, row.invoice_number), row)
    if first is row:
        return True
    column = row.difference(first)
    if column:
        here, there = (_shown(getattr(one, column)) for one in (row, first))
        text = (
            f"{here}, but line {first.line} gives invoice {row.invoice_number} {there}: "
            "keep one of them"
        )
        bad.append(BadCell(row.line, column, text))
    return False


def _shown(value):
    return "nothing" if value in (None, "") else str(value)


def _any_text(cell):
    if not cell.isprintable():
        raise _Wrong(f"{cell!r} holds a line break or a control character: remove it")
    return cell


def _identifier(cell):
    if not cell:
        raise _Wrong("empty: every invoice needs one")
    return _any_text(cell)


def _day(cell):
    if not cell:
        raise _Wrong("empty: give a date as YYYY-MM-DD")
    try:
        day = date.fromisoformat(cell) if _DATE.fullmatch(cell) else None
    except ValueError:
        day = None
    if day is None:
        raise _Wrong(f"{cell!r} is not a date: give it as YYYY-MM-DD")
    if day.year not in _YEARS:
        raise _Wrong(f"{cell} is not a year from {_YEARS[0]} to {_YEARS[-1]}: correct it")
    return day


def _day_or_open(cell):
    return _day(cell) if cell else None


def _amount(cell):
    if not _NUMBER.fullmatch(cell):
        raise _Wrong(f"{cell!r} is not an amount: give digits with a point, such as 1234.50")
    amount = Decimal(cell)
    if amount < 0:
        raise _Wrong(f"{cell} is negative: an invoice has an amount of 0 or more")
    if amount >= _MOST:
        raise _Wrong(f"{cell} is too large to be kept to the cent: stay below {_MOST:,f}")
    return amount


_READERS = {
    "customer": _identifier,
    "country_code": _any_text,
    "invoice_number": _identifier,
    "invoice_date": _day,
    "due_date": _day,
    "amount": _amount,
    "disputed": _any_text,
    "settled_date": _day_or_open,
    "company": _any_text,
    "name": _any_text,
    "payment_terms": _any_text,
}
