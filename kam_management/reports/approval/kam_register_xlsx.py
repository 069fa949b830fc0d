import pytz

from odoo import models
from odoo.exceptions import AccessError
from odoo.tools import float_round

from ... import wording
from ...workbooks import day_format, lay_out, moment_format, number_format

# No number of ours has more decimals.
MOST_DECIMALS = 10
NUMBERS = ("integer", "float", "monetary")


class KamRegisterXlsx(models.AbstractModel):
    """What registers have in common as workbooks: real numbers and dates, a head that stays.

    ``_shares`` names the columns that hold shares of one, which are written in percent.
    """

    _name = "report.kam_management.register_xlsx"
    _description = "Register (XLSX)"
    _inherit = "report.report_xlsx.abstract"
    _shares = frozenset()

    def get_workbook_options(self):
        """Return options under which text stays text, whatever a customer is called.

        :return: dict
        """
        return {
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        }

    def _get_rows(self, model, chosen, order=None):
        """Return the rows of a register that the user may read.

        :param str model: name of the model
        :param chosen: the rows that were chosen; none for all
        :param str order: order of the rows, by default that of the model
        :raise AccessError: for whoever may not read the model, or some of what was chosen
        """
        # the address of the report asks for no rights, and takes any ids
        rows = self.env[model]
        rows.check_access("read")
        if chosen - chosen.exists()._filtered_access("read"):
            raise AccessError(
                self.env._(
                    "“%(report)s”: some of what is to be printed does not exist, or you may not "
                    "see it. Choose what you can see.",
                    report=self.env["ir.model"]._get(model).name,
                )
            )
        return rows.search([("id", "in", chosen.ids)] if chosen else [], order=order)

    def _make_formats(self, workbook):
        return {
            "head": workbook.add_format({"bold": True, "text_wrap": True, "bottom": 1}),
            "date": workbook.add_format({"num_format": day_format(self.env)}),
            "datetime": workbook.add_format({"num_format": moment_format(self.env)}),
            "monetary": workbook.add_format({"num_format": number_format(2)}),
            "share": workbook.add_format({"num_format": "0.00%"}),
            **{
                digits: workbook.add_format({"num_format": number_format(digits)})
                for digits in range(MOST_DECIMALS + 1)
            },
        }

    def _write_register(self, workbook, title, rows, columns, keys=1, has_totals=False):
        """Write the sheet of a register whose columns are fields.

        :param workbook: the workbook to write
        :param str title: of the sheet
        :param rows: the records, one a line
        :param columns: name of the field and width of each column
        :param int keys: how many columns stay when one scrolls to the right
        :param bool has_totals: whether the last line adds up what lists add up
        """
        sheet, formats = self._begin_register(workbook, title, rows, columns, keys)
        for line, row in enumerate(rows, start=1):
            for column, (name, _width) in enumerate(columns):
                if self._is_said(row, name):
                    self._write_field(sheet, line, column, row, name, formats)
        if has_totals:
            summed = {
                column: name
                for column, (name, _width) in enumerate(columns)
                if rows._fields[name].type in ("integer", "monetary")
                and rows._fields[name].aggregator == "sum"
            }
            self._write_totals(sheet, len(rows) + 1, rows, summed, formats)

    def _write_totals(self, sheet, line, rows, columns, formats):
        """Write what rows add up to: their amounts only where all are in one currency.

        :param sheet: the sheet
        :param int line: the line below the last row
        :param rows: the records
        :param dict columns: number of a column -> name of the field that is summed up there
        :param dict formats: as :meth:`_make_formats` returns them
        """
        sheet.write_string(line, 0, self.env._("Total"), formats["head"])
        for column, name in columns.items():
            field = rows._fields[name]
            currency = field.type == "monetary" and rows.mapped(field.get_currency_field(rows))
            if not currency or len(currency) == 1:
                style = formats[currency.decimal_places] if currency else None
                sheet.write_number(line, column, sum(rows.mapped(name)), style)

    def _is_said(self, row, name):
        """Tell whether a column says something of a row. To be overridden."""
        return True

    def _begin_register(self, workbook, title, rows, columns, keys=1):
        """Begin the sheet of a register: its head says what the fields are called.

        :param workbook: the workbook to write
        :param str title: of the sheet
        :param rows: the records, one a line
        :param columns: name of the field and width of each column
        :param int keys: how many columns stay when one scrolls to the right
        :return: sheet and formats
        """
        formats = self._make_formats(workbook)
        sheet = workbook.add_worksheet(title)
        labels = [self._label(rows, name) for name, _width in columns]
        widths = [width for _name, width in columns]
        self._write_head(sheet, labels, widths, len(rows), formats, keys)
        return sheet, formats

    def _write_head(self, sheet, labels, widths, count, formats, keys=1):
        for column, (label, width) in enumerate(zip(labels, widths, strict=True)):
            sheet.write_string(0, column, label, formats["head"])
            sheet.set_column(column, column, width)
        lay_out(sheet, keys)
        sheet.autofilter(0, 0, max(count, 1), len(labels) - 1)

    def _label(self, records, name):
        return records._fields[name]._description_string(self.env)

    def _write_field(self, sheet, line, column, record, name, formats):
        field, value = record._fields[name], record[name]
        if field.type in NUMBERS:
            self._write_number(sheet, line, column, record, name, formats)
        elif field.type == "date":
            if value:
                sheet.write_datetime(line, column, value, formats["date"])
        elif field.type == "datetime":
            zone = record.company_id._kam_timezone()
            self._write_moment(sheet, line, column, value, zone, formats)
        elif field.type == "boolean":
            sheet.write_string(line, column, self.env._("Yes") if value else self.env._("No"))
        elif field.type in ("one2many", "many2many"):
            sheet.write_string(line, column, wording.listed(self.env, value.mapped("display_name")))
        elif field.type == "many2one":
            # sudo: what a row that may be read names is told by its name, as in lists
            sheet.write_string(line, column, value.sudo().display_name or "")
        else:
            sheet.write_string(line, column, field.convert_to_export(value, record) or "")

    def _write_number(self, sheet, line, column, record, name, formats):
        """Write a number with the decimals that its field has, and no more."""
        field, value = record._fields[name], record[name]
        if field.type == "integer":
            sheet.write_number(line, column, value)
            return
        if field.type == "monetary":
            currency = record[field.get_currency_field(record)]
            digits = currency.decimal_places if currency else 2
        else:
            _size, digits = field.get_digits(self.env) or (0, None)
        if digits is not None:
            value = float_round(value, precision_digits=digits)
        style = formats["share"] if name in self._shares else formats.get(digits)
        sheet.write_number(line, column, value, style)

    def _write_moment(self, sheet, line, column, moment, zone, formats):
        """Write a moment by the clock where the company works."""
        if moment:
            there = pytz.utc.localize(moment).astimezone(zone).replace(tzinfo=None)
            sheet.write_datetime(line, column, there, formats["datetime"])
