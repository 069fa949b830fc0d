from werkzeug.exceptions import BadRequest

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.report_xlsx.controllers import main

from ..arguments import LAST_ID


class ReportController(main.ReportController):
    @http.route()
    def report_routes(self, reportname, docids=None, converter=None, **data):
        """See the base method: what is no list of ids is refused in words, of prints of ours.

        :raise BadRequest: for a workbook, naming what was asked for
        :raise UserError: for another print, as for what cannot be printed
        """
        if not all(map(_is_id, (docids or "0").split(","))):
            lang = request.env.user.lang
            env = request.env(context={**request.env.context, "lang": lang})
            text = env._("“%s” is no list of ids, separated by commas.", docids[:60])
            if converter == "xlsx":
                raise BadRequest(text)
            report = env["ir.actions.report"]._get_report_from_name(reportname)
            if (report.model or "").startswith("kam."):
                raise UserError(text)
        return super().report_routes(reportname, docids=docids, converter=converter, **data)


def _is_id(text):
    # ten digits make an id, more make none
    return text.isdecimal() and len(text) <= 10 and int(text) <= LAST_ID
