from odoo import models

COLUMNS = (
    # field, width
    ("date", 14),
    ("partner_id", 36),
    ("unit_id", 30),
    ("res_model", 26),
    ("document_name", 16),
    ("user_id", 22),
    ("approved_by_id", 22),
    ("tier_led_id", 14),
    ("tier_given_id", 14),
    ("direction", 22),
    ("reason", 40),
    ("note", 60),
    ("verdict", 20),
    ("sentence", 50),
    ("is_late", 12),
    ("is_below", 12),
    ("is_downgraded", 12),
    ("amount_written_off", 16),
    ("date_outcome", 14),
)
# what is not known before the twelve months are over
KNOWN_LATER = frozenset({"is_late", "is_below", "is_downgraded", "amount_written_off"})


class KamCreditOverrideXlsx(models.AbstractModel):
    """The register of overrides as a workbook."""

    _name = "report.kam_credit.report_kam_credit_override_xlsx"
    _description = "Override Register (XLSX)"
    _inherit = "report.kam_management.register_xlsx"

    def generate_xlsx_report(self, workbook, data, objs):
        """Write the sheet.

        :param workbook: the workbook to write
        :param dict data: what the client sent; not used
        :param objs: the overrides that were chosen; none for all
        :raise AccessError: for whoever may not read the register
        """
        rows = self._get_rows("kam.credit.override", objs)
        title = self.env._("Override Register")
        self._write_register(workbook, title, rows, COLUMNS, keys=2, has_totals=True)

    def _is_said(self, row, name):
        """See the base method."""
        return name not in KNOWN_LATER or row.verdict != "open"
