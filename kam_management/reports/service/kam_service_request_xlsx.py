from odoo import models

# field, width
COLUMNS = (
    ("number", 16),
    ("account_id", 36),
    ("contents", 40),
    ("date_requested", 16),
    ("date_wanted", 16),
    ("applicant_id", 20),
    ("unit_id", 28),
    ("approval_standing", 20),
    ("service_state", 18),
    ("waiting_for", 36),
    ("terms_cost", 16),
    ("date_ended", 16),
    ("date_approved", 16),
)


class KamServiceRequestXlsx(models.AbstractModel):
    """The register of service and support requests as a workbook."""

    _name = "report.kam_management.report_kam_service_request_xlsx"
    _description = "Register of Service Requests (XLSX)"
    _inherit = "report.kam_management.register_xlsx"

    def generate_xlsx_report(self, workbook, data, objs):
        """Write the sheet.

        :param workbook: the workbook to write
        :param dict data: what the client sent; not used
        :param objs: the requests that were chosen; none for all
        :raise AccessError: for whoever may not read requests
        """
        requests = self._get_rows("kam.service.request", objs, "id desc")
        title = self.env._("Service Requests")
        self._write_register(workbook, title, requests, COLUMNS, keys=2)
