from collections import Counter
from statistics import median

from odoo import models

COLUMNS = (
    # field, width
    ("number", 16),
    ("profile_id", 32),
    ("stage", 26),
    ("unit_id", 30),
    ("date_received", 16),
    ("date_due", 16),
    ("date_done", 16),
    ("days_taken", 10),
    ("days_late", 10),
    ("result", 10),
)


class KamCreditChangeSlaXlsx(models.AbstractModel):
    """The register of tier change times as a workbook: all steps, and a summary with medians."""

    _name = "report.kam_credit.report_kam_credit_change_sla_xlsx"
    _description = "Tier Change Times (XLSX)"
    _inherit = "report.kam_management.register_xlsx"

    def generate_xlsx_report(self, workbook, data, objs):
        """Write the sheets.

        :param workbook: the workbook to write
        :param dict data: what the client sent; not used
        :param objs: the rows that were chosen; none for all
        :raise AccessError: for whoever may not read credit figures
        """
        rows = self._get_rows("kam.credit.change.sla", objs)
        formats = {
            **self._make_formats(workbook),
            "median": workbook.add_format({"num_format": "0.0"}),
            "total": workbook.add_format({"bold": True}),
        }
        self._write_steps(workbook.add_worksheet(self.env._("Steps")), rows, formats)
        self._write_summary(workbook.add_worksheet(self.env._("Summary")), rows, formats)

    def _write_steps(self, sheet, rows, formats):
        labels = [self._label(rows, name) for name, _width in COLUMNS]
        widths = [width for _name, width in COLUMNS]
        self._write_head(sheet, labels, widths, len(rows), formats, keys=2)
        for line, row in enumerate(rows, start=1):
            for column, (name, _width) in enumerate(COLUMNS):
                self._write_field(sheet, line, column, row, name, formats)

    def _write_summary(self, sheet, rows, formats):
        field_labels = {
            name: field._description_string(self.env) for name, field in rows._fields.items()
        }
        results = dict(rows._fields["result"]._description_selection(self.env))
        labels = [
            field_labels["stage"],
            field_labels["unit_id"],
            *results.values(),
            self.env._("Median Days"),
        ]
        lines = list(self._summarise(rows))
        widths = [26, 30, 10, 10, 10, 12]
        self._write_head(sheet, labels, widths, len(lines), formats, keys=2)
        for line, (stage, unit, counts, middle) in enumerate(lines, start=1):
            bold = None if unit else formats["total"]
            sheet.write_string(line, 0, stage, bold)
            sheet.write_string(line, 1, unit or self.env._("All units"), bold)
            for column, result in enumerate(results, start=2):
                sheet.write_number(line, column, counts[result], bold)
            if middle is not None:
                sheet.write_number(line, 5, middle, formats["median"])

    def _summarise(self, rows):
        """Yield ``(stage, unit or None for all, counts by result, median days)``.

        The median is that of what was done; what is open has not taken its time yet.
        """
        by_stage = rows.grouped("stage")
        for stage, label in rows._fields["stage"]._description_selection(self.env):
            steps = by_stage.get(stage)
            if not steps:
                continue
            by_unit = steps.grouped("unit_id")
            # sudo: whose turn it was is part of the row that the reader may see
            for unit in steps.unit_id.sudo().sorted("complete_name"):
                yield label, unit.complete_name, *self._figures(by_unit[unit.sudo(False)])
            yield label, None, *self._figures(steps)

    def _figures(self, steps):
        done = steps.filtered("date_done")
        middle = median(done.mapped("days_taken")) if done else None
        return Counter(steps.mapped("result")), middle
