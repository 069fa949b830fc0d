from datetime import datetime, time, timedelta

from odoo.tests import freeze_time

from .common import ServiceCommon

# when events begin and are over, in UTC: ten in the morning of Shanghai
BEGINS, IS_OVER = time(2), time(4)


class EventCommon(ServiceCommon):
    """Events of the region East, organised by ``manager_east``.

    Its guests: the head of technology of the mill, the boss and the buyer of the shop.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.events = cls.env["kam.service.event"]
        cls.guests = cls.env["kam.service.guest"]
        cls.day = cls._days(10)
        cls.head_partner = cls._contact("Head Hong", cls.mill, email="hong@mill.example.com")
        cls.head = cls._stakeholder(cls.mill, cls.head_partner, "approver")

    @classmethod
    def _event(cls, user=None, **vals):
        """Let somebody plan an event; returned as superuser."""
        return (
            cls.events.with_user(user or cls.manager_east)
            .create(
                {
                    "name": "Seminar on tiles",
                    "date_start": datetime.combine(cls.day, BEGINS),
                    "date_stop": datetime.combine(cls.day, IS_OVER),
                    "place": "Hall 3",
                    **vals,
                }
            )
            .sudo()
        )

    @classmethod
    def _guest(cls, event, stakeholder=None, user=None, **vals):
        """Let somebody add a guest; returned as superuser."""
        if stakeholder:
            vals["stakeholder_id"] = stakeholder.id
        return (
            cls.guests.with_user(user or event.user_id)
            .create({"event_id": event.id, **vals})
            .sudo()
        )

    def _invited(self, *stakeholders, **vals):
        """Return an event to which stakeholders are invited."""
        event = self._event(**vals)
        for stakeholder in stakeholders:
            self._guest(event, stakeholder)
        self.seen_by(event.user_id, event).action_invite()
        return event

    def _afterwards(self, hour=5, days=0):
        day = self.day + timedelta(days=days)
        return freeze_time(f"{day} {hour:02}:00:00")

    def _mails(self, event):
        """Return what was queued for guests of the event, by address."""
        mails = self.env["mail.mail"].search([("email_from", "ilike", event.user_id.email)])
        return {mail.email_to: mail for mail in mails.sorted("id")}
