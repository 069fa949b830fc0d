from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from ..portal_rows import find_row

LIST = "/my/services"
STEP = 20


class KamServicePortal(CustomerPortal):
    """The pages on which customers judge services that they have had.

    Whoever is logged in sees what record rules let them see of ``kam.service.evaluation.public``; a
    page of somebody else's is as one that is not there. What is sent goes to a method that asks
    again who may.
    """

    def _prepare_home_portal_values(self, counters):
        """See the base method: how many services there are to judge, or were judged."""
        values = super()._prepare_home_portal_values(counters)
        public = request.env["kam.service.evaluation.public"]
        if not counters:
            values["has_services"] = bool(public._count_own())
        if "service_count" in counters:
            values["service_count"] = public._count_own()
        return values

    def _prepare_service_values(self, page_name, **values):
        # as the layout of all pages: days and language are the reader's
        return {
            **self._prepare_portal_layout_values(),
            "page_name": page_name,
            "html_data": {"lang": request.env.lang.replace("_", "-")},
            **values,
        }

    @http.route(
        [LIST, f"{LIST}/page/<int:page>"], type="http", auth="user", website=True, methods=["GET"]
    )
    def portal_my_services(self, page=1, **_kwargs):
        """Show the services that the customer is asked to judge, or has judged.

        :param int page: which page of them
        """
        public = request.env["kam.service.evaluation.public"]
        total = public._count_own()
        if not total:
            raise request.not_found()
        pages = pager(LIST, total=total, page=page, step=STEP)
        values = self._prepare_service_values(
            "services",
            pager=pages,
            services=public._find_own(limit=STEP, offset=pages["offset"]),
        )
        return request.render("kam_management.portal_my_services", values)

    @http.route(f"{LIST}/<int:public_id>", type="http", auth="user", website=True, methods=["GET"])
    def portal_service(self, public_id, said="", **_kwargs):
        """Show services that were evaluated together, and what was said of them.

        :param int public_id: what the customer knows of the evaluation
        :param said: ``answer`` when it was just judged
        """
        return self._render_service(self._find_service(public_id), said=said)

    @http.route(
        f"{LIST}/<int:public_id>/answer",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_service_answer(self, public_id, **form):
        """Take what the customer thinks of the services.

        :param int public_id: what they know of the evaluation
        :param form: points under the keys of the questions, and ``text``
        """
        public = self._find_service(public_id)
        try:
            faults = public._answer(form, form.get("text"))
        except AccessError as error:
            raise request.not_found() from error
        except UserError as error:
            faults = {"form": str(error)}
        if not faults:
            return request.redirect(f"{LIST}/{public.id}?said=answer")
        return self._render_service(public, faults=faults, entered=form)

    def _find_service(self, public_id):
        """Return what the user may know of an evaluation; else there is no such page."""
        return find_row("kam.service.evaluation.public", public_id)

    def _render_service(self, public, said="", faults=None, entered=None):
        values = self._prepare_service_values(
            "service",
            service=public,
            questions=public._get_questions(),
            choices=public._get_choices(),
            may_answer=public._may_answer(),
            said=said if said == "answer" else "",
            faults=faults or {},
            entered=entered or {},
        )
        return request.render("kam_management.portal_service", values)
