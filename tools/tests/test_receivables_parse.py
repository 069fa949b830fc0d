"""What a file of receivables may look like, and what is told about one that may not."""

from datetime import date
from decimal import Decimal

import pytest

from tools.receivables.parse import COLUMNS, parse

HEADER = ",".join(COLUMNS)
GOOD = "C-1,391,1001,2012-03-29,2012-04-28,62.68,yes,2012-04-25"


def file(*lines, end="\n"):
    return end.join([HEADER, *lines, ""]).encode()


def quoted(separator):
    lines = (separator.join(f'"{cell}"' for cell in line.split(",")) for line in (HEADER, GOOD))
    return b"\xef\xbb\xbf\r\n" + "\r\n".join(lines).encode()


def told(content):
    """Return what is told about a file that is refused."""
    rows, bad = parse(content)
    assert bad, f"accepted: {rows}"
    return [str(one) for one in bad]


def accepted(content):
    rows, bad = parse(content)
    assert not bad, [str(one) for one in bad]
    return rows


def test_a_row_is_read():
    (row,) = accepted(file(GOOD))
    assert row.line == 2
    assert (row.customer, row.country_code, row.invoice_number) == ("C-1", "391", "1001")
    assert (row.invoice_date, row.due_date) == (date(2012, 3, 29), date(2012, 4, 28))
    assert row.amount == Decimal("62.68")
    assert (row.disputed, row.settled_date) == ("yes", date(2012, 4, 25))


def test_an_empty_settled_date_is_an_open_invoice():
    (row,) = accepted(file("C-1,391,1001,2012-03-29,2012-04-28,62.68,no,"))
    assert row.settled_date is None


@pytest.mark.parametrize(
    "content",
    [
        file(GOOD, end="\r\n"),
        file(GOOD, end="\r"),
        b"\xef\xbb\xbf" + file(GOOD),
        file(GOOD).rstrip(b"\n"),
        file("", GOOD, "  ", ",,,,,,,", ""),
        file(GOOD, GOOD),
        file(GOOD, GOOD.replace("62.68", "62.680")),
        file(GOOD.replace(",", " , ")),
        file('"C-1","391","1001","2012-03-29","2012-04-28","62.68","yes","2012-04-25"'),
        HEADER.upper().encode() + b"\n" + GOOD.encode(),
        file(GOOD).replace(b",", b";"),
        file(GOOD).replace(b",", b"\t"),
        quoted(";"),
    ],
    ids=[
        *("crlf", "cr", "byte-order mark", "no last line end", "blank lines"),
        *("repeated", "repeated with another zero", "spaces", "quoted", "upper-case header"),
        *("semicolons", "tabs", "quoted semicolons"),
    ],
)
def test_the_same_row_in_other_clothes(content):
    (row,) = accepted(content)
    (plain,) = accepted(file(GOOD))
    assert row.difference(plain) is None


def test_columns_in_another_order():
    header, values = HEADER.split(",")[::-1], GOOD.split(",")[::-1]
    (row,) = accepted(f"{','.join(header)}\n{','.join(values)}\n".encode())
    assert (row.customer, row.settled_date) == ("C-1", date(2012, 4, 25))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("amount", "0"),
        ("amount", "0.00"),
        ("amount", "9999999999999.99"),
        ("due_date", "2012-03-29"),
        # terms that count from a day before
        ("due_date", "2012-03-14"),
        ("settled_date", "2012-03-29"),
        ("settled_date", "2013-12-31"),
        # paid in advance
        ("settled_date", "2012-03-01"),
        ("disputed", ""),
        ("country_code", ""),
        ("customer", "名称 “x” é"),
    ],
)
def test_accepted_values(column, value):
    (row,) = accepted(file(changed(column, value)))
    assert str(getattr(row, column)) == value


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("customer", "", "empty"),
        ("customer", "a\x00b", "control character"),
        ("invoice_number", " ", "empty"),
        ("invoice_number", '"10\n01"', "line break"),
        ("invoice_date", "", "empty"),
        ("invoice_date", "2012-02-30", "not a date"),
        ("invoice_date", "20120329", "not a date"),
        ("invoice_date", "29.03.2012", "not a date"),
        ("invoice_date", "2012-03-29 00:00", "not a date"),
        ("invoice_date", "0012-03-29", "not a year"),
        ("due_date", "", "empty"),
        ("due_date", "soon", "not a date"),
        ("settled_date", "2012-13-01", "not a date"),
        ("settled_date", "2099-03-28", "yet to come"),
        ("due_date", "2099-03-28", "more than 20 years"),
        ("amount", "", "not an amount"),
        ("amount", "-0.01", "negative"),
        ("amount", "NaN", "not an amount"),
        ("amount", "1e3", "not an amount"),
        ("amount", "Infinity", "not an amount"),
        ("amount", '"1,234.50"', "not an amount"),
        ("amount", "12.", "not an amount"),
        ("amount", "١٢", "not an amount"),
        ("amount", "10000000000000", "too large"),
    ],
)
def test_refused_values(column, value, reason):
    (text,) = told(file(GOOD.replace("1001", "1000"), changed(column, value)))
    assert text.startswith(f"line 3, {column}: ")
    assert reason in text


