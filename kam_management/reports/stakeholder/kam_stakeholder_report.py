from odoo import api, models

from ...wording import format_date


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
            "footer": self.env._(
                "Printed for %(user)s on %(day)s; every print is logged.",
                user=self.env.user.name,
                day=format_date(self.env, self.env.company._kam_today()),
            ),
        }
