from odoo import models

# field, width
COLUMNS = (
    ("number", 16),
    ("account_id", 36),
    ("date_from", 14),
    ("date_to", 14),
    ("served_by", 24),
    ("our_points", 12),
    ("customer_points", 12),
    ("lowest_points", 12),
    ("customer_source", 28),
    ("customer_person", 24),
    ("finding_count", 12),
    ("low_state", 18),
    ("improvements", 48),
    ("approval_standing", 20),
    ("waiting_for", 36),
    ("date_approved", 18),
)


class KamServiceEvaluationXlsx(models.AbstractModel):
    """The register of service evaluations as a workbook."""

    _name = "report.kam_management.report_kam_service_evaluation_xlsx"
    _description = "Register of Service Evaluations (XLSX)"
    _inherit = "report.kam_management.register_xlsx"

    def generate_xlsx_report(self, workbook, data, objs):
        """Write the sheet.

        :param workbook: the workbook to write
        :param dict data: what the client sent; not used
        :param objs: the service evaluations that were chosen; none for all
        :raise AccessError: for whoever may not read them
        """
        rows = self._get_rows("kam.service.evaluation", objs, "id desc")
        self._write_register(workbook, self.env._("Service Evaluations"), rows, COLUMNS, keys=2)

    def _is_said(self, row, name):
        """See the base method: 0 points are none."""
        return bool(row[name]) or name not in ("our_points", "customer_points", "lowest_points")
