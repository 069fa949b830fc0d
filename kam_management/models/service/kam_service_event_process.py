from odoo import fields, models
from odoo.exceptions import UserError

from ... import arguments, transactions
from ...rules import service_events, texts
from ...wording import format_date


class KamServiceEvent(models.Model):
    """How an event goes on: its guests are invited, it is held, and ends or is called off."""

    _inherit = "kam.service.event"

    def _advance(self, step, **vals):
        """Let the event take a step. The caller has checked who may.

        :param str step: of the rules
        :param vals: what else the process writes down
        :raise UserError: where it is not possible
        """
        self.ensure_one()
        state = service_events.advance(self.state, step)
        if not state:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "“%(event)s” is “%(state)s”: this is not possible now.",
                    event=self.display_name,
                    state=labels[self.state],
                )
            )
        if vals or state != self.state:
            # sudo: the process's own fields; who may was checked
            self.sudo()._protected_write({"state": state, **vals})

    # ------------------------------------------------------------------
    # inviting
    # ------------------------------------------------------------------

    def action_invite(self):
        """Invite the guests of an event who were not invited yet, as far as the user serves them.

        :return: True
        :raise UserError: where there are none, or what the account is not offered was not granted
        :raise AccessError: for whoever neither runs the event nor serves the account
        """
        self.check_access("read")
        for event in self:
            guests = event.guest_ids.filtered(lambda guest: guest.state == "to_invite")
            mine = guests._filtered_access("write")
            if not mine:
                raise UserError(
                    self.env._(
                        "“%s” has no guest whom you could invite now: add guests first.",
                        event.display_name,
                    )
                )
            mine.action_invite()
        return True

    def _invite_each(self):
        """Invite to events one by one, for server actions: what is refused is named.

        :return: True for one event, otherwise an action that tells what was done and what not
        """
        if len(self) == 1:
            return self.action_invite()
        _results, refused = transactions.run_each(self, lambda event: event.action_invite())
        failures = [event._explain(error) for event, error in refused]
        return transactions.notify_done(self.env, len(self) - len(failures), failures)

    def _on_changed(self):
        """Do what follows when time or place changes after guests were invited: they are told."""
        for event in self.filtered(lambda event: event.state == service_events.INVITED):
            seen = event.guest_ids.filtered("date_invited").account_id
            event._check_offered(seen)
            # sudo: all who were invited are told, whoever may see them
            event.sudo().all_guest_ids._send("changed")

    def _check_offered(self, accounts):
        """Refuse accounts that are not entitled to the event on its day.

        What the user may know decides: who is entitled by more than that has it granted.

        :param kam.account accounts: accounts that the user sees
        :raise UserError: naming the account, why, and the remedy
        """
        self.ensure_one()
        # two events at once may both want the last of an allowance
        accounts._serialise()
        day, content = self._get_days()[0], self.content_id
        for account, reason in accounts._find_invitation_obstacles(day, content, self).items():
            raise UserError(
                self.env._(
                    "%(account)s cannot be invited to “%(event)s” (%(content)s, %(day)s): "
                    "%(reason)s A supervisor or the manager can grant it as an individual "
                    "measure.",
                    account=account.name,
                    event=self.display_name,
                    content=content.name,
                    day=format_date(self.env, day),
                    reason=reason,
                )
            )

    # ------------------------------------------------------------------
    # holding, ending
    # ------------------------------------------------------------------

    def action_hold(self):
        """Say that events take place; from now on it is noted who came.

        :return: True
        :raise UserError: before the day, or where nobody was invited
        :raise AccessError: for whoever does not run it
        """
        self.check_access("read")
        self._serialise()
        self._check_runs()
        for event in self:
            event._check_begun()
            event._advance("hold")
        return True

    def _check_begun(self):
        day = self._get_days()[0]
        if day > self.company_id._kam_today():
            raise UserError(
                self.env._(
                    "“%(event)s” lies ahead: it takes place on %(day)s.",
                    event=self.display_name,
                    day=format_date(self.env, day),
                )
            )

    def action_end(self, outcome=""):
        """End events: costs, contacts and services of the accounts follow from who came.

        :param str outcome: what came of it; by default what stands there
        :return: True
        :raise UserError: for an event that was not held or is not over, without outcome, or with
            guests of whom nobody said whether they came
        :raise ValidationError: when a gift exceeds the ceiling of its receiver
        :raise AccessError: for whoever does not run it
        """
        self.check_access("read")
        outcome = arguments.text(self.env, self._get_label("outcome"), outcome)
        self._serialise()
        self._check_runs()
        for event in self:
            said = outcome or texts.trimmed(event.outcome)
            event._check_may_end(said)
            day = event._get_days()[1]
            event._advance("end", date_ended=day, outcome=said)
            event._close_duties()
            event._close_accounts(day)
        return True

    def _check_may_end(self, outcome):
        if self.date_stop > fields.Datetime.now():
            raise UserError(
                self.env._("“%s” is not over yet: end it afterwards.", self.display_name)
            )
        if not outcome:
            raise UserError(
                self.env._(
                    "“%(field)s” of “%(event)s” is empty: say what came of it.",
                    field=self._get_label("outcome"),
                    event=self.display_name,
                )
            )
        # sudo: all who were invited count; their number is told, and no name
        waiting = self.sudo().all_guest_ids.filtered(lambda guest: guest.state == "invited")
        if waiting:
            raise UserError(
                self.env._(
                    "“%(event)s” cannot end: of %(count)s guests nobody said yet whether they "
                    "came. Note it in “Attendance”.",
                    event=self.display_name,
                    count=len(waiting),
                )
            )

    def action_cancel(self, reason=""):
        """Call events off; who was invited is told.

        :param str reason: why, for us
        :return: True
        :raise UserError: without a reason, or for what was held
        :raise AccessError: for whoever does not run it
        """
        self.check_access("read")
        reason = arguments.text(self.env, self._get_label("cancel_reason"), reason)
        self._serialise()
        self._check_runs()
        for event in self:
            if not reason:
                raise UserError(
                    self.env._(
                        "“%(field)s” of “%(event)s” is empty: say why.",
                        field=self._get_label("cancel_reason"),
                        event=event.display_name,
                    )
                )
            event._advance("cancel", cancel_reason=reason)
            # sudo: all who were invited are told, whoever may see them
            event.sudo().all_guest_ids._send("cancelled")
            event._sync_meetings()
        self.env["kam.deadline"]._cancel(self, "not_needed")
        return True
