from datetime import timedelta

from babel.dates import format_timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import babel_locale_parse, format_time, get_lang

from ... import arguments
from ...rules import visits
from ...rules.visits import AHEAD_STATES
from ...searching import by_tick
from ...wording import format_date
from .kam_visit_duties import FOLLOW_UP


class KamVisit(models.Model):
    """How a visit stands at this moment, and what its print says of its time and follow-up."""

    _inherit = "kam.visit"

    @api.model
    def _get_approval_needed_depends(self):
        """See the base method: the customer is to be won, or the budget is high."""
        return super()._get_approval_needed_depends() | {"purpose", "needs_rank", "budget_total"}

    @api.depends("state", "date_stop")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for visit in self:
            visit.is_overdue = (
                visit.state in AHEAD_STATES and bool(visit.date_stop) and visit.date_stop < now
            )

    @api.depends("state", "date_start", "date_stop", "leeway")
    def _compute_is_possible_now(self):
        now = fields.Datetime.now()
        for visit in self:
            is_dated = visit.date_start and visit.date_stop and visit.company_id
            visit.is_possible_now = visit.state == "under_way" or bool(
                visit.state in AHEAD_STATES and is_dated and visit._is_possible_on(now)
            )

    @api.model
    def _search_is_overdue(self, operator, value):
        domain = Domain("state", "in", AHEAD_STATES) & Domain(
            "date_stop", "<", fields.Datetime.now()
        )
        return by_tick(operator, value, domain)

    @api.depends("date_started", "minutes_late")
    def _compute_punctuality(self):
        for visit in self:
            late = "late" if visit.minutes_late else "on_time"
            visit.punctuality = visit.date_started and late

    @api.depends("state", "date_start", "date_stop", "date_started", "minutes_late")
    @api.depends_context("lang")
    def _compute_timing(self):
        now = fields.Datetime.now()
        for visit in self:
            visit.timing = visit._describe_timing(now)

    def _describe_timing(self, now):
        """Return how far away the visit is, or how long under way, as a sentence."""
        if self.state == "under_way" and self.date_started:
            return self.env._(
                "Begun %(when)s: %(punctuality)s.",
                when=self._format_distance(self.date_started, now),
                punctuality=self._get_punctuality_text(),
            )
        if self.state not in AHEAD_STATES or not self.date_start or not self.date_stop:
            return False
        if self.date_stop < now:
            return self.env._("Its time has passed: begin it, reschedule it, or cancel it.")
        when = self._format_distance(self.date_start, now)
        if self.date_start < now:
            return self.env._("Was to begin %(when)s.", when=when)
        return self.env._("Begins %(when)s.", when=when)

    def _format_distance(self, moment, now):
        """Return how far a moment is away, such as “in 3 days” or “20 minutes ago”."""
        locale = babel_locale_parse(get_lang(self.env).code)
        if abs(moment - now) < timedelta(days=1):
            return format_timedelta(
                moment - now, granularity="minute", add_direction=True, locale=locale
            )
        # by the calendar, and weeks where days say little
        day_of = self.company_id._kam_day_of
        return format_timedelta(
            day_of(moment) - day_of(now),
            granularity="day",
            threshold=5,
            add_direction=True,
            locale=locale,
        )

    def _get_punctuality_text(self):
        """Return whether who visited came on time; empty before the visit (准时／迟到n分钟).

        :rtype: str
        """
        if not self.date_started:
            return ""
        return self._word_delay(self.minutes_late)

    @api.model
    def _word_delay(self, minutes):
        if not minutes:
            return self.env._("on time")
        return (
            self.env._("1 minute late") if minutes == 1 else self.env._("%s minutes late", minutes)
        )

    @api.depends("state", "no_finding_reason", "report_ids.approval_state", "report_ids.visit_id")
    def _compute_closing_gaps(self):
        for visit in self:
            gaps = visit._get_closing_gaps() if visit.state == "done" else []
            visit.closing_gaps = "\n".join(gaps)

    # ------------------------------------------------------------------
    # what the prints say
    # ------------------------------------------------------------------

    def _format_span(self, start, stop):
        """Return day and hours of a span where the company works, as its prints say them.

        :param datetime start: when it begins, naive UTC; none for an empty text
        :param datetime stop: when it is over; none where only the beginning is known
        :rtype: str
        """
        if not start:
            return ""
        zone = self.company_id._kam_timezone().zone
        day_of = self.company_id._kam_day_of

        def worded(moment, with_day):
            hour = format_time(self.env, moment, tz=zone, time_format="HH:mm")
            return f"{format_date(self.env, day_of(moment))} {hour}" if with_day else hour

        begins = worded(start, with_day=True)
        if not stop:
            return begins
        return f"{begins} – {worded(stop, with_day=day_of(stop) != day_of(start))}"

    def _word_purpose(self):
        """Return what the visit is for, with the name of its type where that says more."""
        purpose = dict(self._fields["purpose"]._description_selection(self.env))[self.purpose]
        name = self.type_id.name
        return purpose if name == purpose else self.env["kam.wording"]._noted(purpose, name)

    def _get_item_rows(self):
        """Return what is prepared, kind by kind in the scheme's order (scheme, one.2, 5: 拜访准备).

        :return: list of ``(label of the kind, items)``
        """
        self.ensure_one()
        by_kind = self.item_ids.grouped("kind")
        labels = self.env["kam.visit.item"]._fields["kind"]._description_selection(self.env)
        return [(label, by_kind[kind]) for kind, label in labels if kind in by_kind]

    def _get_follow_ups(self):
        """Return the follow-ups that are owed, or were done (访后跟进).

        :return: dict id of a visit -> dict ``due``, ``done`` (dates, the latter False until it was
            done) and ``by`` (who did it); visits that owe none are left out
        """
        # sudo: who reads the visit sees whether the customer was listened to again
        duties = (
            self.env["kam.deadline"]
            .sudo()
            .search(
                Domain("res_model", "=", self._name)
                & Domain("res_id", "in", self.ids)
                & Domain("code", "=", FOLLOW_UP)
                & Domain("state", "!=", "cancelled"),
                order="id",
            )
        )
        return {
            duty.res_id: {
                "due": duty.date_due,
                "done": duty.state in ("kept", "late") and duty.date_done,
                "by": duty.done_by_id,
            }
            for duty in duties
        }

    def _get_follow_up(self):
        """Return the follow-up of the visit as its print says it, see :meth:`_get_follow_ups`.

        :return: dict, also with ``channel`` (a text); an empty one when none is owed
        """
        self.ensure_one()
        found = self._get_follow_ups().get(self.id)
        if not found:
            return {}
        channel = self._find_follow_up_channel(found["done"], found["by"]) if found["done"] else ""
        return {**found, "channel": channel}

    def _word_follow_up_due(self):
        """Return what the print says of listening again (development scheme, 6.6)."""
        return self.env._(
            "The target customer is listened to again by %s, by phone or in another visit in "
            "person.",
            format_date(self.env, self._get_follow_up()["due"]),
        )

    def _find_follow_up_channel(self, day, user):
        """Return how a user of ours listened to the customer again on a day, as a text."""
        day_start = self.company_id._kam_day_start
        # sudo: as for the duty itself
        contact = (
            self.env["kam.account.contact"]
            .sudo()
            .search(
                Domain("account_id", "=", self.account_id.id)
                & Domain("state", "=", "done")
                & Domain("user_id", "=", user.id)
                & Domain("channel", "in", list(visits.LISTENING_CHANNELS))
                & Domain("date", ">", self.date_ended)
                & Domain("date", ">=", day_start(day))
                & Domain("date", "<", day_start(fields.Date.add(day, days=1))),
                order="date desc, id desc",
                limit=1,
            )
        )
        channels = dict(contact._fields["channel"]._description_selection(self.env))
        return channels.get(contact.channel, "")

    def action_view_account(self):
        """Open the account that is visited.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "kam.account",
            "res_id": self.account_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    @api.model
    def _get_step_titles(self):
        """See the base method: the scheme's plan ends with the opinion of the superior."""
        return {
            **super()._get_step_titles(),
            "Review by the superior": self.env._("Review Opinion of the Superior"),
        }
