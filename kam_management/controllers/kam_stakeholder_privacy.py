import json

from werkzeug.exceptions import BadRequest

from odoo import http
from odoo.http import content_disposition, request

from .. import arguments


class KamStakeholderPrivacy(http.Controller):
    @http.route(
        "/kam_management/privacy/export", type="http", auth="user", methods=["GET"], readonly=False
    )
    def export(self, lines=""):
        """Stream what is kept about a person. Nothing of it is stored on the way.

        :param str lines: ids of ``privacy.lookup.wizard.line``, separated by commas
        :return: a JSON file
        :raise BadRequest: for something that is no list of ids
        :raise AccessError: for everybody but administrators of the privacy tools
        """
        given = lines.split(",")
        if not all(map(arguments.is_id_text, given)):
            raise BadRequest("“lines” is a list of numbers, separated by commas")
        found = request.env["privacy.lookup.wizard.line"].browse(map(int, given))
        content = json.dumps(found._kam_prepare_export(), ensure_ascii=False, indent=2)
        return request.make_response(
            content,
            headers=[
                ("Content-Type", "application/json; charset=utf-8"),
                ("Content-Disposition", content_disposition("personal-data.json")),
                ("Cache-Control", "no-store"),
            ],
        )
