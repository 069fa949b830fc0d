from odoo import models

# field, width
COLUMNS = (
    ("number", 16),
    ("profile_id", 36),
    ("kind_id", 26),
    ("content", 50),
    ("need", 40),
    ("date_from", 12),
    ("date_to", 12),
    ("responsible_id", 20),
    ("unit_id", 30),
    ("phase", 18),
    ("approval_standing", 18),
    ("date_approved", 12),
    ("date_ended", 12),
    ("end_reason", 36),
)


class KamCreditMeasureXlsx(models.AbstractModel):
    """The register of individual measures as a workbook."""

    _name = "report.kam_credit.report_kam_credit_measure_xlsx"
    _description = "Register of Individual Measures (XLSX)"
    _inherit = "report.kam_management.register_xlsx"

    def generate_xlsx_report(self, workbook, data, objs):
        """Write the sheet.

        :param workbook: the workbook to write
        :param dict data: what the client sent; not used
        :param objs: the measures that were chosen; none for all
        :raise AccessError: for whoever may not read measures
        """
        measures = self._get_rows("kam.credit.measure", objs)
        title = self.env._("Individual Measures")
        self._write_register(workbook, title, measures, COLUMNS, keys=2)
