from werkzeug.urls import url_encode

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

LIST = "/odoo/action-kam_management.action_kam_deadline_mine"


class KamDeadline(http.Controller):
    @http.route("/kam_management/duty/<int:deadline_id>", type="http", auth="user", methods=["GET"])
    def open_duty(self, deadline_id):
        """Lead from a mail to what settles a duty.

        The form that it is about, if whoever follows the link may read it; else the duty itself,
        or all that they owe.

        :param int deadline_id: the duty
        :return: where to go on
        """
        companies = request.env.user.company_ids
        duty = (
            request.env["kam.deadline"]
            .with_context(allowed_company_ids=companies.ids)
            .browse(deadline_id)
            .exists()
        )
        try:
            action = duty.action_open_document()
        except (AccessError, MissingError, UserError):
            return request.redirect(LIST)
        if not action.get("res_id"):
            # a list of records is opened from the duty
            return request.redirect(f"{LIST}/{deadline_id}")
        # which looks for the company as well
        target = url_encode({"model": action["res_model"], "res_id": action["res_id"]})
        return request.redirect(f"/mail/view?{target}")
