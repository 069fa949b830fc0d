import base64
import binascii
import io
import re
from datetime import date
from urllib.parse import quote

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import arguments, wording
from ...rules import table_file
from ...workbooks import lay_out

# among how many lines the one that names the columns is looked for
TITLE_ROWS = 20


class KamTableFileMixin(models.AbstractModel):
    """A dialog that reads a list which somebody keeps in a spreadsheet.

    It says in ``_get_columns`` which columns it reads, in ``_usual_titles`` what such lists call
    them, and in ``_identifying_columns`` by which it knows the line that names them.
    """

    _name = "kam.table.file.mixin"
    _description = "List from a File"

    _max_bytes = 5 * 1024 * 1024
    _max_rows = table_file.MAX_ROWS
    # name of a column -> its usual titles, between bars
    _usual_titles = {}
    # one of them at least is there
    _identifying_columns = frozenset()
    # columns of the template that hold days
    _date_columns = frozenset()

    file = fields.Binary(
        attachment=False,
        help="A CSV or XLSX file with the columns of the template. Its lines replace those below.",
    )
    file_name = fields.Char()
    template_file = fields.Binary(string="Template", compute="_compute_template_file")

    @api.model
    def _get_columns(self):
        """Return the columns of the file with their labels in the language of the user."""
        raise NotImplementedError

    @api.model
    def _get_remarks(self):
        """Return the columns that are written for people and passed over when they come back."""
        return {}

    def _get_choices(self):
        """Return what may stand in the columns that take certain values only, as people read it.

        :return: dict name of a column -> list of texts
        """
        return {}

    @api.model
    def _get_template_name(self):
        """Return what the template is called when it is downloaded."""
        return self.env._("template")

    def _compute_template_file(self):
        for wizard in self:
            wizard.template_file = base64.b64encode(wizard._make_template())

    def action_download_template(self):
        """Download an empty file with the columns that are read.

        :return: an action that downloads the template
        """
        return self._download("template_file", self._get_template_name())

    def _download(self, field, name):
        """Return the action that downloads a workbook.

        :param str field: the field that holds it
        :param str name: name of the file, without its ending
        """
        self.ensure_one()
        path = f"/web/content/{self._name}/{self.id}/{field}/{quote(name)}.xlsx"
        return {
            "type": "ir.actions.act_url",
            "url": f"{path}?download=true",
            "target": "download",
        }

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
                sheet.set_column(at, at, 28, day if name in self._date_columns else text)
                for down, values in enumerate(rows, 1):
                    value = values.get(name) or ""
                    if isinstance(value, date):
                        sheet.write_datetime(down, at, value, day)
                    else:
                        sheet.write_string(down, at, str(value), text)
            lay_out(sheet)
            self._add_choices(book, sheet, titles, header)
        return buffer.getvalue()

    def _add_choices(self, book, sheet, titles, header):
        """List on a second sheet what may be chosen, and offer it in the cells of the first."""
        choices = {name: texts for name, texts in self._get_choices().items() if texts}
        if not choices:
            return
        title = self.env._("Allowed values")
        listed = book.add_worksheet(title)
        columns = list(titles)
        for at, (name, texts) in enumerate(choices.items()):
            listed.write_string(0, at, titles[name], header)
            listed.write_column(1, at, texts)
            listed.set_column(at, at, 28)
            letter = xl_col_to_name(at, col_abs=True)
            column = columns.index(name)
            sheet.data_validation(
                1,
                column,
                self._max_rows,
                column,
                {
                    "validate": "list",
                    "source": f"='{title}'!{letter}$2:{letter}${len(texts) + 1}",
                    # what the language of somebody else calls it is read as well
                    "error_type": "warning",
                },
            )
        lay_out(listed)

    # ------------------------------------------------------------------
    # reading
    # ------------------------------------------------------------------

    def _read_rows(self):
        """Return the lines of the file, see :func:`rules.table_file.read_table`.

        :raise UserError: when there is none, or it is no table
        """
        if not self.file:
            raise UserError(self.env._("“File” is empty. Choose a CSV or XLSX file first."))
        try:
            content = base64.b64decode(self.file)
        except (binascii.Error, ValueError) as error:
            raise UserError(self.env._("“File” is no file. Choose a CSV or XLSX file.")) from error
        if len(content) > self._max_bytes:
            raise UserError(
                self.env._(
                    "“File” has %(size)s MB; at most %(limit)s MB are read. Divide the list.",
                    size=round(len(content) / 1024 / 1024, 1),
                    limit=self._max_bytes // 1024 // 1024,
                )
            )
        try:
            return table_file.read_table(content, self._max_rows)
        except table_file.TableError as error:
            raise UserError(self._get_file_problem(error.code)) from error

    def _read_records(self):
        """Read the file: the line that names the columns, and the lines below.

        :return: list of ``(line number, dict name of column -> value)``
        :raise UserError: when no line names the columns, or nothing is below it
        """
        columns, rows = self._read_table()
        return [
            (line, {name: values[at] for name, at in columns.items() if at < len(values)})
            for line, values in rows
        ]

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
                if {known.get(table_file.text_key(value)) for value in values}
                & self._identifying_columns
            ),
            0,
        )
        columns = self._read_header(rows[at], known)
        if len(rows) < at + 2:
            raise UserError(
                self.env._("“File” has no line below the one that names the columns. Fill it.")
            )
        return columns, rows[at + 1 :]

    @api.model
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
                "“File” has more than %(limit)s lines. Divide the list.", limit=self._max_rows
            ),
        }[code]

    @api.model
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
                unknown.append(arguments.shown(str(title)))
            elif name in columns:
                raise UserError(
                    self.env._(
                        "Line %(line)s: the column “%(title)s” appears twice. Remove one of them.",
                        line=line,
                        title=arguments.shown(str(title)),
                    )
                )
            else:
                columns[name] = at
        labels = self._get_columns()
        if unknown:
            raise UserError(
                self.env._(
                    "Line %(line)s: the column “%(title)s” is not known. Rename or remove it. "
                    "Columns: %(known)s.",
                    line=line,
                    title="”, “".join(unknown),
                    known=wording.listed(self.env, labels.values()),
                )
            )
        if not columns.keys() & self._identifying_columns:
            raise UserError(
                self.env._(
                    "Line %(line)s has no column “%(title)s”. The first line names the columns: "
                    "%(known)s.",
                    line=line,
                    title=next(
                        label for name, label in labels.items() if name in self._identifying_columns
                    ),
                    known=wording.listed(self.env, labels.values()),
                )
            )
        return columns

    @api.model
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
            title: name for name, usual in self._usual_titles.items() for title in usual.split("|")
        }
        return titles | {name: name for name in self._get_columns()}
