from odoo import models

# field, width
COLUMNS = (
    ("name", 36),
    ("kind", 24),
    ("content_id", 24),
    ("state", 16),
    ("date_start", 18),
    ("date_stop", 18),
    ("place", 28),
    ("user_id", 20),
    ("unit_id", 28),
    ("guest_count", 12),
    ("attended_count", 12),
    ("cost", 16),
    ("date_ended", 14),
    ("outcome", 48),
)


class KamServiceEventXlsx(models.AbstractModel):
    """The register of service events as a workbook."""

    _name = "report.kam_management.report_kam_service_event_xlsx"
    _description = "Register of Service Events (XLSX)"
    _inherit = "report.kam_management.register_xlsx"

    def generate_xlsx_report(self, workbook, data, objs):
        """Write the sheet.

        :param workbook: the workbook to write
        :param dict data: what the client sent; not used
        :param objs: the service events that were chosen; none for all
        :raise AccessError: for whoever may not read them
        """
        rows = self._get_rows("kam.service.event", objs, "date_start desc, id desc")
        self._write_register(workbook, self.env._("Service Events"), rows, COLUMNS, keys=1)
