from operator import methodcaller
from uuid import uuid4

from odoo import fields, models
from odoo.exceptions import UserError

from ... import arguments, transactions
from ...rules import texts
from ...wording import format_date

# of a suggestion that is made of what was heard
TITLE_LENGTH = 80


class KamServiceGuest(models.Model):
    """How guests are invited, who came, and what was heard from them."""

    _inherit = "kam.service.guest"

    def action_invite(self):
        """Invite guests: by mail where an address is known, otherwise they are told.

        Nobody else is named in what a guest is sent.

        :return: True
        :raise UserError: for a guest who was invited already, an event that is over, or an account
            that is not entitled to it
        :raise AccessError: for whoever neither serves the account nor runs the event
        """
        self.check_access("write")
        self.event_id._serialise()
        for event, guests in self.grouped("event_id").items():
            invited = guests.filtered(lambda guest: guest.state != "to_invite")
            if invited:
                raise UserError(self.env._("“%s” was invited already.", invited[0].name))
            event._check_open()
            event._check_offered(guests.account_id)
            # sudo: the process's own fields; who may was checked
            for guest in guests.sudo():
                guest._protected_write(
                    {
                        "state": "invited",
                        "date_invited": fields.Datetime.now(),
                        "invited_by_id": self.env.uid,
                        "access_token": uuid4().hex + uuid4().hex,
                    }
                )
            event._advance("invite")
            event._sync_meetings()
            guests._send("invited")
        return True

    def _each(self, method):
        """Do something with guests one by one, for server actions: what is refused is named.

        :param str method: ``action_invite``, ``action_attended``, ``action_absent`` or
            ``action_suggest``
        :return: True for one guest, otherwise an action that tells what was done and what not
        """
        if len(self) == 1:
            return getattr(self, method)()
        _results, refused = transactions.run_each(self, methodcaller(method))
        failures = [guest._explain(error) for guest, error in refused]
        return transactions.notify_done(self.env, len(self) - len(failures), failures)

    # ------------------------------------------------------------------
    # who came
    # ------------------------------------------------------------------

    def action_attended(self):
        """Note that guests came.

        :return: True
        :raise UserError: for guests who were not invited, before the day, or afterwards
        :raise AccessError: for whoever neither serves the account nor runs the event
        """
        return self._note_attendance("attended")

    def action_absent(self):
        """Note that guests did not come.

        :return: True
        :raise UserError: for guests who were not invited, before the day, or afterwards
        :raise AccessError: for whoever neither serves the account nor runs the event
        """
        return self._note_attendance("absent")

    def _note_attendance(self, state):
        self.check_access("write")
        # whoever ends the event meanwhile finds who came
        self.event_id._serialise()
        for event, guests in self.grouped("event_id").items():
            uninvited = guests.filtered(lambda guest: guest.state == "to_invite")
            if uninvited:
                raise UserError(
                    self.env._(
                        "“%s” was not invited yet: invite them first, also on the spot.",
                        uninvited[0].name,
                    )
                )
            event._check_open()
            event._check_begun()
            event._advance("attend")
            guests.sudo()._protected_write({"state": state})  # sudo: as above
        return True

    # ------------------------------------------------------------------
    # what was heard
    # ------------------------------------------------------------------

    def action_suggest(self):
        """Let what guests said go on as suggestions of their customers; there is room for more.

        :return: True
        :raise UserError: where nothing was heard, or for a third party
        :raise AccessError: for whoever neither serves the account nor runs the event
        """
        self.check_access("write")
        self._serialise()
        for guest in self:
            heard = texts.trimmed(guest.opinion)
            if not heard or not guest.account_id:
                raise UserError(
                    self.env._(
                        "“%s”: a suggestion is made of what a guest of a customer said. Enter it "
                        "in “Opinion Heard” first.",
                        guest.name,
                    )
                )
            # sudo: the process's own rows; who may was checked
            opinions = self.env["kam.service.opinion"].sudo()
            guest._take_up(opinions._protected_create([{"guest_id": guest.id, "text": heard}]))
            guest.opinion = False
        return True

    def _take_up(self, opinion):
        """Hand what was heard to whoever takes suggestions in.

        :param kam.service.opinion opinion: in the words of the guest
        """
        # sudo: who said it goes along, whoever may see the contact
        person = self.sudo().partner_id
        title = opinion.text.splitlines()[0]
        if len(title) > TITLE_LENGTH:
            title = f"{title[: TITLE_LENGTH - 1].rstrip()}…"
        self.account_id._take_suggestion(
            {
                "name": title,
                "description": opinion.text,
                "contact": person,
                "contact_name": "" if person else self.name,
                "channel": "person",
                "thanks_by_mail": False,
            },
            opinion,
        )

    def _get_heard(self):
        """Return all that was heard from the guest, as one text; False for nothing."""
        self.ensure_one()
        heard = [*self.opinion_ids.sorted("id").mapped("text"), texts.trimmed(self.opinion)]
        return "\n".join(filter(None, heard)) or False

    # ------------------------------------------------------------------
    # into the ledgers, when the event has ended
    # ------------------------------------------------------------------

    def _note_contacts(self):
        """Write down in the ledgers of the accounts whom we met. As superuser."""
        for guest in self.filtered("account_id"):
            event = guest.event_id
            minutes = int((event.date_stop - event.date_start).total_seconds() // 60)
            guest.account_id._note_contact(
                {
                    "user_id": (guest.account_id.manager_id or event.user_id).id,
                    "stakeholder_id": guest.stakeholder_id.id,
                    "date": event.date_start,
                    "channel": "person",
                    "minutes": min(minutes, 24 * 60),
                    "attitude": guest.attitude,
                    "topic": event.name[:200],
                    "result": guest._get_heard(),
                },
                event,
            )

    def _note_gifts(self, day):
        """Write what guests received into the ledgers, within their ceiling. As superuser.

        :param date day: when they received it
        """
        kind = self.env.ref("kam_management.cost_kind_gift")
        for guest in self.filtered(lambda guest: guest.gift_amount and guest.account_id):
            cost = guest.account_id._note_cost(
                {
                    "date": day,
                    "kind_id": kind.id,
                    "amount": guest.gift_amount,
                    "currency_id": guest.currency_id.id,
                    "stakeholder_id": guest.stakeholder_id.id,
                    "user_id": guest.event_id.user_id.id,
                    "purpose": self.env._(
                        "%(gift)s (%(event)s, %(day)s)",
                        gift=guest.gift,
                        event=guest.event_id.name,
                        day=format_date(self.env, day),
                    ),
                },
                guest.event_id,
            )
            guest._protected_write({"gift_cost_id": cost.id})

    def action_open_guest(self):
        """Open the page of the guest, to write down what was heard.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
