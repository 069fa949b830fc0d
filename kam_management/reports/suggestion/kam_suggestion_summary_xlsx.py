from odoo import models

# field of the line, width; the departments stand between
COLUMNS_BEFORE = (
    ("partner_id", 26),
    ("suggestion_text", 40),
    ("date_promise", 16),
)
COLUMNS_AFTER = (
    ("consolidated", 36),
    ("vote", 14),
    ("vote_note", 26),
    ("decision", 14),
    ("date_back", 16),
    ("reply_text", 36),
    ("decision_reason", 30),
)
DEPARTMENT_WIDTH = 32


class KamSuggestionSummaryXlsx(models.AbstractModel):
    """A suggestion summary as a workbook: a row for each suggestion, a column for each department.

    Several summaries stand below each other.
    """

    _name = "report.kam_management.report_kam_suggestion_summary_xlsx"
    _description = "Suggestion Summary (XLSX)"
    _inherit = "report.kam_management.register_xlsx"

    def generate_xlsx_report(self, workbook, data, objs):
        """Write the sheet.

        :param workbook: the workbook to write
        :param dict data: what the client sent; not used
        :param objs: the summaries that were chosen; none for all
        :raise AccessError: for whoever may not read summaries
        """
        summaries = self._get_rows("kam.suggestion.summary", objs, "id desc")
        lines = summaries.line_ids
        matrices = {summary: summary._get_matrix() for summary in summaries}
        departments = self.env["hr.department"].union(
            *(found for found, _cells in matrices.values())
        )
        departments = departments.sorted("name")
        formats = self._make_formats(workbook)
        formats["text"] = workbook.add_format({"text_wrap": True, "valign": "top"})
        sheet = workbook.add_worksheet(self.env._("Suggestions"))
        head = [
            (self._label(summaries, "number"), 16),
            (self._label(lines, "suggestion_id"), 30),
            *((self._label(lines, name), width) for name, width in COLUMNS_BEFORE),
            *((department.name, DEPARTMENT_WIDTH) for department in departments),
            *((self._label(lines, name), width) for name, width in COLUMNS_AFTER),
        ]
        labels, widths = zip(*head, strict=True)
        self._write_head(sheet, labels, widths, len(lines), formats, keys=2)
        number = 0
        for summary in summaries:
            for line in summary.line_ids:
                number += 1
                cells = matrices[summary][1][line]
                self._write_line(sheet, number, line, departments, cells, formats)

    def _write_line(self, sheet, number, line, departments, cells, formats):
        summary = line.summary_id
        sheet.write_string(number, 0, summary.number or "")
        # as lines call it, whoever may read the suggestion by now
        sheet.write_string(number, 1, line.display_name)
        column = 2
        for name, _width in COLUMNS_BEFORE:
            self._write_field(sheet, number, column, line, name, formats)
            column += 1
        for department in departments:
            if department in cells:
                text = summary._join_cell(cells[department])
                sheet.write_string(number, column, text, formats["text"])
            column += 1
        for name, _width in COLUMNS_AFTER:
            self._write_field(sheet, number, column, line, name, formats)
            column += 1
