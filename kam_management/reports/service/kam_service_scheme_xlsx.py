from odoo import models

# field, width
COLUMNS = (
    ("number", 16),
    ("account_id", 36),
    ("class_id", 14),
    ("unit_id", 28),
    ("manager_id", 20),
    ("team_gaps", 36),
    ("approval_standing", 20),
    ("waiting_for", 36),
    ("date_approved", 18),
)


class KamServiceSchemeXlsx(models.AbstractModel):
    """The register of service schemes as a workbook."""

    _name = "report.kam_management.report_kam_service_scheme_xlsx"
    _description = "Register of Service Schemes (XLSX)"
    _inherit = "report.kam_management.register_xlsx"

    def generate_xlsx_report(self, workbook, data, objs):
        """Write the sheet.

        :param workbook: the workbook to write
        :param dict data: what the client sent; not used
        :param objs: the service schemes that were chosen; none for all
        :raise AccessError: for whoever may not read them
        """
        rows = self._get_rows("kam.service.scheme", objs, "id desc")
        self._write_register(workbook, self.env._("Service Schemes"), rows, COLUMNS, keys=2)
