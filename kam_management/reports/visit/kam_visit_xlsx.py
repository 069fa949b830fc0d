from odoo import models

# field, width; those of the report stand last
COLUMNS = (
    ("number", 16),
    ("account_id", 36),
    ("date_start", 22),
    ("date_stop", 22),
    ("state", 12),
    ("approval_standing", 20),
    ("type_id", 22),
    ("is_target", 10),
    ("channel", 12),
    ("leader_id", 20),
    ("participant_ids", 28),
    ("stakeholder_ids", 28),
    ("place", 28),
    ("goal", 40),
    ("budget_total", 14),
    ("date_started", 22),
    ("date_ended", 22),
    ("minutes_late", 12),
)
REPORT_COLUMNS = (("number", 16), ("attitude", 12), ("main_points", 40), ("promises", 40))
FOLLOW_UP_WIDTH = 16


class KamVisitXlsx(models.AbstractModel):
    """The register of visits as a workbook: planned and made, with report and follow-up."""

    _name = "report.kam_management.report_kam_visit_xlsx"
    _description = "Register of Visits (XLSX)"
    _inherit = "report.kam_management.register_xlsx"

    def generate_xlsx_report(self, workbook, data, objs):
        """Write the sheet.

        :param workbook: the workbook to write
        :param dict data: what the client sent; not used
        :param objs: the visits that were chosen; none for all
        :raise AccessError: for whoever may not read visits
        """
        visits = self._get_rows("kam.visit", objs, "date_start desc, id desc")
        # with the user's rights: who reads a visit need not read its report
        reports = self.env["kam.visit.report"].search([("visit_id", "in", visits.ids)])
        formats = self._make_formats(workbook)
        sheet = workbook.add_worksheet(self.env._("Visits"))
        follow_ups = visits._get_follow_ups()
        report_of = reports.grouped("visit_id")
        self._write_head(*self._describe_head(sheet, visits, reports, formats), keys=2)
        for line, visit in enumerate(visits, start=1):
            report = report_of.get(visit, reports.browse())
            self._write_visit(sheet, line, visit, report, follow_ups.get(visit.id, {}), formats)

    def _describe_head(self, sheet, visits, reports, formats):
        """Return what ``_write_head`` takes."""
        report_label = self.env._("Visit Report")
        head = [
            *((self._label(visits, name), width) for name, width in COLUMNS),
            *(
                (report_label if name == "number" else self._label(reports, name), width)
                for name, width in REPORT_COLUMNS
            ),
            (self.env._("Follow-up Due"), FOLLOW_UP_WIDTH),
            (self.env._("Listened To On"), FOLLOW_UP_WIDTH),
        ]
        labels, widths = zip(*head, strict=True)
        return sheet, labels, widths, len(visits), formats

    def _write_visit(self, sheet, line, visit, report, follow_up, formats):
        column = 0
        for name, _width in COLUMNS:
            if self._is_said(visit, name):
                self._write_field(sheet, line, column, visit, name, formats)
            column += 1
        for name, _width in REPORT_COLUMNS:
            if report:
                self._write_field(sheet, line, column, report, name, formats)
            column += 1
        for key in ("due", "done"):
            if follow_up.get(key):
                sheet.write_datetime(line, column, follow_up[key], formats["date"])
            column += 1

    def _is_said(self, visit, name):
        """Tell whether a column says something of a visit: as the list of visits does."""
        if name == "minutes_late":
            return bool(visit.date_started)
        if name == "approval_standing":
            # where nobody has to approve the plan, nothing is awaited
            return visit.approval_needed or visit.approval_state != "draft"
        return True
