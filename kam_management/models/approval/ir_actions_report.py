from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ... import arguments


class IrActionsReport(models.Model):
    """Prints of ours are made as what they are; what cannot be made is refused in words.

    The addresses of reports take any name, any kind of file and any ids.
    """

    _inherit = "ir.actions.report"

    @api.model
    def _build_wkhtmltopdf_args(self, *args, **kwargs):
        """See the base method: a PDF whose making is watched has a title to be known by."""
        built = super()._build_wkhtmltopdf_args(*args, **kwargs)
        title = self.env.context.get("kam_pdf_title")
        return [*built, "--title", title] if isinstance(title, str) and title else built

    def report_action(self, docids, data=None, config=True):
        """See the base method: nothing is said as False, which goes over plain XML-RPC."""
        action = super().report_action(docids, data=data, config=config)
        return arguments.told(action) if (self.model or "").startswith("kam.") else action

    def _render_qweb_html(self, report_ref, docids, data=None):
        """See the base method: no workbook of ours, and of records that can be read."""
        self._kam_check_print(report_ref, docids, is_workbook=False)
        return super()._render_qweb_html(report_ref, docids, data=data)

    def _render_qweb_text(self, report_ref, docids, data=None):
        """See the base method: no workbook of ours, and of records that can be read."""
        self._kam_check_print(report_ref, docids, is_workbook=False)
        return super()._render_qweb_text(report_ref, docids, data=data)

    def _render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        """See the base method: no workbook of ours, and of records that can be read."""
        self._kam_check_print(report_ref, res_ids, is_workbook=False)
        return super()._render_qweb_pdf(report_ref, res_ids=res_ids, data=data)

    def _render_xlsx(self, report_ref, docids, data):
        """See the base method: of ours only what is a workbook."""
        self._kam_check_print(report_ref, docids, is_workbook=True)
        return super()._render_xlsx(report_ref, docids, data)

    def _kam_check_print(self, report_ref, docids, is_workbook):
        """Refuse to make a print of ours as another kind of file, or of what is not in sight.

        :param report_ref: as for the base methods
        :param docids: id or ids of what is printed; a workbook looks for itself
        :param bool is_workbook: whether a workbook is asked for
        :raise UserError: naming the print, and where it is found
        :raise AccessError: for records that are hidden, or not there
        """
        report = self._get_report(report_ref)
        if not (report.model or "").startswith("kam."):
            return
        if (report.report_type == "xlsx") != is_workbook:
            raise UserError(
                self.env._(
                    "“%(report)s” is made as %(kind)s, not as what was asked for. Open "
                    "/report/%(path)s/%(name)s, or choose it under “Print”.",
                    report=report.name,
                    kind=self.env._("a page") if is_workbook else self.env._("a workbook"),
                    path="pdf" if is_workbook else "xlsx",
                    name=report.report_name,
                )
            )
        if self.env.su or is_workbook:
            return
        asked = self.env[report.model].browse(docids or ())
        if asked - asked.exists()._filtered_access("read"):
            raise AccessError(
                self.env._(
                    "“%(report)s”: some of what is to be printed does not exist, or you may not "
                    "see it. Choose what you can see.",
                    report=report.name,
                )
            )
