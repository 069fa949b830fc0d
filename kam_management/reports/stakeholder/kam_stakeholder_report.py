from odoo import api, models


class ReportKamStakeholder(models.AbstractModel):
    _name = "report.kam_management.report_kam_stakeholder"
    _description = "Personal File"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Give the print the personal facts its reader may see; each of them is logged.

        :param list docids: ids of stakeholders
        :raise AccessError: for stakeholders the user may not read
        """
        stakeholders = self.env["kam.stakeholder"].browse(docids)
        stakeholders.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": "kam.stakeholder",
            "docs": stakeholders,
            "files": {
                stakeholder.id: stakeholder._get_personal_file() for stakeholder in stakeholders
            },
            "today": self.env.company._kam_today(),
        }
