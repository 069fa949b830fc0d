from odoo import models

from ... import wording
from ...models.information.kam_financial_statement import FIGURES
from ...rules import ratios

# field, width
COLUMNS = (
    ("account_id", 36),
    ("name", 24),
    ("period_type", 12),
    ("date_from", 16),
    ("date_to", 16),
    ("currency_id", 10),
    *((name, 18) for name in FIGURES),
)
LAST_COLUMNS = (("is_audited", 10), ("source", 30))


class KamFinancialStatementXlsx(models.AbstractModel):
    """The register of statements as a workbook: figures, ratios, and what the ratios mean."""

    _name = "report.kam_management.report_kam_financial_statement_xlsx"
    _description = "Register of Statements (XLSX)"
    _inherit = "report.kam_management.register_xlsx"

    def generate_xlsx_report(self, workbook, data, objs):
        """Write the sheets.

        :param workbook: the workbook to write
        :param dict data: what the client sent; not used
        :param objs: the statements that were chosen; none for all
        :raise AccessError: for whoever may not read statements
        """
        order = "account_id, period_type, date_from, id"
        statements = self._get_rows("kam.financial.statement", objs, order)
        formats = {
            **self._make_formats(workbook),
            ratios.SHARE: workbook.add_format({"num_format": "0.0%", "align": "right"}),
            ratios.DAYS: workbook.add_format({"num_format": "0.0", "align": "right"}),
        }
        self._write_statements(
            workbook.add_worksheet(self.env._("Statements")), statements, formats
        )
        self._write_ratios(workbook.add_worksheet(self.env._("Ratios")), formats)

    def _get_columns(self):
        """Return field and width of the columns before the ratios. To be extended."""
        return COLUMNS

    def _write_statements(self, sheet, statements, formats):
        columns = self._get_columns()
        described = [self.env["kam.financial.ratio"]._describe(kind) for kind in ratios.KINDS]
        head = [
            *((self._label(statements, name), width) for name, width in columns),
            *((wording.noted(self.env, ratio["label"], ratio["unit"]), 14) for ratio in described),
            *((self._label(statements, name), width) for name, width in LAST_COLUMNS),
        ]
        labels, widths = zip(*head, strict=True)
        self._write_head(sheet, labels, widths, len(statements), formats, keys=2)
        for line, statement in enumerate(statements, start=1):
            column = 0
            for name, _width in columns:
                self._write_field(sheet, line, column, statement, name, formats)
                column += 1
            for kind, unit in ratios.UNITS.items():
                self._write_ratio(sheet, line, column, statement, kind, formats[unit])
                column += 1
            for name, _width in LAST_COLUMNS:
                self._write_field(sheet, line, column, statement, name, formats)
                column += 1

    def _write_ratio(self, sheet, line, column, statement, kind, style):
        value = statement.ratios[kind]
        if value is None:
            text = self.env["kam.financial.ratio"]._format(kind, None)
            sheet.write_string(line, column, text, style)
        else:
            sheet.write_number(line, column, value, style)

    def _write_ratios(self, sheet, formats):
        """Say how each ratio is computed and what it tells."""
        labels = [
            self.env._("Ratio"),
            self.env._("Formula"),
            self.env._("Measure"),
            self.env._("What It Tells"),
        ]
        self._write_head(sheet, labels, [26, 46, 10, 90], len(ratios.KINDS), formats)
        for line, kind in enumerate(ratios.KINDS, start=1):
            described = self.env["kam.financial.ratio"]._describe(kind)
            for column, part in enumerate(("label", "formula", "unit", "meaning")):
                sheet.write_string(line, column, described[part])
