from odoo import models

# field, width
COLUMNS = (
    ("number", 16),
    ("account_id", 36),
    ("result", 16),
    ("approval_state", 14),
    ("reason_ids", 36),
    ("reasons_text", 40),
    ("competitor_name", 24),
    ("development_method", 20),
    ("contact_count", 12),
    ("total_minutes", 14),
    ("untimed_count", 14),
    ("elapsed_days", 12),
    ("developer_id", 20),
    ("group_id", 22),
    ("unit_id", 28),
    ("date_approved", 16),
    ("date_retry", 16),
    ("remarks", 40),
)
# known when the record is submitted
SUMS = ("contact_count", "total_minutes", "untimed_count", "elapsed_days")


class KamDevelopmentRecordXlsx(models.AbstractModel):
    """The register of development records as a workbook: what became of each, and why."""

    _name = "report.kam_management.report_kam_development_record_xlsx"
    _description = "Register of Development Records (XLSX)"
    _inherit = "report.kam_management.register_xlsx"

    def generate_xlsx_report(self, workbook, data, objs):
        """Write the sheet.

        :param workbook: the workbook to write
        :param dict data: what the client sent; not used
        :param objs: the records that were chosen; none for all
        :raise AccessError: for whoever may not read development records
        """
        rows = self._get_rows("kam.development.record", objs)
        title = self.env._("Development Records")
        sheet, formats = self._begin_register(workbook, title, rows, COLUMNS, keys=2)
        for line, record in enumerate(rows, start=1):
            for column, (name, _width) in enumerate(COLUMNS):
                if name not in SUMS or record.content:
                    self._write_field(sheet, line, column, record, name, formats)
