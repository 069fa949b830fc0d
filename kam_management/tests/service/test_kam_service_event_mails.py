from datetime import timedelta

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .events import EventCommon

# whoever is invited besides
OF_SHOP = ("Shop", "Boss", "boss@shop.example.com")
OF_MILL = ("Mill", "Head Hong", "hong@mill.example.com")
OF_THIRD = ("Prof. Lu", "Institute of Ceramics", "lu@institute.example.com")


@tagged("post_install", "-at_install")
class TestKamServiceEventMails(EventCommon, HttpCase):
    """What guests are sent, and see by their link: nothing of any other guest."""

    def setUp(self):
        super().setUp()
        self.event = self._event()
        self._guest(self.event, self.head)
        self._guest(self.event, self.boss)
        name, organisation, email = OF_THIRD
        self._guest(self.event, name=name, organisation=organisation, email=email)
        self.seen_by(self.manager_east, self.event).action_invite()
        self.by_name = {guest.name: guest for guest in self.event.guest_ids}

    def _path(self, guest, end=""):
        return f"/kam/invitation/{guest.access_token}{end}"

    def _read_all(self, guest):
        """Return all that a guest is sent and can open, as one text."""
        mails = self._mails(self.event)
        mail = mails[f'"{guest.name}" <{guest.email}>']
        texts = [mail.subject, str(mail.body_html), mail.email_to, mail.email_cc or ""]
        texts += [file.raw.decode() for file in mail.attachment_ids]
        self.assertFalse(mail.recipient_ids)
        for end in ("", "/invitation.ics"):
            answer = self.url_open(self._path(guest, end))
            self.assertEqual(answer.status_code, 200)
            texts += [answer.text, str(answer.headers)]
        return "\n".join(texts)

    def test_nobody_else_is_named(self):
        everybody = {"Head Hong": OF_MILL, "Boss": OF_SHOP, "Prof. Lu": OF_THIRD}
        for name in everybody:
            text = self._read_all(self.by_name[name])
            self.assertIn(name, text)
            self.assertIn("Seminar on tiles", text)
            for other, words in everybody.items():
                if other == name:
                    continue
                for word in words:
                    with self.subTest(guest=name, word=word):
                        self.assertNotIn(word, text)

    def test_meetings_hold_none_of_the_guests(self):
        meetings = self.env["calendar.event"].search([("kam_service_event_id", "=", self.event.id)])
        # one for each invited company
        self.assertEqual(len(meetings), 3)
        self.assertEqual(set(meetings.mapped("privacy")), {"private"})
        colleagues = (self.manager_east | self.rep_shanghai | self.rep_hangzhou).partner_id
        self.assertEqual(meetings.attendee_ids.partner_id, colleagues)
        # each of us once
        self.assertEqual(len(meetings.attendee_ids), 3)
        for meeting in meetings:
            file = b"".join(meeting._get_ics_file().values()).decode()
            for word in (*OF_SHOP[1:], *OF_MILL[1:], *OF_THIRD):
                self.assertNotIn(word, file)

    def test_guests_are_not_made_attendees(self):
        meeting = self.by_name["Boss"].meeting_id
        own = self.seen_by(self.manager_east, meeting)
        with self.assertRaisesRegex(UserError, "stands for a service event"):
            own.write({"partner_ids": [Command.link(self.head_partner.id)]})
        with self.assertRaisesRegex(UserError, "stands for a service event"):
            self.env["calendar.attendee"].create(
                {"event_id": meeting.id, "partner_id": self.head_partner.id}
            )
        with self.assertRaisesRegex(UserError, "stands for a service event"):
            own.write({"start": meeting.start + timedelta(hours=1)})
        with self.assertRaisesRegex(UserError, "stands for a service event"):
            own.unlink()

    def test_calendars_and_guests_follow(self):
        start = self.event.date_start + timedelta(days=1)
        stop = self.event.date_stop + timedelta(days=1)
        before = self.env["mail.mail"].search_count([])
        self.seen_by(self.manager_east, self.event).write(
            {"date_start": start, "date_stop": stop, "place": "Hall 4"}
        )
        meetings = self.event.guest_ids.meeting_id
        self.assertEqual(set(meetings.mapped("start")), {start})
        self.assertEqual(set(meetings.mapped("location")), {"Hall 4"})
        self.assertEqual(self.env["mail.mail"].search_count([]), before + 3)
        mail = self._mails(self.event)['"Boss" <boss@shop.example.com>']
        self.assertIn("Changed", mail.subject)
        self.seen_by(self.manager_east, self.event).action_cancel("No hall")
        mail = self._mails(self.event)['"Boss" <boss@shop.example.com>']
        self.assertIn("Called off", mail.subject)
        self.assertNotIn("No hall", mail.body_html)
        self.assertIn(b"METHOD:CANCEL", mail.attachment_ids.raw)
        self.assertFalse(any(meetings.mapped("active")))

    def test_an_answer_decides_nothing(self):
        guest = self.by_name["Boss"]
        page = self.url_open(self._path(guest))
        self.assertFalse(guest.answer)
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        answered = self.url_open(
            self._path(guest, "/answer"), data={"answer": "accepted", "csrf_token": token}
        )
        self.assertIn("You have accepted", answered.text)
        self.env.invalidate_all()
        self.assertEqual((guest.answer, guest.state), ("accepted", "invited"))
        refused = self.url_open(self._path(guest, "/answer"), data={"answer": "declined"})
        self.assertEqual(refused.status_code, 400)
        self.assertFalse(guest._answer("attended"))
        with self._afterwards():
            self.assertFalse(guest._answer("declined"))

    def test_links_that_are_none(self):
        guest = self.by_name["Boss"]
        for token in ("x", "0" * 64, guest.access_token[:-1], f"{guest.access_token}0", "%00"):
            with self.subTest(token=token):
                answer = self.url_open(f"/kam/invitation/{token}")
                self.assertEqual(answer.status_code, 404)
