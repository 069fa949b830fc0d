from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import content_disposition, request


class KamCreditDocument(http.Controller):
    @http.route(
        "/kam_credit/document/<int:document_id>/copy",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=False,
    )
    def open_copy(self, document_id):
        """Deliver the copy of an identity document; each delivery is logged.

        Nothing of it is kept on the way. Whoever may not open it, and whoever asks for what is not
        there, is told the same.

        :param int document_id: the document
        :return: the file
        """
        documents = request.env["kam.credit.document"].with_context(
            allowed_company_ids=request.env.user.company_ids.ids
        )
        try:
            body, mimetype, name = documents.browse(document_id)._open_copy()
        except (AccessError, MissingError, UserError) as error:
            raise request.not_found() from error
        return request.make_response(
            body,
            headers=[
                ("Content-Type", mimetype),
                ("Content-Disposition", content_disposition(name)),
                ("Content-Length", str(len(body))),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
