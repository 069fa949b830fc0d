"""Reads a table that somebody has made in a spreadsheet: CSV or XLSX."""

import csv
import io
import re
import unicodedata
import zlib
from datetime import date, datetime, timedelta
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

MAX_ROWS = 2000
MAX_COLUMNS = 50

_XLSX = b"PK\x03\x04"
_OLD_XLS = b"\xd0\xcf\x11\xe0"
# what Excel in China and in the West writes; the last one accepts any byte
_ENCODINGS = ("utf-8-sig", "gb18030", "cp1252", "latin-1")
# what reading a damaged workbook raises: ZIP, compression, XML (a SyntaxError), contents
_BROKEN = (
    AttributeError,
    BadZipFile,
    EOFError,
    InvalidFileException,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    zlib.error,
)
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TIME = re.compile(r"[T ]\s*\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
# spreadsheets count days from here; the numbers are those of the years 1954 to 2118
_FIRST_DAY = date(1899, 12, 30)
_SERIAL_DAYS = range(20000, 80000)


class TableError(Exception):
    """The file is no table that can be read; ``code`` says why."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def read_table(content, max_rows=MAX_ROWS):
    """Read a file into rows.

    :param bytes content: the file
    :param int max_rows: how many lines below the first one are read
    :return: list of ``(line number in the file, list of values)``, blank lines left out;
        values are texts, or dates where the spreadsheet has dates
    :raise TableError: with the code ``empty``, ``old_xls``, ``broken`` or ``too_long``
    """
    if not content.strip():
        raise TableError("empty")
    if content.startswith(_OLD_XLS):
        raise TableError("old_xls")
    rows = _read_xlsx(content) if content.startswith(_XLSX) else _read_csv(content)
    found = []
    for line, values in rows:
        while values and not values[-1]:
            values.pop()
        if not values:
            continue
        if len(found) > max_rows:
            raise TableError("too_long")
        found.append((line, values))
    if not found:
        raise TableError("empty")
    return found


def read_date(value):
    """Read a day as people write it.

    :param value: a date, or a text such as 2024-03-01, 2024/3/1 or 2024年3月1日
    :return: a date
    :raise ValueError: for everything else
    """
    if isinstance(value, date):
        return value
    match = _DATE.fullmatch(value.strip())
    if not match:
        raise ValueError(value)
    return date(*(int(part) for part in match.groups()))


def read_spreadsheet_date(value):
    """Read a day as spreadsheets leave it behind, besides what people write.

    :param value: see :func:`read_date`; also a day with a time, in full-width digits, without
        signs between (20240301), or as the number of a day (45352)
    :return: a date
    :raise ValueError: for everything else
    """
    if isinstance(value, date):
        return value
    text = _TIME.sub("", clean_text(value))
    if text.isdecimal() and int(text) in _SERIAL_DAYS:
        return _FIRST_DAY + timedelta(days=int(text))
    match = _COMPACT_DATE.fullmatch(text)
    return date(*(int(part) for part in match.groups())) if match else read_date(text)


def clean_text(value):
    """Return a text in half-width characters, with single blanks and none around it."""
    return " ".join(unicodedata.normalize("NFKC", str(value)).split())


def text_key(value):
    """Return what texts have in common that people take for the same: no case, no width."""
    return clean_text(value).lower()


def _read_csv(content):
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", errors="replace")
    else:
        text = _decode(content)
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for values in reader:
            yield reader.line_num, [value.strip() for value in values[:MAX_COLUMNS]]
    except csv.Error as error:
        raise TableError("broken") from error


def _decode(content):
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableError("broken")


def _read_xlsx(content):
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        for line, values in enumerate(
            sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True), start=1
        ):
            yield line, [_clean(value) for value in values]
    except _BROKEN as error:
        raise TableError("broken") from error


def _clean(value):
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()
