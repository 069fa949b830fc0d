import io
import random
from datetime import date

from openpyxl import Workbook

from odoo import fields
from odoo.tests import BaseCase, tagged

from ...rules import table_file


def make_xlsx(rows):
    """Return the bytes of a workbook with the rows on its first sheet."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@tagged("post_install", "-at_install")
class TestRulesTableFile(BaseCase):
    def test_csv_in_the_encodings_and_with_the_delimiters_of_spreadsheets(self):
        text = "客户{0}unit\r\n华信{0}SHA\r\n"
        expected = [(1, ["客户", "unit"]), (2, ["华信", "SHA"])]
        for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
            for delimiter in ",;\t":
                with self.subTest(encoding=encoding, delimiter=delimiter):
                    content = text.format(delimiter).encode(encoding)
                    self.assertEqual(table_file.read_table(content), expected)

    def test_csv_keeps_line_numbers_over_blank_lines_and_quotes(self):
        content = b'customer,unit\n\n"A, ""B""",SHA\n , \nC,\n'
        self.assertEqual(
            table_file.read_table(content),
            [(1, ["customer", "unit"]), (3, ['A, "B"', "SHA"]), (5, ["C"])],
        )

    def test_xlsx_values(self):
        content = make_xlsx(
            [
                ["customer", "since"],
                [1001, fields.Datetime.to_datetime("2024-02-29 10:30:00")],
                [None, None],
                [" 007 ", date(2023, 1, 2)],
                [12.5, "2024-01-01"],
            ]
        )
        self.assertEqual(
            table_file.read_table(content),
            [
                (1, ["customer", "since"]),
                (2, ["1001", date(2024, 2, 29)]),
                (4, ["007", date(2023, 1, 2)]),
                (5, ["12.5", "2024-01-01"]),
            ],
        )

    def test_what_is_no_table(self):
        for content, code in (
            (b"", "empty"),
            (b" \n\n", "empty"),
            (b",,\n,,\n", "empty"),
            (b"\xd0\xcf\x11\xe0 old", "old_xls"),
            (b"PK\x03\x04 no archive", "broken"),
            (b"customer\n" + b"C\n" * (table_file.MAX_ROWS + 1), "too_long"),
        ):
            with self.subTest(code=code), self.assertRaises(table_file.TableError) as caught:
                table_file.read_table(content)
            self.assertEqual(caught.exception.code, code)

    def test_damaged_workbooks(self):
        whole = make_xlsx([["customer", "since"], ["C", date(2024, 1, 1)]] * 50)
        chance = random.Random(7)
        damaged = [whole[:length] for length in range(4, len(whole), 97)]
        for _time in range(200):
            content = bytearray(whole)
            for _byte in range(chance.randint(1, 20)):
                content[chance.randrange(4, len(content))] = chance.randrange(256)
            damaged.append(bytes(content))
        refused = 0
        for content in damaged:
            try:
                table_file.read_table(content)
            except table_file.TableError:
                refused += 1
        self.assertGreater(refused, 50)

    def test_longest_table_that_is_read(self):
        content = b"customer\n" + b"C\n" * table_file.MAX_ROWS
        self.assertEqual(len(table_file.read_table(content)), table_file.MAX_ROWS + 1)

    def test_dates(self):
        for text in ("2024-03-01", "2024/3/1", "2024.03.1", "2024年3月1日", " 2024-3-1 "):
            with self.subTest(text=text):
                self.assertEqual(table_file.read_date(text), date(2024, 3, 1))
        self.assertEqual(table_file.read_date(date(2024, 3, 1)), date(2024, 3, 1))

    def test_what_is_no_date(self):
        for text in ("", "soon", "2024-13-01", "2023-02-29", "01.03.2024", "20240301", "45000"):
            with self.subTest(text=text), self.assertRaises(ValueError):
                table_file.read_date(text)

    def test_dates_of_spreadsheets(self):
        for text in (
            "２０２４／３／１",
            "20240301",
            "45352",
            "2024-03-01 00:00:00",
            "2024-3-1T10:30",
        ):
            with self.subTest(text=text):
                self.assertEqual(table_file.read_spreadsheet_date(text), date(2024, 3, 1))
        for text in ("", "soon", "20241301", "7", "1234567"):
            with self.subTest(text=text), self.assertRaises(ValueError):
                table_file.read_spreadsheet_date(text)
