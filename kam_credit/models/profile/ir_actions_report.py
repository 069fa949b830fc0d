from odoo import models

from .kam_credit_opening import PRINTED


class IrActionsReport(models.Model):
    """Who prints what tells of a customer's credit is noted, as ``kam.credit.logged.mixin`` says.

    Workbooks look for their rows themselves: these are noted where they are found.
    """

    _inherit = "ir.actions.report"

    def _render_qweb_html(self, report_ref, docids, data=None):
        """See the base method: what tells of credit is noted."""
        self._kam_log_credit_print(report_ref, docids)
        return super()._render_qweb_html(report_ref, docids, data=data)

    def _render_qweb_text(self, report_ref, docids, data=None):
        """See the base method: what tells of credit is noted."""
        self._kam_log_credit_print(report_ref, docids)
        return super()._render_qweb_text(report_ref, docids, data=data)

    def _render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        """See the base method: what tells of credit is noted."""
        self._kam_log_credit_print(report_ref, res_ids)
        return super()._render_qweb_pdf(report_ref, res_ids=res_ids, data=data)

    def _kam_log_credit_print(self, report_ref, docids):
        """Note what is printed, where it tells of a customer's credit.

        :param report_ref: as for the base methods
        :param docids: id or ids of what is printed
        """
        report = self._get_report(report_ref)
        records = self.env.get(report.model)
        if docids and isinstance(records, self.env.registry["kam.credit.logged.mixin"]):
            records.browse(docids)._log_use(PRINTED, "paper", report.report_name)
