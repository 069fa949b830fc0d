import pytz

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
    ("date_started", 18),
    ("date_ended", 18),
    ("elapsed_days", 10),
    ("end_reason", 36),
    ("date_forecast", 12),
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
        formats = {
            **self._make_formats(workbook),
            "datetime": workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        }
        sheet = workbook.add_worksheet(self.env._("Developments"))
        labels = [self._label(rows, name) for name, _width in COLUMNS]
        widths = [width for _name, width in COLUMNS]
        self._write_head(sheet, labels, widths, len(rows), formats, keys=2)
        for line, development in enumerate(rows, start=1):
            self._write_development(sheet, line, development, formats)

    def _write_development(self, sheet, line, development, formats):
        zone = development.company_id._kam_timezone()
        for column, (name, _width) in enumerate(COLUMNS):
            moment = development[name]
            if development._fields[name].type == "datetime":
                if moment:
                    there = pytz.utc.localize(moment).astimezone(zone).replace(tzinfo=None)
                    sheet.write_datetime(line, column, there, formats["datetime"])
            elif name not in STARTED_ONLY or development.date_started:
                self._write_field(sheet, line, column, development, name, formats)
