from odoo import models

# field, width
COLUMNS = (
    ("number", 16),
    ("name", 36),
    ("subject", 22),
    ("observation", 50),
    ("proposal", 50),
    ("effect", 40),
    ("unit_id", 30),
    ("author_id", 20),
    ("stage", 18),
    ("date_answer_due", 14),
    ("decision", 18),
    ("answer", 50),
    ("date_deferred", 14),
    ("answered_by_id", 20),
    ("date_answered", 14),
    ("taken_up_name", 30),
)


class KamCreditProposalXlsx(models.AbstractModel):
    """The register of proposals on credit management as a workbook."""

    _name = "report.kam_credit.report_kam_credit_proposal_xlsx"
    _description = "Register of Proposals on Credit Management (XLSX)"
    _inherit = "report.kam_management.register_xlsx"

    def generate_xlsx_report(self, workbook, data, objs):
        """Write the sheet.

        :param workbook: the workbook to write
        :param dict data: what the client sent; not used
        :param objs: the proposals that were chosen; none for all
        :raise AccessError: for whoever may not read proposals
        """
        proposals = self._get_rows("kam.credit.proposal", objs)
        title = self.env._("Proposals on Credit")
        self._write_register(workbook, title, proposals, COLUMNS, keys=2)
