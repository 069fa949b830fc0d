from odoo import models

# field, width
COLUMNS = (
    ("number", 16),
    ("partner_id", 36),
    ("name", 40),
    ("description", 50),
    ("kind_id", 22),
    ("channel", 14),
    ("product_tmpl_id", 24),
    ("unit_id", 24),
    ("author_id", 20),
    ("date_received", 16),
    ("date_promise_first", 16),
    ("date_promise", 16),
    ("state", 22),
    ("department_ids", 28),
    ("decision", 14),
    ("date_decided", 16),
    ("reply_text", 40),
    ("date_replied", 16),
    ("countdown", 20),
    ("task_count", 10),
    ("progress", 12),
    ("date_closed", 16),
)
# what is planned says something of what was adopted only
PLANNED = ("task_count", "progress")


class KamSuggestionXlsx(models.AbstractModel):
    """The register of suggestions as a workbook."""

    _name = "report.kam_management.report_kam_suggestion_xlsx"
    _description = "Register of Suggestions (XLSX)"
    _inherit = "report.kam_management.register_xlsx"

    def generate_xlsx_report(self, workbook, data, objs):
        """Write the sheet.

        :param workbook: the workbook to write
        :param dict data: what the client sent; not used
        :param objs: the suggestions that were chosen; none for all
        :raise AccessError: for whoever may not read suggestions
        """
        rows = self._get_rows("kam.suggestion", objs, "date_received desc, id desc")
        title = self.env._("Suggestions")
        sheet, formats = self._begin_register(workbook, title, rows, COLUMNS, keys=2)
        for line, suggestion in enumerate(rows, start=1):
            for column, (name, _width) in enumerate(COLUMNS):
                self._write_cell(sheet, line, column, suggestion, name, formats)

    def _write_cell(self, sheet, line, column, suggestion, name, formats):
        if suggestion._fields[name].type == "datetime":
            # by the day where the company works
            day = suggestion.company_id._kam_day_of(suggestion[name])
            if day:
                sheet.write_datetime(line, column, day, formats["date"])
        elif name not in PLANNED or suggestion.decision == "adopted":
            self._write_field(sheet, line, column, suggestion, name, formats)
