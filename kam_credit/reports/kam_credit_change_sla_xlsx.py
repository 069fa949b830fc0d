from collections import Counter
from statistics import median

from odoo import models

COLUMNS = (
    # field, width
    ("number", 16),
    ("profile_id", 32),
    ("stage", 26),
    ("unit_id", 30),
    ("date_received", 12),
    ("date_due", 12),
    ("date_done", 12),
    ("days_taken", 10),
    ("days_late", 10),
    ("result", 10),
)


class KamCreditChangeSlaXlsx(models.AbstractModel):
    """The register of tier change times as a workbook: all steps, and a summary with medians."""

    _name = "report.kam_credit.report_kam_credit_change_sla_xlsx"
    _description = "Tier Change Times (XLSX)"
    _inherit = "report.report_xlsx.abstract"

    def get_workbook_options(self):
        """Return options under which text stays text, whatever a customer is called.

        :return: dict
        """
        return {
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        }

    def generate_xlsx_report(self, workbook, data, objs):
        """Write the sheets.

        :param workbook: the workbook to write
        :param dict data: what the client sent; not used
        :param objs: the rows that were chosen; none for all
        :raise AccessError: for whoever may not read credit figures
        """
        # the address of the report asks for no rights, and takes any ids
        rows = self.env["kam.credit.change.sla"]
        rows.check_access("read")
        domain = [("id", "in", objs.ids)] if objs else []
        rows = rows.search(domain)
        formats = {
            "head": workbook.add_format({"bold": True, "text_wrap": True, "bottom": 1}),
            "date": workbook.add_format({"num_format": "yyyy-mm-dd"}),
            "median": workbook.add_format({"num_format": "0.0"}),
            "total": workbook.add_format({"bold": True}),
        }
        self._write_steps(workbook.add_worksheet(self.env._("Steps")), rows, formats)
        self._write_summary(workbook.add_worksheet(self.env._("Summary")), rows, formats)

    def _write_head(self, sheet, labels, widths, count, formats):
        for column, (label, width) in enumerate(zip(labels, widths, strict=True)):
            sheet.write_string(0, column, label, formats["head"])
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(count, 1), len(labels) - 1)

    def _write_steps(self, sheet, rows, formats):
        labels = [rows._fields[name]._description_string(self.env) for name, _width in COLUMNS]
        self._write_head(sheet, labels, [width for _name, width in COLUMNS], len(rows), formats)
        for line, row in enumerate(rows, start=1):
            for column, (name, _width) in enumerate(COLUMNS):
                field, value = row._fields[name], row[name]
                if field.type == "integer":
                    sheet.write_number(line, column, value)
                elif field.type == "date":
                    if value:
                        sheet.write_datetime(line, column, value, formats["date"])
                else:
                    sheet.write_string(line, column, field.convert_to_export(value, row) or "")

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
        self._write_head(sheet, labels, [26, 30, 10, 10, 10, 12], len(lines), formats)
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
