from odoo import models

COLUMNS = (
    # field, width
    ("profile_id", 36),
    ("unit_id", 30),
    ("kind", 26),
    ("state", 16),
    ("reason", 70),
    ("value", 16),
    ("strength", 10),
    ("urgency", 18),
    ("date_since", 12),
    ("date_seen", 12),
    ("date_gone", 12),
    ("looked_by_id", 20),
    ("date_looked", 18),
    ("finding", 50),
)


class KamCreditSignalXlsx(models.AbstractModel):
    """The register of credit signals as a workbook."""

    _name = "report.kam_credit.report_kam_credit_signal_xlsx"
    _description = "Register of Credit Signals (XLSX)"
    _inherit = "report.kam_management.register_xlsx"

    def generate_xlsx_report(self, workbook, data, objs):
        """Write the sheet.

        :param workbook: the workbook to write
        :param dict data: what the client sent; not used
        :param objs: the signals that were chosen; none for all
        :raise AccessError: for whoever may not read signals
        """
        rows = self._get_rows("kam.credit.signal", objs, order="urgency desc, id desc")
        title = self.env._("Credit Signals")
        self._write_register(workbook, title, rows, COLUMNS, has_totals=True)
