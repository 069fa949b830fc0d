from odoo import models

# field, width
COLUMNS = (
    ("number", 16),
    ("unit_id", 28),
    ("approval_standing", 20),
    ("line_count", 12),
    ("date_promise", 16),
    ("in_charge_id", 20),
    ("waiting_for", 36),
    ("date_due", 16),
    ("prepared_by_id", 20),
    ("date_prepared", 16),
    ("approved_by_id", 20),
    ("date_approved", 16),
)


class KamSuggestionRegisterXlsx(models.AbstractModel):
    """The register of suggestion summaries as a workbook."""

    _name = "report.kam_management.report_kam_suggestion_register_xlsx"
    _description = "Register of Suggestion Summaries (XLSX)"
    _inherit = "report.kam_management.register_xlsx"

    def generate_xlsx_report(self, workbook, data, objs):
        """Write the sheet.

        :param workbook: the workbook to write
        :param dict data: what the client sent; not used
        :param objs: the summaries that were chosen; none for all
        :raise AccessError: for whoever may not read summaries
        """
        summaries = self._get_rows("kam.suggestion.summary", objs, "id desc")
        title = self.env._("Suggestion Summaries")
        sheet, formats = self._begin_register(workbook, title, summaries, COLUMNS)
        for line, summary in enumerate(summaries, start=1):
            for column, (name, _width) in enumerate(COLUMNS):
                self._write_field(sheet, line, column, summary, name, formats)
