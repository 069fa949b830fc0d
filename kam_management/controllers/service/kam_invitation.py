from odoo import http
from odoo.http import request

PAGE = "/kam/invitation/<string:token>"


class KamInvitation(http.Controller):
    """The page behind the link of an invitation: one guest, the event, and nobody else.

    Opening it stores nothing, so that scanners of mails answer for nobody. Whoever holds the link
    answers for the guest; a link that is none is a page that is not there.
    """

    def _find_guest(self, token):
        guest = request.env["kam.service.guest"]._find_by_token(token)
        if not guest:
            raise request.not_found()
        request.update_context(lang=guest.env.lang)
        return guest

    def _render(self, guest, is_new=False):
        state = guest.event_id.state
        return request.render(
            "kam_management.service_invitation_page",
            {
                **guest._prepare_invitation("cancelled" if state == "cancelled" else "invited"),
                "company": guest.company_id,
                "answer": guest.answer,
                "may_answer": guest._may_answer(),
                "is_new": is_new,
                "is_cancelled": state == "cancelled",
                "token": guest.access_token,
            },
            headers={"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"},
        )

    @http.route(PAGE, type="http", auth="public", methods=["GET"], sitemap=False)
    def invitation(self, token, **_kwargs):
        """Show the invitation of one guest.

        :param str token: of the link
        """
        return self._render(self._find_guest(token))

    @http.route(f"{PAGE}/answer", type="http", auth="public", methods=["POST"], sitemap=False)
    def invitation_answer(self, token, answer="", **_kwargs):
        """Take what a guest answers: it is shown, and decides nothing.

        :param str token: of the link
        :param str answer: ``accepted`` or ``declined``
        """
        guest = self._find_guest(token)
        return self._render(guest, is_new=guest._answer(answer))

    @http.route(
        f"{PAGE}/invitation.ics", type="http", auth="public", methods=["GET"], sitemap=False
    )
    def invitation_file(self, token, **_kwargs):
        """Hand the calendar file of the event to one guest.

        :param str token: of the link
        """
        guest = self._find_guest(token)
        return request.make_response(
            guest._get_calendar_file(),
            headers=[
                ("Content-Type", "text/calendar; charset=utf-8"),
                ("Content-Disposition", http.content_disposition("invitation.ics")),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
