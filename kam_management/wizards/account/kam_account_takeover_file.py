import base64
import io
import re
from datetime import date
from urllib.parse import quote

import xlsxwriter

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...rules import table_file
from ...workbooks import lay_out

MAX_BYTES = 5 * 1024 * 1024
# among how many lines the one that names the columns is looked for
TITLE_ROWS = 20
# columns that tell a customer
IDENTIFYING = {"customer", "reference", "vat"}
# what lists of customers call their columns; 客户编号 is the customer's own reference, 大客户编号
# the number of the account
USUAL_TITLES = {
    "customer": "客户|客户名称|客户全称|公司名称|企业名称|单位名称|customer name|company name",
    "reference": "客户编号|客户编码|客户代码|customer number|customer no.|customer code",
    "vat": "统一社会信用代码|社会信用代码|税号|纳税人识别号|vat number|vat no.|tax number",
    "unit": "组织单位|所属单位|所属区域|区域|unit code|region|area",
    "manager": "大客户经理|客户经理|account manager|key account manager",
    "number": "大客户编号|account number|key account no.|account no.",
    "since": "成为大客户日期|成为大客户时间|大客户起始日期|key account from",
}


class KamAccountTakeover(models.TransientModel):
    """Reads the rows of a file, and gives the template for it."""

    _inherit = "kam.account.takeover"

    def action_download_template(self):
        """Download an empty file with the columns that are read.

        :return: an action that downloads the template
        """
        self.ensure_one()
        name = quote(self.env._("key_accounts_to_take_over"))
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/template_file/{name}.xlsx?download=true",
            "target": "download",
        }

    def action_read_file(self):
        """Replace the lines by those of the file, with a preview of each.

        :return: a window action that shows the dialog again
        :raise UserError: when the file is no table, or its first line names no columns
        """
        self.ensure_one()
        self.company_id._kam_check_takeover()
        columns, rows = self._read_table()
        records = [
            (
                line,
                {name: values[at] for name, at in columns.items() if at < len(values)},
            )
            for line, values in rows
        ]
        self.line_ids = [Command.clear(), *map(Command.create, self._prepare_lines(records))]
        return self._reopen()

    @api.model
    def _get_columns(self):
        """Return the columns of the file with their labels in the language of the user."""
        return {
            "customer": self.env._("Customer (reference or name)"),
            "unit": self.env._("Unit (code or name)"),
            "manager": self.env._("Account manager (login)"),
            "number": self.env._("Key account number"),
            "since": self.env._("Key account since"),
            "reference": self.env._("Customer reference"),
            "vat": self.env._("Tax ID"),
        }

    @api.model
    def _get_remarks(self):
        """Return the columns that are written for people and passed over when they come back."""
        return {"row": self.env._("Line"), "message": self.env._("What will happen")}

    def _compute_template_file(self):
        for takeover in self:
            takeover.template_file = base64.b64encode(takeover._make_template())

    def _make_template(self, rows=()):
        """Return a workbook with the columns that are read, and rows in them."""
        titles = {**self._get_columns(), **(self._get_remarks() if rows else {})}
        buffer = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(buffer, options) as book:
            sheet = book.add_worksheet()
            header = book.add_format({"bold": True, "bg_color": "#DDE7F0", "border": 1})
            text = book.add_format({"num_format": "@"})
            day = book.add_format({"num_format": "yyyy-mm-dd"})
            for at, (name, label) in enumerate(titles.items()):
                sheet.write_string(0, at, label, header)
                # references and numbers keep their leading zeros
                sheet.set_column(at, at, 28, day if name == "since" else text)
                for down, values in enumerate(rows, 1):
                    value = values.get(name) or ""
                    if isinstance(value, date):
                        sheet.write_datetime(down, at, value, day)
                    else:
                        sheet.write_string(down, at, str(value), text)
            lay_out(sheet)
        return buffer.getvalue()

    def action_download_problems(self):
        """Download the lines with problems, to be corrected and read again.

        :return: an action that downloads a workbook
        """
        self.ensure_one()
        name = quote(self.env._("key_accounts_with_problems"))
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/problem_file/{name}.xlsx?download=true",
            "target": "download",
        }

    def _compute_problem_file(self):
        for takeover in self:
            rows = [line._describe() for line in takeover._get_problem_lines()]
            takeover.problem_file = base64.b64encode(takeover._make_template(rows))

    def _read_rows(self):
        if not self.file:
            raise UserError(self.env._("“File” is empty. Choose a CSV or XLSX file first."))
        content = base64.b64decode(self.file)
        if len(content) > MAX_BYTES:
            raise UserError(
                self.env._(
                    "“File” has %(size)s MB; at most %(limit)s MB are read. Divide the list.",
                    size=round(len(content) / 1024 / 1024, 1),
                    limit=MAX_BYTES // 1024 // 1024,
                )
            )
        try:
            rows = table_file.read_table(content)
        except table_file.TableError as error:
            raise UserError(self._get_file_problem(error.code)) from error
        return rows

    def _read_table(self):
        """Find the line that names the columns: lists often begin with a title.

        :return: dict name -> position, and the rows below
        :raise UserError: when there is none, or nothing below it
        """
        rows = self._read_rows()
        known = self._get_known_titles()
        at = next(
            (
                number
                for number, (_line, values) in enumerate(rows[:TITLE_ROWS])
                if {known.get(table_file.text_key(value)) for value in values} & IDENTIFYING
            ),
            0,
        )
        columns = self._read_header(rows[at], known)
        if len(rows) < at + 2:
            raise UserError(
                self.env._("“File” has no line below its first one. Add a line per customer.")
            )
        return columns, rows[at + 1 :]

    def _get_file_problem(self, code):
        return {
            "empty": self.env._("“File” is empty. Fill the template and choose it again."),
            "old_xls": self.env._(
                "“File” is an old Excel file (.xls). Save it as .xlsx or .csv and choose it again."
            ),
            "broken": self.env._(
                "“File” cannot be read as a table. Save it as .xlsx or .csv and choose it again."
            ),
            "too_long": self.env._(
                "“File” has more than %(limit)s lines. Divide the list.",
                limit=table_file.MAX_ROWS,
            ),
        }[code]

    def _read_header(self, header, known):
        """Tell which column of the file is which.

        :param tuple header: the line that names them, ``(line number, values)``
        :param dict known: see :meth:`_get_known_titles`
        :return: dict name -> position
        :raise UserError: for columns that are unknown, doubled or missing
        """
        line, values = header
        columns, unknown = {}, []
        for at, title in enumerate(values):
            if not title:
                continue
            name = known.get(table_file.text_key(title))
            if not name:
                unknown.append(str(title))
            elif name in columns:
                raise UserError(
                    self.env._(
                        "Line %(line)s: the column “%(title)s” appears twice. Remove one of them.",
                        line=line,
                        title=title,
                    )
                )
            else:
                columns[name] = at
        labels = ", ".join(self._get_columns().values())
        if unknown:
            raise UserError(
                self.env._(
                    "Line %(line)s: the column “%(title)s” is not known. Rename or remove it. "
                    "Columns: %(known)s.",
                    line=line,
                    title="”, “".join(unknown),
                    known=labels,
                )
            )
        if not columns.keys() & IDENTIFYING:
            raise UserError(
                self.env._(
                    "Line %(line)s has no column “%(title)s”. The first line names the columns: "
                    "%(known)s.",
                    line=line,
                    title=self._get_columns()["customer"],
                    known=labels,
                )
            )
        return columns

    def _get_known_titles(self):
        """Return what a column may be called, in every language of the database."""
        titles = {}
        for code, _name in self.env["res.lang"].get_installed():
            translated = self.with_context(lang=code)
            for name, label in {
                **translated._get_columns(),
                **translated._get_remarks(),
            }.items():
                titles[table_file.text_key(label)] = name
                # the words in brackets say what is accepted, and may be left out
                titles[table_file.text_key(re.split(r"[(（]", label)[0])] = name
        # what lists call them whatever a label is translated to
        titles |= {
            title: name for name, usual in USUAL_TITLES.items() for title in usual.split("|")
        }
        return titles | {name: name for name in self._get_columns()}
