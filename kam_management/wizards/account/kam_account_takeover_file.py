import base64
import io
import re
from urllib.parse import quote

import xlsxwriter

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ...rules import table_file

MAX_BYTES = 5 * 1024 * 1024


class KamAccountTakeover(models.TransientModel):
    """Reads the lines from a file, and gives the template for it."""

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
        header, *rows = self._read_rows()
        columns = self._read_header(header)
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
            "number": self.env._("Account number"),
            "since": self.env._("Key account since"),
        }

    def _compute_template_file(self):
        for takeover in self:
            takeover.template_file = base64.b64encode(takeover._make_template())

    def _make_template(self):
        buffer = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False}
        with xlsxwriter.Workbook(buffer, options) as book:
            sheet = book.add_worksheet()
            header = book.add_format({"bold": True, "bg_color": "#DDE7F0", "border": 1})
            text = book.add_format({"num_format": "@"})
            day = book.add_format({"num_format": "yyyy-mm-dd"})
            for at, (name, label) in enumerate(self._get_columns().items()):
                sheet.write_string(0, at, label, header)
                # references and numbers keep their leading zeros
                sheet.set_column(at, at, 28, day if name == "since" else text)
            sheet.freeze_panes(1, 0)
        return buffer.getvalue()

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
        if len(rows) < 2:
            raise UserError(
                self.env._("“File” has no line below its first one. Add a line per customer.")
            )
        return rows

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

    def _read_header(self, header):
        """Tell which column of the file is which.

        :param tuple header: the first line, ``(line number, values)``
        :return: dict name -> position
        :raise UserError: for a column that is unknown, doubled or missing
        """
        line, values = header
        names = self._get_known_titles()
        columns = {}
        for at, title in enumerate(values):
            if not title:
                continue
            name = names.get(str(title).casefold())
            if not name:
                raise UserError(
                    self.env._(
                        "Line %(line)s: the column “%(title)s” is not known. Rename or remove it. "
                        "Columns: %(known)s.",
                        line=line,
                        title=title,
                        known=", ".join(self._get_columns().values()),
                    )
                )
            if name in columns:
                raise UserError(
                    self.env._(
                        "Line %(line)s: the column “%(title)s” appears twice. Remove one of them.",
                        line=line,
                        title=title,
                    )
                )
            columns[name] = at
        if "customer" not in columns:
            raise UserError(
                self.env._(
                    "Line %(line)s has no column “%(title)s”. The first line names the columns: "
                    "%(known)s.",
                    line=line,
                    title=self._get_columns()["customer"],
                    known=", ".join(self._get_columns().values()),
                )
            )
        return columns

    def _get_known_titles(self):
        """Return what a column may be called, in every language of the database."""
        titles = {name: name for name in self._get_columns()}
        for code, _name in self.env["res.lang"].get_installed():
            for name, label in self.with_context(lang=code)._get_columns().items():
                titles[label.casefold()] = name
                # the words in brackets say what is accepted, and may be left out
                titles[re.split(r"[(（]", label)[0].strip().casefold()] = name
        return titles

    def _prepare_lines(self, records):
        """Return the values of the lines; what is not understood is written into them."""
        texts = {
            name: {str(values.get(name) or "") for _line, values in records} - {""}
            for name in self._get_columns()
        }
        found = {
            "customer": self._find_customers(texts["customer"]),
            "unit": self._find_units(texts["unit"]),
            "manager": self._find_managers(texts["manager"]),
        }
        targets = {"customer": "partner_id", "unit": "unit_id", "manager": "manager_id"}
        lines = []
        for line, values in records:
            vals = {"row": line, "number": str(values.get("number") or "")}
            for name, target in targets.items():
                text = str(values.get(name) or "")
                candidates = found[name].get(text, ())
                if len(candidates) == 1:
                    vals[target] = candidates.id
                elif text:
                    vals[f"{name}_problem"] = self._get_lookup_problem(name, text, len(candidates))
            lines.append({**vals, **self._prepare_since(values.get("since"))})
        return lines

    def _prepare_since(self, value):
        if not value:
            return {}
        try:
            return {"since": table_file.read_date(value)}
        except ValueError:
            return {
                "since_problem": self.env._(
                    "Column “%(column)s”: “%(value)s” is no date. "
                    "Write year, month and day, such as 2024-03-01.",
                    column=self._get_columns()["since"],
                    value=value,
                )
            }

    def _get_lookup_problem(self, name, text, count):
        column = self._get_columns()[name]
        if count:
            return self.env._(
                "Column “%(column)s”: “%(value)s” fits %(count)s records. "
                "Name one that fits only once, or choose it in the line.",
                column=column,
                value=text,
                count=count,
            )
        return self.env._(
            "Column “%(column)s”: nothing is called “%(value)s” in %(company)s. "
            "Correct it, or choose the right one in the line.",
            column=column,
            value=text,
            company=self.company_id.name,
        )

    def _find_customers(self, texts):
        """Return the customers with a reference, else with a name; contacts stand for them."""
        partner_model = self.env["res.partner"]
        named = Domain("ref", "in", list(texts)) | Domain("name", "in", list(texts))
        partners = partner_model.search(
            Domain(partner_model._check_company_domain(self.company_id)) & named
        )
        by_ref, by_name = partners.grouped("ref"), partners.grouped("name")
        found = {}
        for text in texts:
            fitting = by_ref.get(text) or by_name.get(text) or partners.browse()
            found[text] = fitting.commercial_partner_id
        return found

    def _find_units(self, texts):
        units = self.env["kam.unit"].search([("company_id", "=", self.company_id.id)])
        by_code, by_name = units.grouped("code"), units.grouped("name")
        by_path = units.grouped("complete_name")
        return {
            text: by_code.get(text) or by_path.get(text) or by_name.get(text) or units.browse()
            for text in texts
        }

    def _find_managers(self, texts):
        return (
            self.env["res.users"]
            .search(
                [
                    ("login", "in", list(texts)),
                    ("share", "=", False),
                    ("company_ids", "child_of", self.company_id.ids),
                ]
            )
            .grouped("login")
        )
