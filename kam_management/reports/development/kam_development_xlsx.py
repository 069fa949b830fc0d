from odoo import models

# field, width
COLUMNS = (
    ("number", 16),
    ("account_id", 36),
    ("revision_mark", 9),
    ("state", 16),
    ("approval_standing", 14),
    ("progress", 20),
    ("group_id", 22),
    ("unit_id", 28),
    ("developer_id", 20),
    ("manager_id", 20),
    ("date_started", 22),
    ("date_ended", 22),
    ("elapsed_days", 10),
    ("end_reason", 36),
    ("date_forecast", 16),
    ("risk_coefficient", 10),
    ("expected_contribution", 18),
    ("present_value", 18),
    ("is_worth", 12),
    ("advantage_total", 18),
    ("awareness", 14),
    ("satisfaction", 14),
)
STARTED_ONLY = ("elapsed_days",)


class KamDevelopmentXlsx(models.AbstractModel):
    """The register of developments as a workbook: a line per edition that holds, or is chosen."""

    _name = "report.kam_management.report_kam_development_xlsx"
    _description = "Register of Developments (XLSX)"
    _inherit = "report.kam_management.register_xlsx"

    def generate_xlsx_report(self, workbook, data, objs):
        """Write the sheet.

        :param workbook: the workbook to write
        :param dict data: what the client sent; not used
        :param objs: the developments that were chosen; none for all editions that hold
        :raise AccessError: for whoever may not read developments
        """
        rows = self._get_rows("kam.development", objs, "date_started desc, id desc")
        if not objs:
            rows = rows.filtered("is_current")
        self._write_register(workbook, self.env._("Developments"), rows, COLUMNS, keys=2)

    def _is_said(self, row, name):
        """See the base method: what follows from the start is said once it was started."""
        return name not in STARTED_ONLY or bool(row.date_started)
