from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Command
from odoo.tools.mail import email_normalize, formataddr

from ...rules import service_events
from ...wording import format_datetime, labelled


class KamServiceGuest(models.Model):
    """What guests are sent, each by themselves, and what they answer by link.

    What one guest is sent, or sees by their link, names that guest, the event and us: nobody else.
    """

    _inherit = "kam.service.guest"

    def _get_language(self):
        """Return the language in which the guest is written to."""
        # sudo: the language of person and company is no secret
        guest = self.sudo()
        return guest.partner_id.lang or guest.company_id.partner_id.lang or self.env.lang

    def _send(self, occasion):
        """Queue a mail to each of those guests who were invited and have an address.

        Nothing is sent of an event that has begun: whoever comes on the spot is told.

        :param str occasion: ``invited``, ``changed`` or ``cancelled``
        """
        # sudo: mails are of the system; who may write to the guests was checked
        invited = self.sudo().filtered(
            lambda guest: (
                guest.date_invited
                and email_normalize(guest.email)
                and guest.event_id.date_start > fields.Datetime.now()
            )
        )
        for guest in invited:
            guest.with_context(lang=guest._get_language())._queue_mail(occasion)
        if invited:
            invited._protected_write({"is_mailed": True})
            self.env["mail.thread"]._kam_hurry(self.env.user)

    def _queue_mail(self, occasion):
        """Queue the mail, as superuser and in the language of the guest.

        :param str occasion: as for :meth:`_send`
        """
        event, user, company = self.event_id, self.event_id.user_id, self.company_id
        subject = {
            "invited": self.env._("Invitation: %s", event.name),
            "changed": self.env._("Changed: %s", event.name),
            "cancelled": self.env._("Called off: %s", event.name),
        }[occasion]
        is_open = occasion != "cancelled"
        body = self.env["ir.qweb"]._render(
            "kam_management.service_invitation_mail",
            {
                "company": company,
                "lang": self.env.lang,
                "title": subject,
                "user": user,
                "url": is_open and self._get_url(),
                **self._prepare_invitation(occasion),
            },
        )
        # as the system: whoever sends them, or organises the event, may not see all the guests
        own = self.with_user(SUPERUSER_ID).env
        file = own["ir.attachment"].create(
            {
                "name": "invitation.ics",
                "raw": self._get_calendar_file().encode(),
                "mimetype": "text/calendar",
            }
        )
        own["mail.mail"].create(
            {
                "subject": subject,
                "body_html": body,
                "email_from": user.email_formatted,
                "reply_to": user.email_formatted,
                "author_id": company.partner_id.id,
                "email_to": formataddr((self.name, email_normalize(self.email))),
                "attachment_ids": [Command.set(file.ids)],
                "auto_delete": False,
            }
        )

    def _prepare_invitation(self, occasion="invited"):
        """Return what mail and page say, in the language of the guest. As superuser.

        :param str occasion: as for :meth:`_send`
        """
        event = self.event_id
        zone = str(self.company_id._kam_timezone())
        lead = {
            "invited": self.env._("we cordially invite you to the following event."),
            "changed": self.env._(
                "something has changed about the event to which you are invited."
            ),
            "cancelled": self.env._("the following event does not take place. We are sorry."),
        }[occasion]
        rows = [
            (event._get_label("date_start"), self._word_moment(event.date_start, zone)),
            (event._get_label("date_stop"), self._word_moment(event.date_stop, zone)),
            (event._get_label("place"), event.place),
        ]
        return {
            "greeting": self.env._("Dear %s,", self.name),
            "lead": lead,
            "event_name": event.name,
            "facts": [labelled(self.env, label, value) for label, value in rows if value],
        }

    def _word_moment(self, moment, zone):
        return format_datetime(self.env, moment, tz=zone, dt_format="short")

    def _get_url(self):
        return f"{self.get_base_url()}/kam/invitation/{self.access_token}"

    def _get_calendar_file(self):
        """Return the calendar file for the guest: of the meeting of their company, without people.

        As superuser.
        """
        event = self.event_id
        return service_events.calendar_file(
            uid=f"kam-{self.meeting_id.id or event.id}@{self.get_base_url().split('//')[-1]}",
            title=event.name,
            start=event.date_start,
            stop=event.date_stop,
            place=event.place or "",
            made=fields.Datetime.now(),
            is_cancelled=event.state == service_events.CANCELLED,
        )

    # ------------------------------------------------------------------
    # the page behind the link
    # ------------------------------------------------------------------

    @api.model
    def _find_by_token(self, token):
        """Return the guest whose link it is, as superuser and in their language; or none.

        :param token: what the link holds
        """
        # sudo: whoever holds the link is the guest, and sees what was sent to them
        guests = self.sudo()
        if not isinstance(token, str) or not token.isalnum() or len(token) != 64:
            return guests.browse()
        guest = guests.search([("access_token", "=", token)], limit=1)
        return guest.with_context(lang=guest._get_language()) if guest else guest

    def _may_answer(self):
        """Tell whether the guest can still answer: before the event begins. As superuser."""
        self.ensure_one()
        return (
            self.event_id.state == service_events.INVITED
            and self.state == "invited"
            and self.event_id.date_start > fields.Datetime.now()
        )

    def _answer(self, answer):
        """Write down what the guest answered by link; it decides nothing. As superuser.

        :param str answer: ``accepted`` or ``declined``
        :return: whether it was taken
        """
        if answer not in dict(self._fields["answer"].selection) or not self._may_answer():
            return False
        self._protected_write({"answer": answer, "date_answered": fields.Datetime.now()})
        return True
