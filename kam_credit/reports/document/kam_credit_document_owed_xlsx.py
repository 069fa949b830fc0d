from odoo import models

COLUMNS = (
    # field, width
    ("profile_id", 32),
    ("kind_id", 36),
    ("status", 14),
    ("date_owed", 12),
    ("date_valid_until", 12),
    ("blocks_assessment", 14),
    ("blocks_orders", 14),
    ("is_blocking", 14),
    ("unit_id", 30),
)


class KamCreditDocumentOwedXlsx(models.AbstractModel):
    """The documents that are owed as a workbook, and what their want blocks."""

    _name = "report.kam_credit.report_kam_credit_document_owed_xlsx"
    _description = "Documents Owed (XLSX)"
    _inherit = "report.kam_management.register_xlsx"

    def generate_xlsx_report(self, workbook, data, objs):
        """Write the sheet.

        :param workbook: the workbook to write
        :param dict data: what the client sent; not used
        :param objs: the rows that were chosen; none for all
        :raise AccessError: for whoever may not read credit files
        """
        rows = self._get_rows("kam.credit.document.owed", objs)
        self._write_register(workbook, self.env._("Documents Owed"), rows, COLUMNS, keys=2)
