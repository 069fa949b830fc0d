from odoo.tests import tagged

from ..common import KamCreditCommon


@tagged("post_install", "-at_install")
class TestKamRegisterXlsx(KamCreditCommon):
    """What workbooks are called when they are stored on somebody's disk."""

    def test_names_of_files(self):
        reports = self.env["ir.actions.report"].search([("report_type", "=", "xlsx")])
        ours = reports.filtered(lambda report: report.report_name.startswith("kam_"))
        self.assertGreater(len(ours), 15)
        for report in ours.filtered(lambda report: not report.print_report_name):
            with self.subTest(report=report.report_name):
                # the file is called like its report, and the ending says its kind
                self.assertNotIn("xlsx", report.name.lower())
