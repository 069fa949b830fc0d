from werkzeug.exceptions import BadRequest

from odoo import http

from odoo.addons.report_xlsx.controllers import main


class ReportController(main.ReportController):
    @http.route()
    def report_routes(self, reportname, docids=None, converter=None, **data):
        """See the base method: a workbook of what is no list of ids is refused in words.

        :raise BadRequest: naming what was asked for
        """
        is_list = all(part.isdecimal() for part in (docids or "0").split(","))
        if converter == "xlsx" and not is_list:
            raise BadRequest(f"“{docids[:60]}” is no list of ids, separated by commas")
        return super().report_routes(reportname, docids=docids, converter=converter, **data)
