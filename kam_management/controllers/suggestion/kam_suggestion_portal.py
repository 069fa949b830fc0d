from uuid import uuid4

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from ..portal_rows import find_row

LIST = "/my/suggestions"
STEP = 20
# what the form of a new suggestion holds
ENTERED = ("name", "description", "kind_id", "product_id")


class KamSuggestionPortal(CustomerPortal):
    """The pages on which customers see their suggestions, and write to us of them.

    Whoever is logged in sees what record rules let them see of ``kam.suggestion.public``; a page
    of somebody else's is as one that is not there. What is sent goes to methods that ask again who
    may, and is refused beside the field that it is about.
    """

    def _prepare_home_portal_values(self, counters):
        """See the base method: how many suggestions there are, and whether one may be written."""
        values = super()._prepare_home_portal_values(counters)
        public = request.env["kam.suggestion.public"]
        if not counters:
            values["may_suggest"] = public._may_suggest() or public._has_any()
        if "suggestion_count" in counters:
            values["suggestion_count"] = public._count_own()
        return values

    def _prepare_suggestion_values(self, page_name, **values):
        company = request.env["kam.suggestion.public"]._get_receiver()
        if not request.env.context.get("tz"):
            request.update_context(tz=str(company._kam_timezone()))
        types, most_bytes, most_files = company._kam_get_file_limits()
        return {
            **self._prepare_portal_layout_values(),
            "page_name": page_name,
            "html_data": {"lang": request.env.lang.replace("_", "-")},
            "file_types": types,
            "file_megabytes": most_bytes // (1024 * 1024),
            "file_count": most_files,
            **values,
        }

    @http.route(
        [LIST, f"{LIST}/page/<int:page>"], type="http", auth="user", website=True, methods=["GET"]
    )
    def portal_my_suggestions(self, page=1, **_kwargs):
        """Show the suggestions of the customer for whom the user speaks.

        :param int page: which page of them
        """
        public = request.env["kam.suggestion.public"]
        may_suggest = public._may_suggest()
        if not may_suggest and not public._has_any():
            raise request.not_found()
        pages = pager(LIST, total=public._count_own(), page=page, step=STEP)
        values = self._prepare_suggestion_values(
            "suggestions",
            may_suggest=may_suggest,
            pager=pages,
            suggestions=public._find_own(limit=STEP, offset=pages["offset"]),
        )
        return request.render("kam_management.portal_my_suggestions", values)

    @http.route(f"{LIST}/new", type="http", auth="user", website=True, methods=["GET", "POST"])
    def portal_suggestion_new(self, **form):
        """Show the form of a new suggestion, and take in what is sent with it.

        :param form: ``name``, ``description``, ``kind_id``, ``product_id``, ``client_key``
        """
        public = request.env["kam.suggestion.public"]
        if not public._may_suggest():
            raise request.not_found()
        faults, entered = {}, {}
        key = form.get("client_key") or uuid4().hex
        if request.httprequest.method == "POST":
            entered = {name: form.get(name) for name in ENTERED}
            taken, faults = public._take_in(entered, self._read_files(), key)
            if taken:
                return request.redirect(f"{LIST}/{taken.id}?said=taken")
        values = self._prepare_suggestion_values(
            "suggestion_new",
            kinds=public._get_kinds(),
            products=public._get_products(),
            faults=faults,
            entered=entered,
            client_key=key,
            text_length=public._get_text_length(),
        )
        return request.render("kam_management.portal_suggestion_new", values)

    @http.route(f"{LIST}/<int:public_id>", type="http", auth="user", website=True, methods=["GET"])
    def portal_suggestion(self, public_id, said="", **_kwargs):
        """Show a suggestion: how it stands, what was said, and what became of it.

        :param int public_id: what the customer knows of it
        :param str said: what was just sent
        """
        return self._render_suggestion(self._find_suggestion(public_id), said=said)

    @http.route(
        f"{LIST}/<int:public_id>/message",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_suggestion_message(self, public_id, **form):
        """Take what a customer writes about their suggestion.

        :param int public_id: what they know of it
        :param form: ``text``, ``client_key``
        """
        public = self._find_suggestion(public_id)
        try:
            faults = public._receive_message(
                form.get("text"), self._read_files(), form.get("client_key")
            )
        except AccessError as error:
            raise request.not_found() from error
        if not faults:
            return request.redirect(f"{LIST}/{public.id}?said=message#conversation")
        return self._render_suggestion(
            public, faults=faults, written=form.get("text"), key=form.get("client_key")
        )

    @http.route(
        f"{LIST}/<int:public_id>/rating",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_suggestion_rating(self, public_id, **form):
        """Take what a customer thinks of the answer.

        :param int public_id: what they know of the suggestion
        :param form: ``score``, ``text``
        """
        public = self._find_suggestion(public_id)
        try:
            faults = public._rate(form.get("score"), form.get("text"))
        except AccessError as error:
            raise request.not_found() from error
        except UserError as error:
            faults = {"form": str(error)}
        if not faults:
            return request.redirect(f"{LIST}/{public.id}?said=rating")
        rated = {name: form.get(name) for name in ("score", "text")}
        return self._render_suggestion(public, rating_faults=faults, rated=rated)

    @http.route(
        f"{LIST}/<int:public_id>/file/<int:attachment_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
    )
    def portal_suggestion_file(self, public_id, attachment_id, **_kwargs):
        """Hand out a file of the conversation, to be saved and not to be shown.

        :param int public_id: what the customer knows of the suggestion
        :param int attachment_id: the file
        """
        attachment = self._find_suggestion(public_id)._find_file(attachment_id)
        if not attachment:
            raise request.not_found()
        stream = request.env["ir.binary"]._get_stream_from(attachment)
        return stream.get_response(as_attachment=True)

    # ------------------------------------------------------------------
    # what the pages have in common
    # ------------------------------------------------------------------

    def _find_suggestion(self, public_id):
        """Return what the user may know of a suggestion; else there is no such page."""
        return find_row("kam.suggestion.public", public_id)

    def _render_suggestion(self, public, said="", faults=None, written="", key="", **rating):
        values = self._prepare_suggestion_values(
            "suggestion",
            suggestion=public,
            messages=public._get_messages(),
            own_files=public._get_files().get((public._name, public.id), []),
            ratings=public.answer_rating_ids.sorted("id"),
            scores=request.env["kam.suggestion.rating"]._get_scores(),
            may_rate=public._may_rate(),
            may_write=public._is_portal(),
            said=said if said in ("taken", "message", "rating") else "",
            faults=faults or {},
            written=written,
            client_key=key or uuid4().hex,
            rating_faults=rating.get("rating_faults") or {},
            rated=rating.get("rated") or {},
            text_length=public._get_text_length(),
        )
        return request.render("kam_management.portal_suggestion", values)

    def _read_files(self):
        """Return the files that were sent: pairs of name and content, no more than is looked at.

        One byte more than is taken tells that a file is too large.
        """
        company = request.env["kam.suggestion.public"]._get_receiver()
        _types, most_bytes, most_files = company._kam_get_file_limits()
        sent = [file for file in request.httprequest.files.getlist("files") if file.filename]
        return [(file.filename, file.read(most_bytes + 1)) for file in sent[: most_files + 1]]
