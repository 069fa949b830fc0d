from odoo import models

COLUMNS = (
    # field, width
    ("partner_id", 36),
    ("account_state", 14),
    ("unit_id", 30),
    ("tier_id", 14),
    ("credit_group_id", 20),
    ("exposure", 18),
    ("exposure_receivables", 18),
    ("exposure_orders", 18),
    ("exposure_drafts", 18),
    ("exposure_limit", 18),
    ("exposure_source", 16),
    ("exposure_available", 18),
    ("is_over_limit", 12),
    ("date_exposure", 18),
)


class KamCreditExposureXlsx(models.AbstractModel):
    """The register of credit exposures as a workbook, as they were last computed."""

    _name = "report.kam_credit.report_kam_credit_exposure_xlsx"
    _description = "Register of Credit Exposures (XLSX)"
    _inherit = "report.kam_management.register_xlsx"

    def generate_xlsx_report(self, workbook, data, objs):
        """Write the sheet.

        :param workbook: the workbook to write
        :param dict data: what the client sent; not used
        :param objs: the customers that were chosen; none for all
        :raise AccessError: for whoever may not read credit profiles
        """
        rows = self._get_rows("kam.credit.profile", objs, order="exposure desc, id")
        title = self.env._("Credit Exposure")
        self._write_register(workbook, title, rows, COLUMNS, has_totals=True)

    def _is_said(self, row, name):
        """See the base method: without a limit there is nothing left of it."""
        return name not in ("exposure_available", "exposure_limit") or row.is_exposure_limited