@pytest.mark.parametrize("column", COLUMNS[:2] + COLUMNS[3:])
def test_the_same_number_with_other_content(column):
    other = {
        "customer": "C-2",
        "country_code": "392",
        "invoice_date": "2012-03-28",
        "due_date": "2012-04-29",
        "amount": "62.69",
        "disputed": "no",
        "settled_date": "",
    }
    (text,) = told(file(GOOD, "", changed(column, other[column])))
    assert text.startswith(f"line 4, {column}: ")
    assert "line 2 gives invoice 1001" in text


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "line 1: the file ends without the columns customer"),
        (b"\n\n", "without the columns"),
        (file(), "line 2: the file ends without an invoice"),
        (GOOD.encode(), "line 1: columns missing customer"),
        (file().replace(b",amount", b""), "missing amount"),
        (file(GOOD).replace(b"yes,", b"yes").replace(b"disputed,", b"note,"), "unknown note"),
        (HEADER.encode() + b",amount", "twice amount"),
        (HEADER.encode() + b",", "unknown (no name)"),
        (file(GOOD).replace(b",", b"|"), "separated by commas, semicolons or tabs"),
        (file(GOOD, GOOD + ";x").replace(b",", b";"), "quote values that hold a semicolon"),
        (file(GOOD, "C-1,391"), "line 3, invoice_number: 2 values for 8 columns"),
        (file(GOOD, GOOD + ",x"), "line 3, settled_date: 9 values for 8 columns"),
        (file(GOOD, '"C-1,391'), "line 3: this is not CSV"),
        (file(GOOD, "C-\xe9").replace("é".encode(), b"\xe9"), "line 3: this is not UTF-8"),
        ("\ufeff".encode("utf-16-le") + HEADER.encode("utf-16-le"), "not UTF-8"),
    ],
)
def test_refused_files(content, reason):
    (text,) = told(content)
    assert reason in text


def test_every_line_is_checked():
    lines = [
        GOOD,
        "C-1,391,1002,2012-03-29,2099-03-28,-1,yes,2099-03-27",
        '"C\n1",391,1003,2012-03-29,2012-04-28,1.00,no,',
        *(f"C-1,391,{number},2012-03-29,soon,1.00,no," for number in range(2000, 5000)),
        "C-1,391,1001,2012-03-29,2012-04-28,62.69,yes,2012-04-25",
    ]
    texts = told(file(*lines))
    assert [text.partition(":")[0] for text in texts[:5]] == [
        "line 3, amount",
        "line 3, due_date",
        "line 3, settled_date",
        "line 4, customer",
        "line 6, due_date",
    ]
    assert texts[-1].startswith("line 3006, amount: 62.69, but line 2 gives")
    assert len(texts) == 3005


def test_many_rows_keep_their_lines():
    lines = [f"C-1,391,{number},2012-03-29,2012-04-28,1.00,no," for number in range(5000)]
    rows = accepted(file(*lines))
    assert [row.line for row in rows] == list(range(2, 5002))


def changed(column, value):
    """Return the good row with one value changed."""
    values = dict(zip(COLUMNS, GOOD.split(","), strict=True))
    return ",".join({**values, column: value}.values())


def test_other_columns():
    content = (
        b"company,customer,name,invoice_number,invoice_date,due_date,payment_terms,amount,"
        b"settled_date\n"
        b"U001,0200744019,TARG us,1930659387,2020-03-19,2020-04-03,NAA8,11173.02,\n"
        b"CA02,0200744019,TARG,1930659387,2020-03-19,2020-04-03,CA10,1.00,\n"
    )
    one, other = accepted(content)
    assert (one.company, one.name, one.payment_terms) == ("U001", "TARG us", "NAA8")
    assert (one.country_code, one.disputed, one.customer) == ("", "", "0200744019")
    # each company numbers its invoices
    assert (other.company, other.invoice_number) == ("CA02", "1930659387")
