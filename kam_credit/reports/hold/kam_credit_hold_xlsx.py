from odoo import models

COLUMNS = (
    # field, width
    ("document_name", 18),
    ("partner_id", 36),
    ("unit_id", 30),
    ("kind", 18),
    ("state", 12),
    ("value", 16),
    ("amount", 16),
    ("stake", 16),
    ("date_open", 18),
    ("reason_note", 60),
    ("clearing_note", 60),
    ("needed_role", 20),
    ("salesperson_id", 20),
    ("attempt_count", 10),
    ("decided_by_id", 20),
    ("date_end", 18),
    ("refusal", 40),
)


class KamCreditHoldXlsx(models.AbstractModel):
    """The register of credit holds as a workbook."""

    _name = "report.kam_credit.report_kam_credit_hold_xlsx"
    _description = "Register of Credit Holds (XLSX)"
    _inherit = "report.kam_management.register_xlsx"

    def generate_xlsx_report(self, workbook, data, objs):
        """Write the sheet.

        :param workbook: the workbook to write
        :param dict data: what the client sent; not used
        :param objs: the holds that were chosen; none for all
        :raise AccessError: for whoever may not read holds
        """
        rows = self._get_rows("kam.credit.hold", objs, order="date_open desc, id desc")
        title = self.env._("Credit Holds")
        self._write_register(workbook, title, rows, COLUMNS, keys=2, has_totals=True)
