from odoo import models

# field, width
COLUMNS = (
    ("number", 16),
    ("profile_id", 36),
    ("unit_id", 30),
    ("cause", 14),
    ("description", 50),
    ("amount_disputed", 16),
    ("amount_open", 16),
    ("approval_standing", 18),
    ("date_first", 12),
    ("phase", 14),
    ("date_ended", 12),
    ("outcome", 18),
    ("outcome_note", 40),
)


class KamCreditDisputeXlsx(models.AbstractModel):
    """The register of disputed items as a workbook."""

    _name = "report.kam_credit.report_kam_credit_dispute_xlsx"
    _description = "Register of Disputed Items (XLSX)"
    _inherit = "report.kam_management.register_xlsx"

    def generate_xlsx_report(self, workbook, data, objs):
        """Write the sheet.

        :param workbook: the workbook to write
        :param dict data: what the client sent; not used
        :param objs: the disputes that were chosen; none for all
        :raise AccessError: for whoever may not read disputes
        """
        disputes = self._get_rows("kam.credit.dispute", objs)
        title = self.env._("Disputed Items")
        self._write_register(workbook, title, disputes, COLUMNS, keys=2, has_totals=True)
