from odoo import fields, models
from odoo.exceptions import UserError

from ... import arguments, values, wording
from ...rules import texts, visits
from ...wording import format_date
from .kam_visit import SITE_FIELDS

# of what a device names its attempt with
LONGEST_KEY = 64


class KamVisit(models.Model):
    """From the appointment to the filed report: the states of a visit."""

    _inherit = "kam.visit"

    def _go(self, state, **vals):
        """Let a visit be in a state to which the present one leads.

        :raise UserError: naming the present state
        """
        self.ensure_one()
        if state not in visits.NEXT_STATES[self.state]:
            self._refuse_state(
                [before for before, after in visits.NEXT_STATES.items() if state in after]
            )
        # sudo: the process's own fields; who may was checked
        self.sudo()._protected_write({"state": state, **vals})

    def _refuse_state(self, wanted):
        states = dict(self._fields["state"]._description_selection(self.env))
        raise UserError(
            self.env._(
                "%(visit)s is “%(state)s”; this is possible for “%(wanted)s” only.",
                visit=self.display_name,
                state=states[self.state],
                # between two in quotes stands the sign of the reader's language
                wanted=wording.listed(self.env, "”“").join(states[state] for state in wanted),
            )
        )

    def _check_ahead(self):
        """Refuse visits that have begun, or do not take place.

        :raise UserError: naming the visit
        """
        for visit in self:
            if visit.state not in visits.AHEAD_STATES:
                visit._refuse_state(visits.AHEAD_STATES)

    def _check_approved(self):
        """Refuse what needs an approved plan and has none.

        :raise UserError: naming the visit
        """
        if self._needs_approval() and self.approval_state != "approved":
            raise UserError(
                self.env._(
                    "%(visit)s takes place with an approved plan only: submit it, and let it be "
                    "decided.",
                    visit=self.display_name,
                )
            )

    def _check_follows(self):
        """Refuse a follow-up or return visit to a target account that nobody has visited yet.

        What they do without, a leader of rank and a discussion, is for visits that follow others.

        :raise UserError: naming the visit
        """
        if not self.is_target or self.purpose not in visits.LIGHT_PURPOSES:
            return
        # sudo: that somebody was there counts, whoever may read of it
        before = self.sudo().search_count(
            [
                ("account_id", "=", self.account_id.id),
                ("state", "in", visits.DONE_STATES),
                ("purpose", "not in", list(visits.LIGHT_PURPOSES)),
            ],
            limit=1,
        )
        if not before:
            raise UserError(
                self.env._(
                    "%(visit)s follows no visit: nobody has visited %(customer)s yet. Choose "
                    "another “%(field)s”.",
                    visit=self.display_name,
                    customer=self.partner_id.name,
                    field=self._fields["type_id"]._description_string(self.env),
                )
            )

    # ------------------------------------------------------------------
    # agreed with the customer (scheme, one.2, 4)
    # ------------------------------------------------------------------

    def action_confirm(self):
        """Note that the customer has agreed to the appointments.

        :return: True
        :raise UserError: where it is not said how and with whom it was made, or the plan is not
            approved that needs it
        :raise AccessError: for whoever may not write the visit
        """
        for visit in self:
            visit.check_access("write")
            visit._serialise()
            visit._check_approved()
            for name in ("appointment_channel", "appointment_stakeholder_id"):
                if not visit[name]:
                    raise UserError(
                        self.env._(
                            "“%(field)s” of %(visit)s is empty: say how the appointment was made, "
                            "and who agreed to it.",
                            field=self._fields[name]._description_string(self.env),
                            visit=visit.display_name,
                        )
                    )
            now = fields.Datetime.now()
            if not visit.date_appointment:
                visit.date_appointment = now
            # an appointment for a time to come takes the place of the one that was missed
            visit._go("confirmed", date_agreed=visit.date_start <= now and visit.date_agreed)
        return True

    # ------------------------------------------------------------------
    # on site (scheme, one.2, 6)
    # ------------------------------------------------------------------

    def action_start(self):
        """Stamp that the visit begins now, as somebody who takes part.

        :return: True
        :raise UserError: on another day than planned, without the approval that it needs, or where
            the customer has to agree again
        :raise AccessError: for whoever takes no part
        """
        arguments.one(self)
        self._check_participant()
        self._serialise()
        self._check_may_begin()
        now = fields.Datetime.now()
        self._check_day(now)
        self._go("under_way", date_started=now, started_by_id=self.env.uid)
        return True

    def _check_may_begin(self):
        """Refuse to begin, on whatever day, what is not approved or not agreed.

        :raise UserError: naming the visit, and what is missing
        """
        self._check_approved()
        self._check_follows()
        self._check_agreed_again()

    def _is_possible_on(self, moment):
        """Tell whether the visit may begin at a moment, by its day and its leeway."""
        self.ensure_one()
        day_of = self.company_id._kam_day_of
        first, last, day = day_of(self.date_start), day_of(self.date_stop), day_of(moment)
        if self.leeway == "week":
            return day.isocalendar()[:2] == first.isocalendar()[:2]
        return first <= day <= last

    def _check_day(self, now):
        """Refuse to begin on a day for which the visit is not planned."""
        if not self._is_possible_on(now):
            raise UserError(
                self.env._(
                    "%(visit)s is planned for %(date)s: reschedule it before it begins.",
                    visit=self.display_name,
                    date=format_date(self.env, self.company_id._kam_day_of(self.date_start)),
                )
            )

    def save_site_notes(self, notes, key=""):
        """Keep what is noted while the customer is visited; the report begins with it.

        What a device sends when somebody else has ended the visit meanwhile goes to the report, as
        long as that is a draft: beside what stands there.

        :param dict notes: fields of the report, see ``SITE_FIELDS``
        :param str key: of the device that notes it
        :return: True
        :raise UserError: when the visit is not under way, or its report submitted
        :raise ValidationError: for what the report cannot take
        :raise AccessError: for whoever takes no part
        """
        arguments.one(self)
        self._check_participant()
        notes = self._check_notes(notes)
        self._serialise()
        if self.state == "done" and self.report_ids.approval_state == "draft":
            self._add_to_report(notes)
            return True
        if self.state != "under_way":
            self._refuse_state(["under_way"])
        # sudo: the process's own field; who may was checked
        self.sudo()._protected_write({"site_notes": {**(self.site_notes or {}), **notes}})
        return True

    def _check_notes(self, notes):
        """Return what somebody noted on site, as far as the report takes it."""
        report = self.env["kam.visit.report"]
        values.check(report, notes or {})
        return {name: notes[name] for name in SITE_FIELDS if name in (notes or {})}

    def action_end(self, notes=None, key=""):
        """Stamp that the visit is over now, and begin its report with what was noted.

        Called again with the same key, as a device does that did not hear the answer, it changes
        nothing.

        :param dict notes: fields of the report, see ``SITE_FIELDS``, besides those kept before
        :param str key: of the device that ends the visit
        :return: the action that opens the report
        :raise UserError: when the visit is not under way, or the attitude is not said
        :raise ValidationError: for what the report cannot take
        :raise AccessError: for whoever takes no part
        """
        arguments.one(self)
        self._check_participant()
        notes = self._check_notes(notes)
        key = arguments.text(self.env, self.env._("Key"), key)[:LONGEST_KEY]
        self._serialise()
        if key and key == self.attempt_key and self.state in visits.DONE_STATES:
            return self._open_report()
        notes = {**(self.site_notes or {}), **notes}
        if not notes.get("attitude"):
            attitude = self.env["kam.visit.report"]._fields["attitude"]
            raise UserError(
                self.env._(
                    "“%(field)s” of %(visit)s is empty: say how the customer was.",
                    field=attitude._description_string(self.env),
                    visit=self.display_name,
                )
            )
        self._go(
            "done",
            date_ended=fields.Datetime.now(),
            ended_by_id=self.env.uid,
            site_notes=notes,
            attempt_key=key,
        )
        self._make_report(notes)
        self._note_contacts(notes)
        self._open_afterwards()
        return self._open_report()

    def _make_report(self, notes):
        # sudo: the report belongs to the process, which has checked who ends the visit
        self.env["kam.visit.report"].sudo()._protected_create(
            [{"visit_id": self.id, "account_id": self.account_id.id, **notes}]
        )

    def _note_contacts(self, notes):
        """Write down in the account's ledger whom we met."""
        minutes = self._get_minutes()
        for stakeholder_id in self.stakeholder_ids.ids or [False]:
            self.account_id._note_contact(
                {
                    "user_id": self.leader_id.id,
                    "stakeholder_id": stakeholder_id,
                    "date": self.date_started,
                    "channel": self.channel,
                    "development_method": "visit",
                    "minutes": minutes,
                    "attitude": notes["attitude"],
                    "topic": (self.goal or self.type_id.name or "")[:200],
                    "result": notes.get("main_points") or False,
                },
                self,
            )

    def _open_report(self):
        """Return the action that opens the report of the visit."""
        return {
            "type": "ir.actions.act_window",
            "res_model": "kam.visit.report",
            "res_id": self.report_ids[:1].id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_view_report(self):
        """Open the report of the visit.

        :return: a window action
        :raise UserError: before the visit is over
        """
        arguments.one(self)
        self.check_access("read")
        if not self.report_ids:
            self._refuse_state(visits.DONE_STATES)
        return self._open_report()

    # ------------------------------------------------------------------
    # over
    # ------------------------------------------------------------------

    def _on_report_complete(self):
        """The report of each visit is complete: a visit of which all is said is closed."""
        for visit in self:
            if visit.state == "done" and not visit._get_closing_gaps():
                visit._end()

    def action_close(self):
        """Close visits whose report is complete, and of which it is said what was found.

        :return: True
        :raise UserError: naming what is still missing
        :raise AccessError: for whoever may not write the visit
        """
        for visit in self:
            visit.check_access("write")
            visit._serialise()
            gaps = visit._get_closing_gaps()
            if visit.state == "done" and gaps:
                raise UserError(
                    self.env._(
                        "%(visit)s cannot be closed yet:\n%(missing)s",
                        visit=visit.display_name,
                        missing="\n".join(f"• {text}" for text in gaps),
                    )
                )
            visit._end()
        return True

    def _end(self):
        """All is said: the visit is closed, and a plan that nobody approves complete."""
        self._go("closed")
        if self.approval_state == "draft":
            # sudo: the engine's own fields; who may was checked
            self.sudo()._complete()

    def _get_closing_gaps(self):
        """Return what is missing before the visit is closed, as texts. To be extended."""
        self.ensure_one()
        gaps = []
        if self.report_ids.approval_state != "approved":
            gaps.append(self.env._("The visit report is not complete."))
        if not self._has_findings() and not texts.trimmed(self.no_finding_reason):
            gaps.append(
                self.env._(
                    "Nothing was found: fill in “%s”.",
                    self._fields["no_finding_reason"]._description_string(self.env),
                )
            )
        return gaps

    def _has_findings(self):
        """Tell whether something was found on the visit. To be extended."""
        self.ensure_one()
        return False

    def action_cancel(self, reason=""):
        """Cancel visits that have not begun, and their open plans.

        :param str reason: why
        :return: True
        :raise UserError: without a reason, or for a visit that has begun
        :raise AccessError: for whoever may not write the visit
        """
        self.check_access("write")
        reason = self._check_reason(reason)
        for visit in self:
            visit._serialise()
            visit._check_ahead()
            visit._end_visit(reason)
            visit._cancel(reason)
        return True

    def _end_visit(self, reason):
        """The visit does not take place."""
        if self.state != "cancelled":
            self._go("cancelled", visit_cancel_reason=reason, date_cancelled=fields.Datetime.now())
            self._cancel_planned()
            self._tell_cancelled()
